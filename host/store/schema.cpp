#include "store/schema.h"

#include <deque>

#include "store/schema_declare.h"

namespace carillon::store {

namespace {

const std::vector<const crl_collection*>& all() {
  static std::deque<Declared> declared;
  static const std::vector<const crl_collection*> views = [] {
    declare_people(declared);
    declare_campaigns(declared);
    declare_templates(declared);
    declare_ledger(declared);
    declare_intake(declared);
    declare_policy(declared);
    declare_hosts(declared);
    std::vector<const crl_collection*> out;
    for (auto& d : declared) out.push_back(d.view());
    return out;
  }();
  return views;
}

const crl_collection* find(std::string_view name) {
  for (const auto* c : all()) {
    if (view(c->name) == name) return c;
  }
  return nullptr;
}

}  // namespace

const std::vector<const crl_collection*>& collections() { return all(); }

const crl_field* find_field(std::string_view collection, std::string_view field) {
  const auto* c = find(collection);
  if (c == nullptr) return nullptr;
  for (std::uint32_t i = 0; i < c->n_fields; ++i) {
    if (view(c->fields[i]->name) == field) return c->fields[i];
  }
  return nullptr;
}

std::string_view relation_target(std::string_view collection, std::string_view relation) {
  const auto* c = find(collection);
  if (c == nullptr) return {};
  for (std::uint32_t i = 0; i < c->n_relations; ++i) {
    if (view(c->relations[i]->name) == relation) return view(c->relations[i]->collection);
  }
  return {};
}

}  // namespace carillon::store
