#include "store/schema.h"

#include <deque>
#include <initializer_list>
#include <string>

#include <carillon/value.hpp>

namespace carillon::store {

namespace {

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

constexpr std::uint32_t kKey = CRL_FIELD_KEY | CRL_FIELD_REQUIRED;
constexpr std::uint32_t kRequired = CRL_FIELD_REQUIRED;
constexpr std::uint32_t kFolded = CRL_FIELD_FOLDED;

void declare_people(std::deque<Declared>& out) {
  out.emplace_back("customers", 1)
      .field("id", CRL_T_I64, kKey)
      .field("external_id", CRL_T_TEXT, kRequired, 200)
      .field("name", CRL_T_TEXT, kFolded, 400)
      .field("email", CRL_T_TEXT, kFolded, 320)
      .field("phone", CRL_T_TEXT, kFolded, 40)
      .field("city", CRL_T_TEXT, kFolded, 200)
      .field("country", CRL_T_TEXT, kFolded, 2)
      .field("gender", CRL_T_TEXT, kFolded, 40)
      .field("timezone", CRL_T_TEXT, kFolded, 64)
      .field("birth_date", CRL_T_DATE)
      .field("tags", CRL_T_SET, kFolded)
      .field("consent_email", CRL_T_BOOL)
      .field("consent_sms", CRL_T_BOOL)
      .field("attributes", CRL_T_JSON)
      .field("created_at", CRL_T_TIME, kRequired)
      .field("updated_at", CRL_T_TIME, kRequired)
      .field("total_spend", CRL_T_DECIMAL, kRequired)
      .field("order_count", CRL_T_I64, kRequired)
      .field("avg_order_value", CRL_T_DECIMAL)
      .field("first_order_at", CRL_T_TIME)
      .field("last_order_at", CRL_T_TIME)
      .index({"external_id"}, CRL_INDEX_UNIQUE)
      .relation({"orders", "orders", "id", "customer_id"});
  out.emplace_back("orders", 1)
      .field("id", CRL_T_I64, kKey)
      .field("external_id", CRL_T_TEXT, kRequired, 200)
      .field("customer_id", CRL_T_I64, kRequired)
      .field("amount", CRL_T_DECIMAL, kRequired)
      .field("currency", CRL_T_TEXT, 0, 3)
      .field("status", CRL_T_I64, kRequired)
      .field("ordered_at", CRL_T_TIME, kRequired)
      .field("created_at", CRL_T_TIME, kRequired)
      .field("updated_at", CRL_T_TIME, kRequired)
      .index({"external_id"}, CRL_INDEX_UNIQUE)
      .index({"customer_id", "ordered_at"})
      .relation({"items", "order_items", "id", "order_id"})
      .relation({"customer", "customers", "customer_id", "id"});
  out.emplace_back("order_items", 1)
      .field("order_id", CRL_T_I64, kKey)
      .field("line", CRL_T_I64, kKey)
      .field("sku", CRL_T_TEXT, kFolded, 200)
      .field("category", CRL_T_TEXT, kFolded, 200)
      .field("name", CRL_T_TEXT, kFolded, 400)
      .field("quantity", CRL_T_DECIMAL, kRequired)
      .field("price", CRL_T_DECIMAL, kRequired)
      .relation({"order", "orders", "order_id", "id"});
}

void declare_campaigns(std::deque<Declared>& out) {
  out.emplace_back("segments", 1)
      .field("id", CRL_T_I64, kKey)
      .field("name", CRL_T_TEXT, kRequired | kFolded, 200)
      .field("description", CRL_T_TEXT, kRequired, 2'000)
      .field("rule", CRL_T_JSON, kRequired)
      .field("version", CRL_T_I64, kRequired)
      .field("tags", CRL_T_SET, kFolded)
      .field("created_at", CRL_T_TIME, kRequired)
      .field("updated_at", CRL_T_TIME, kRequired);
  out.emplace_back("segment_versions", 1)
      .field("segment_id", CRL_T_I64, kKey)
      .field("version", CRL_T_I64, kKey)
      .field("rule", CRL_T_JSON, kRequired)
      .field("created_at", CRL_T_TIME, kRequired)
      .relation({"segment", "segments", "segment_id", "id"});
  out.emplace_back("campaigns", 1)
      .field("id", CRL_T_I64, kKey)
      .field("name", CRL_T_TEXT, kRequired | kFolded, 200)
      .field("objective", CRL_T_TEXT, kRequired, 2'000)
      .field("channel", CRL_T_TEXT, kRequired, 64)
      .field("audience", CRL_T_JSON, kRequired)
      .field("content", CRL_T_JSON, kRequired)
      .field("rule", CRL_T_TEXT, kRequired)
      .field("segment_version", CRL_T_I64, kRequired)
      .field("state", CRL_T_I64, kRequired)
      .field("reason", CRL_T_TEXT, kRequired, 400)
      .field("audience_size", CRL_T_I64, kRequired)
      .field("dispatched_to", CRL_T_I64, kRequired)
      .field("created_at", CRL_T_TIME, kRequired)
      .field("updated_at", CRL_T_TIME, kRequired)
      .field("scheduled_at", CRL_T_TIME)
      .field("started_at", CRL_T_TIME)
      .field("finished_at", CRL_T_TIME)
      .index({"state"});
}

void declare_hosts(std::deque<Declared>& out) {
  out.emplace_back("nodes", 1)
      .field("node", CRL_T_I64, kKey)
      .field("owner", CRL_T_I64, kRequired)
      .field("lease_until", CRL_T_TIME, kRequired);
}

// The ledger and what belongs to it: fixed width, so that updates are in place.
void declare_ledger(std::deque<Declared>& out) {
  out.emplace_back("messages", 1)
      .field("campaign_id", CRL_T_I64, kKey)
      .field("customer_id", CRL_T_I64, kKey)
      .field("step", CRL_T_I64, kKey)
      .field("state", CRL_T_I64, kRequired)
      .field("reason", CRL_T_I64, kRequired)
      .field("attempts", CRL_T_I64, kRequired)
      .field("updated_at", CRL_T_TIME, kRequired)
      .relation({"campaign", "campaigns", "campaign_id", "id"});
  out.emplace_back("chunks", 1)
      .field("campaign_id", CRL_T_I64, kKey)
      .field("first", CRL_T_I64, kKey)
      .field("last", CRL_T_I64, kRequired)
      .field("owner", CRL_T_I64, kRequired)
      .field("lease_until", CRL_T_TIME, kRequired)
      .relation({"campaign", "campaigns", "campaign_id", "id"});
  out.emplace_back("counters", 1)
      .field("campaign_id", CRL_T_I64, kKey)
      .field("state", CRL_T_I64, kKey)
      .field("reason", CRL_T_I64, kKey)
      .field("n", CRL_T_I64, kRequired)
      .relation({"campaign", "campaigns", "campaign_id", "id"});
  out.emplace_back("reasons", 1).field("id", CRL_T_I64, kKey).field("text", CRL_T_TEXT, kRequired, 500);
}

// What comes in: files on their way, and answers that are given again.
void declare_intake(std::deque<Declared>& out) {
  out.emplace_back("imports", 1)
      .field("id", CRL_T_I64, kKey)
      .field("place", CRL_T_I64, kRequired)
      .field("state", CRL_T_I64, kRequired)
      .field("reason", CRL_T_TEXT, kRequired, 2'000)
      .field("spec", CRL_T_JSON, kRequired)
      .field("file_bytes", CRL_T_I64, kRequired)
      .field("file_changed_at", CRL_T_I64, kRequired)
      .field("row_count", CRL_T_I64, kRequired)
      .field("created", CRL_T_I64, kRequired)
      .field("updated", CRL_T_I64, kRequired)
      .field("unchanged", CRL_T_I64, kRequired)
      .field("rejected", CRL_T_I64, kRequired)
      .field("bytes_read", CRL_T_I64, kRequired)
      .field("report_bytes", CRL_T_I64, kRequired)
      .field("created_at", CRL_T_TIME, kRequired)
      .field("updated_at", CRL_T_TIME, kRequired)
      .field("started_at", CRL_T_TIME)
      .field("finished_at", CRL_T_TIME)
      .index({"state"});
  out.emplace_back("idempotency", 1)
      .field("key", CRL_T_TEXT, kKey, 512)
      .field("fingerprint", CRL_T_TEXT, kRequired, 64)
      .field("status", CRL_T_I64, kRequired)
      .field("content_type", CRL_T_TEXT, kRequired, 100)
      .field("headers", CRL_T_JSON, kRequired)
      .field("body", CRL_T_TEXT, kRequired)
      .field("expires_at", CRL_T_TIME, kRequired)
      .index({"expires_at"});
}

const std::vector<const crl_collection*>& all() {
  static std::deque<Declared> declared;
  static const std::vector<const crl_collection*> views = [] {
    declare_people(declared);
    declare_campaigns(declared);
    declare_ledger(declared);
    declare_intake(declared);
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
