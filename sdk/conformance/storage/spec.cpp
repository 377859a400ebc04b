#include "spec.h"

namespace carillon::conformance {

namespace {

std::vector<crl_str> views(const std::vector<std::string>& names) {
  std::vector<crl_str> out;
  for (const auto& name : names) out.push_back(str(name));
  return out;
}

template <class T>
std::vector<const T*> pointers(const std::vector<T>& items) {
  std::vector<const T*> out;
  for (const T& item : items) out.push_back(&item);
  return out;
}

std::uint32_t size_of(const auto& items) { return static_cast<std::uint32_t>(items.size()); }

}  // namespace

const FieldSpec* CollectionSpec::find(std::string_view field) const {
  for (const FieldSpec& f : fields) {
    if (f.name == field) return &f;
  }
  return nullptr;
}

const crl_collection* CollectionSpec::raw() {
  raw_ = {};
  for (const FieldSpec& f : fields)
    raw_.fields.push_back({sizeof(crl_field), f.type, f.flags, f.max_len, str(f.name)});
  for (const IndexSpec& i : indexes) raw_.index_fields.push_back(views(i.fields));
  for (std::size_t i = 0; i < indexes.size(); ++i) {
    raw_.indexes.push_back({sizeof(crl_index), indexes[i].unique ? CRL_INDEX_UNIQUE : 0,
                            raw_.index_fields[i].data(), size_of(raw_.index_fields[i]), 0});
  }
  for (const RelationSpec& r : relations) {
    raw_.relations.push_back(
        {sizeof(crl_relation), 0, str(r.name), str(r.collection), str(r.local), str(r.foreign)});
  }
  raw_.field_at = pointers(raw_.fields);
  raw_.index_at = pointers(raw_.indexes);
  raw_.relation_at = pointers(raw_.relations);
  raw_.collection = {sizeof(crl_collection),
                     version,
                     str(name),
                     raw_.field_at.data(),
                     raw_.index_at.data(),
                     raw_.relation_at.data(),
                     size_of(raw_.fields),
                     size_of(raw_.indexes),
                     size_of(raw_.relations),
                     0};
  return &raw_.collection;
}

const crl_query& QuerySpec::raw() {
  columns_ = views(columns);
  order_ = views(order);
  group_ = views(group_by);
  outputs_.clear();
  for (const Expr& e : outputs) outputs_.push_back(e.view());
  output_at_ = pointers(outputs_);
  if (where) where_ = where->view();
  raw_ = {};
  raw_.size = sizeof raw_;
  raw_.flags = flags;
  raw_.collection = str(collection);
  raw_.columns = columns_.data();
  raw_.n_columns = size_of(columns_);
  raw_.where = where ? &where_ : nullptr;
  raw_.order = order_.data();
  raw_.n_order = size_of(order_);
  raw_.order_desc = order_desc.empty() ? nullptr : order_desc.data();
  raw_.cursor = str(cursor);
  raw_.limit = limit;
  raw_.group_by = group_.data();
  raw_.n_group_by = size_of(group_);
  raw_.outputs = output_at_.data();
  raw_.n_outputs = size_of(output_at_);
  raw_.now_us = now_us;
  return raw_;
}

const crl_mutation& MutationSpec::raw() {
  columns_ = views(columns);
  conflict_ = views(conflict);
  cells_.clear();
  for (const Row& row : rows) {
    for (const OwnedCell& c : row) cells_.push_back(c.view());
  }
  if (where) where_ = where->view();
  raw_ = {};
  raw_.size = sizeof raw_;
  raw_.verb = verb;
  raw_.collection = str(collection);
  raw_.columns = columns_.data();
  raw_.n_columns = size_of(columns_);
  raw_.n_rows = size_of(rows);
  raw_.cells = cells_.data();
  raw_.merge = merge.empty() ? nullptr : merge.data();
  raw_.conflict = conflict_.data();
  raw_.n_conflict = size_of(conflict_);
  raw_.must_change = must_change ? 1 : 0;
  raw_.where = where ? &where_ : nullptr;
  raw_.limit = limit;
  raw_.from = from ? &from->raw() : nullptr;
  return raw_;
}

}  // namespace carillon::conformance
