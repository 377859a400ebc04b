#include "catalog.h"

#include <algorithm>

#include <carillon/value.hpp>

namespace carillon::sql {

namespace {

constexpr std::size_t kMaxName = 60;  // the least of the databases' limits, less the folded copy's suffix
constexpr std::string_view kFoldedSuffix = "_ci";

// Names become identifiers: a plain alphabet is the same in every database.
bool is_name(std::string_view name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name.size() <= kMaxName && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), plain);
}

Error bad_name(std::string_view what, std::string_view name) {
  return invalid(std::string(what) + " \"" + std::string(name) +
                 "\": a name has 1 to 60 of a-z, 0-9 and _, and does not begin with a digit");
}

Status read_columns(const crl_collection& raw, Collection& out) {
  for (std::uint32_t i = 0; i < raw.n_fields; ++i) {
    const crl_field& f = *raw.fields[i];
    Column c{.name = std::string(view(f.name)), .type = f.type, .max_len = f.max_len};
    if (!is_name(c.name)) return bad_name("a field of " + out.name, c.name);
    if (f.type < CRL_T_BOOL || f.type > CRL_T_DATE) {
      return Error{CRL_E_UNSUPPORTED,
                   out.name + "." + c.name + " has the unknown type " + std::to_string(f.type),
                   0,
                   {}};
    }
    c.key = (f.flags & CRL_FIELD_KEY) != 0;
    c.required = c.key || (f.flags & CRL_FIELD_REQUIRED) != 0;
    if ((f.flags & CRL_FIELD_FOLDED) != 0) {
      if (f.type != CRL_T_TEXT && f.type != CRL_T_SET) {
        return invalid(out.name + "." + c.name + ": only TEXT and SET fields can be FOLDED");
      }
      c.folded = c.name + std::string(kFoldedSuffix);
    }
    if (c.key) out.key.push_back(c.name);
    out.columns.push_back(std::move(c));
  }
  for (const Column& c : out.columns) {
    const auto same = [&](const Column& other) { return other.name == c.name || other.name == c.folded; };
    if (std::count_if(out.columns.begin(), out.columns.end(), same) != 1) {
      return invalid(out.name + "." + c.name + ": the name, or the name of its folded copy, is taken twice");
    }
  }
  if (out.key.empty()) return invalid("the collection " + out.name + " has no field that is a KEY");
  return {};
}

Status read_indexes(const crl_collection& raw, Collection& out) {
  for (std::uint32_t i = 0; i < raw.n_indexes; ++i) {
    Index index;
    index.unique = (raw.indexes[i]->flags & CRL_INDEX_UNIQUE) != 0;
    for (std::uint32_t f = 0; f < raw.indexes[i]->n_fields; ++f) {
      const auto found = out.column(view(raw.indexes[i]->fields[f]));
      if (!found) return found.error();
      index.fields.push_back((*found)->name);
    }
    if (index.fields.empty()) return invalid("an index of " + out.name + " names no field");
    if (!index.unique) {
      for (Column& c : out.columns) {
        if (c.name == index.fields.front() && !c.folded.empty()) c.indexed_folded = true;
      }
    }
    out.indexes.push_back(std::move(index));
  }
  return {};
}

}  // namespace

const Column* Collection::find(std::string_view column) const {
  for (const Column& c : columns) {
    if (c.name == column) return &c;
  }
  return nullptr;
}

Result<const Column*> Collection::column(std::string_view wanted) const {
  if (const Column* c = find(wanted)) return c;
  std::string names;
  for (const Column& c : columns) names += (names.empty() ? "" : ", ") + c.name;
  return invalid(name + " has no field \"" + std::string(wanted) + "\"; it has " + names);
}

const Relation* Collection::relation(std::string_view wanted) const {
  for (const Relation& r : relations) {
    if (r.name == wanted) return &r;
  }
  return nullptr;
}

bool is_unique(const Collection& c, std::string_view column) {
  if (c.key.size() == 1 && c.key.front() == column) return true;
  return std::any_of(c.indexes.begin(), c.indexes.end(), [&](const Index& index) {
    return index.unique && index.fields.size() == 1 && index.fields.front() == column;
  });
}

Result<Collection> read_collection(const crl_collection& raw) {
  Collection out{.name = std::string(view(raw.name)), .version = raw.version};
  if (!is_name(out.name)) return bad_name("the collection", out.name);
  if (Status s = read_columns(raw, out); !s) return s.error();
  if (Status s = read_indexes(raw, out); !s) return s.error();
  for (std::uint32_t i = 0; i < raw.n_relations; ++i) {
    const crl_relation& r = *raw.relations[i];
    const auto local = out.column(view(r.local));
    if (!local) return local.error();
    out.relations.push_back({std::string(view(r.name)), std::string(view(r.collection)), (*local)->name,
                             std::string(view(r.foreign))});
  }
  return out;
}

void Catalog::put(Collection collection) {
  std::string name = collection.name;
  collections_.insert_or_assign(std::move(name), std::move(collection));
}

Result<const Collection*> Catalog::find(std::string_view name) const {
  const auto at = collections_.find(name);
  if (at != collections_.end()) return &at->second;
  return not_found("the storage has no collection \"" + std::string(name) +
                   "\"; collections are declared when the host starts");
}

}  // namespace carillon::sql
