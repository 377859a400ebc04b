// How a collection is written down: in C++, once for every storage. Private to the schema's files.
#pragma once

#include <deque>
#include <initializer_list>
#include <string_view>
#include <vector>

#include <carillon/abi/storage.h>
#include <carillon/value.hpp>

namespace carillon::store {

// A declaration in C++; view() is made once, when everything stands still.
struct Declared {
  struct Relation {
    std::string_view name, collection, local, foreign;
  };

  Declared(std::string_view name, std::uint32_t version) {
    collection.size = sizeof collection;
    collection.version = version;
    collection.name = str(name);
  }

  Declared& field(std::string_view name, std::uint32_t type, std::uint32_t flags = 0,
                  std::uint32_t max_len = 0) {
    crl_field f{};
    f.size = sizeof f;
    f.type = type;
    f.flags = flags;
    f.max_len = max_len;
    f.name = str(name);
    fields.push_back(f);
    return *this;
  }
  Declared& index(std::initializer_list<std::string_view> names, std::uint32_t flags = 0) {
    auto& list = index_fields.emplace_back();
    for (const auto name : names) list.push_back(str(name));
    crl_index i{};
    i.size = sizeof i;
    i.flags = flags;
    i.fields = list.data();
    i.n_fields = static_cast<std::uint32_t>(list.size());
    indexes.push_back(i);
    return *this;
  }
  Declared& relation(const Relation& r) {
    crl_relation out{};
    out.size = sizeof out;
    out.name = str(r.name);
    out.collection = str(r.collection);
    out.local = str(r.local);
    out.foreign = str(r.foreign);
    relations.push_back(out);
    return *this;
  }

  const crl_collection* view() {
    for (const auto& f : fields) field_pointers.push_back(&f);
    for (const auto& i : indexes) index_pointers.push_back(&i);
    for (const auto& r : relations) relation_pointers.push_back(&r);
    collection.fields = field_pointers.data();
    collection.n_fields = static_cast<std::uint32_t>(fields.size());
    collection.indexes = index_pointers.data();
    collection.n_indexes = static_cast<std::uint32_t>(indexes.size());
    collection.relations = relation_pointers.data();
    collection.n_relations = static_cast<std::uint32_t>(relations.size());
    return &collection;
  }

  crl_collection collection{};
  std::vector<crl_field> fields;
  std::deque<std::vector<crl_str>> index_fields;
  std::vector<crl_index> indexes;
  std::vector<crl_relation> relations;
  std::vector<const crl_field*> field_pointers;
  std::vector<const crl_index*> index_pointers;
  std::vector<const crl_relation*> relation_pointers;
};

inline constexpr std::uint32_t kKey = CRL_FIELD_KEY | CRL_FIELD_REQUIRED;
inline constexpr std::uint32_t kRequired = CRL_FIELD_REQUIRED;
inline constexpr std::uint32_t kFolded = CRL_FIELD_FOLDED;

// schema_<part>.cpp each.
void declare_people(std::deque<Declared>& out);
void declare_campaigns(std::deque<Declared>& out);
void declare_templates(std::deque<Declared>& out);
void declare_hosts(std::deque<Declared>& out);
void declare_ledger(std::deque<Declared>& out);
void declare_intake(std::deque<Declared>& out);
void declare_policy(std::deque<Declared>& out);

}  // namespace carillon::store
