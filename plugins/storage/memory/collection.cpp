#include "collection.h"

#include <algorithm>

namespace carillon::memory {

namespace {

constexpr std::size_t kMaxName = 60;
constexpr std::size_t kTreeBytes = 80;  // a node and its part of the allocator's

Status check_name(const std::string& what, std::string_view name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  if (!name.empty() && name.size() <= kMaxName && !(name[0] >= '0' && name[0] <= '9') &&
      std::all_of(name.begin(), name.end(), plain)) {
    return {};
  }
  return invalid(what + " \"" + std::string(name) +
                 "\": a name has 1 to 60 of a-z, 0-9 and _, and does not begin with a digit");
}

std::size_t bytes_of(const Row& row) {
  std::size_t bytes = row.size() * sizeof(reference::OwnedCell);
  for (const auto& c : row) {
    if (!c.missing() && reference::holds_text(c.view().type)) bytes += c.view().v.s.len;
  }
  return bytes;
}

// What a row that is there already holds in a new field: nothing or, where that may not be, the empty value.
reference::OwnedCell of_old_row(const Field& field) {
  crl_value v{};
  v.type = field.type;
  v.is_null = field.required ? 0 : 1;
  return reference::OwnedCell(v);
}

std::vector<crl_value> cells_of(const Row& row, std::span<const std::size_t> columns) {
  std::vector<crl_value> out;
  for (const std::size_t at : columns) out.push_back(row[at].view());
  return out;
}

}  // namespace

Result<Collection> Collection::declare(const crl_collection& raw, const Collection* before) {
  Collection out;
  out.name_ = view(raw.name);
  if (Status s = check_name("the collection", out.name_); !s) return s.error();
  if (Status s = out.read_fields(raw); !s) return s.error();
  if (before != nullptr) {  // a field that an earlier host knew stays
    for (const Field& f : before->fields_) {
      if (!out.field(f.name)) out.fields_.push_back({f.name, f.type, f.max_len, false});
    }
  }
  if (Status s = out.read_indexes(raw); !s) return s.error();
  if (Status s = out.read_relations(raw); !s) return s.error();
  if (before != nullptr) {
    if (Status s = out.take_rows(*before); !s) return s.error();
  }
  return out;
}

Status Collection::read_fields(const crl_collection& raw) {
  for (std::uint32_t i = 0; i < raw.n_fields; ++i) {
    const crl_field& f = *raw.fields[i];
    const std::string name(view(f.name));
    if (Status s = check_name("a field of " + name_, name); !s) return s;
    if (field(name)) return invalid(name_ + "." + name + " is declared twice");
    if (f.type < CRL_T_BOOL || f.type > CRL_T_DATE) {
      return Error{
          CRL_E_UNSUPPORTED, name_ + "." + name + " has the unknown type " + std::to_string(f.type), 0, {}};
    }
    if ((f.flags & CRL_FIELD_FOLDED) != 0 && f.type != CRL_T_TEXT && f.type != CRL_T_SET)
      return invalid(name_ + "." + name + ": only TEXT and SET fields can be FOLDED");
    if ((f.flags & CRL_FIELD_KEY) != 0) key_.push_back(i);
    fields_.push_back({name, f.type, f.max_len, (f.flags & (CRL_FIELD_KEY | CRL_FIELD_REQUIRED)) != 0});
  }
  if (key_.empty()) return invalid("the collection " + name_ + " has no field that is a KEY");
  trees_.emplace_back(key_);
  unique_.push_back(key_.size());
  return {};
}

Status Collection::read_indexes(const crl_collection& raw) {
  for (std::uint32_t i = 0; i < raw.n_indexes; ++i) {
    const crl_index& index = *raw.indexes[i];
    std::vector<std::size_t> columns;
    for (std::uint32_t f = 0; f < index.n_fields; ++f) {
      const auto at = field(view(index.fields[f]));
      if (!at) return at.error();
      columns.push_back(*at);
    }
    if (columns.empty()) return invalid("an index of " + name_ + " names no field");
    unique_.push_back((index.flags & CRL_INDEX_UNIQUE) != 0 ? columns.size() : 0);
    columns.insert(columns.end(), key_.begin(), key_.end());
    trees_.emplace_back(std::move(columns));
  }
  return {};
}

Status Collection::read_relations(const crl_collection& raw) {
  for (std::uint32_t i = 0; i < raw.n_relations; ++i) {
    const crl_relation& r = *raw.relations[i];
    if (const auto local = field(view(r.local)); !local) return local.error();
    relations_.push_back({std::string(view(r.name)), std::string(view(r.collection)),
                          std::string(view(r.local)), std::string(view(r.foreign))});
  }
  return {};
}

Status Collection::take_rows(const Collection& before) {
  std::vector<Result<std::size_t>> from;
  for (const Field& f : fields_) {
    from.push_back(before.field(f.name));
    if (from.back() && before.fields_[*from.back()].type != f.type)
      return conflict(name_ + "." + f.name + " is there with another type; a field keeps its type");
  }
  const auto same_key = [&](std::size_t a, std::size_t b) {
    return fields_[a].name == before.fields_[b].name;
  };
  if (!std::equal(key_.begin(), key_.end(), before.key_.begin(), before.key_.end(), same_key))
    return conflict(name_ + " is there with another key; a key stays as it was declared first");
  Status status;
  before.by_key().scan({}, [&](const RowPtr& old) {
    Row row;
    for (std::size_t i = 0; i < fields_.size(); ++i)
      row.push_back(from[i] ? (*old)[*from[i]] : of_old_row(fields_[i]));
    status = put(std::make_shared<const Row>(std::move(row)));
    return status.ok();
  });
  return status;
}

Result<std::size_t> Collection::field(std::string_view wanted) const {
  std::string names;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (fields_[i].name == wanted) return i;
    names += (names.empty() ? "" : ", ") + fields_[i].name;
  }
  return invalid(name_ + " has no field \"" + std::string(wanted) + "\"; it has " + names);
}

Status Collection::put(const RowPtr& row) {
  for (std::size_t t = 0; t < trees_.size(); ++t) {
    if (unique_[t] == 0 || twin(t, *row) == nullptr) continue;
    std::string names;
    for (std::size_t i = 0; i < unique_[t]; ++i)
      names += (names.empty() ? "" : ", ") + fields_[trees_[t].columns()[i]].name;
    return conflict(name_ + ": another row has the same " + names);
  }
  for (OrderedRows& tree : trees_) tree.insert(row);
  bytes_ += bytes_of(*row) + trees_.size() * kTreeBytes;
  return {};
}

void Collection::erase(const RowPtr& row) {
  for (OrderedRows& tree : trees_) tree.erase(*row);
  bytes_ -= bytes_of(*row) + trees_.size() * kTreeBytes;
}

Result<std::size_t> Collection::unique_tree(std::vector<std::size_t> columns) const {
  std::sort(columns.begin(), columns.end());
  for (std::size_t t = 0; t < trees_.size(); ++t) {
    const auto& all = trees_[t].columns();
    std::vector<std::size_t> unique(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(unique_[t]));
    std::sort(unique.begin(), unique.end());
    if (!unique.empty() && unique == columns) return t;
  }
  std::string names;
  for (const std::size_t at : columns) names += (names.empty() ? "" : ", ") + fields_[at].name;
  return invalid("an UPSERT into " + name_ + " on (" + names +
                 "), which is neither its key nor a unique index");
}

// Missing values differ from each other, as everywhere in unique indexes.
RowPtr Collection::twin(std::size_t tree, const Row& row) const {
  const auto prefix = cells_of(row, std::span(trees_[tree].columns()).first(unique_[tree]));
  if (std::any_of(prefix.begin(), prefix.end(), [](const crl_value& v) { return v.is_null != 0; }))
    return nullptr;
  return trees_[tree].find(prefix);
}

const OrderedRows* Collection::tree_of(std::size_t column) const {
  for (const OrderedRows& tree : trees_) {
    if (tree.columns().front() == column) return &tree;
  }
  return nullptr;
}

void Collection::index(std::size_t column) {
  if (tree_of(column) != nullptr) return;
  std::vector<std::size_t> columns{column};
  columns.insert(columns.end(), key_.begin(), key_.end());
  OrderedRows tree(std::move(columns));
  std::size_t rows = 0;
  by_key().scan({}, [&](const RowPtr& row) {
    tree.insert(row);
    ++rows;
    return true;
  });
  trees_.push_back(std::move(tree));
  unique_.push_back(0);
  bytes_ += rows * kTreeBytes;
}

}  // namespace carillon::memory
