#include "store.h"

#include <chrono>
#include <cstring>
#include <deque>

#include <dlfcn.h>

namespace carillon::conformance {

namespace {

crl_status setting(void* ctx, crl_str pointer, crl_value* out) {
  const auto& settings = *static_cast<const Settings*>(ctx);
  const std::string_view path = view(pointer);
  const auto at = settings.find(std::string(path.substr(path.empty() ? 0 : 1)));
  if (path.empty() || at == settings.end()) return CRL_E_NOT_FOUND;
  if (const auto* b = std::get_if<bool>(&at->second)) *out = cell::boolean(*b);
  if (const auto* i = std::get_if<std::int64_t>(&at->second)) *out = cell::of_int(*i);
  if (const auto* f = std::get_if<double>(&at->second)) *out = cell::real(*f);
  if (const auto* s = std::get_if<std::string>(&at->second)) *out = cell::text(*s);
  return CRL_OK;
}

// A host that offers a clock and nothing else.
const crl_host& bare_host() {
  static const crl_host host{sizeof(crl_host),
                             CRL_ABI_MAJOR,
                             CRL_ABI_MINOR,
                             0,
                             nullptr,
                             str("conformance"),
                             str("1"),
                             [](void*, std::int32_t, crl_str, const crl_kv*, std::uint32_t) {},
                             [](void*) -> std::int64_t {
                               const auto now = std::chrono::system_clock::now().time_since_epoch();
                               return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
                             },
                             [](void*, const char*) -> const void* { return nullptr; }};
  return host;
}

std::string prefixed(const std::string& prefix, crl_str name) { return prefix + std::string(view(name)); }

// A declaration with every collection's name behind a prefix.
struct Renamed {
  Renamed(const std::string& prefix, const crl_collection& original)
      : name(prefixed(prefix, original.name)), collection(original) {
    for (std::uint32_t i = 0; i < original.n_relations; ++i) {
      names.push_back(prefixed(prefix, original.relations[i]->collection));
      relations.push_back(*original.relations[i]);
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      relations[i].collection = str(names[i]);
      relation_at.push_back(&relations[i]);
    }
    collection.name = str(name);
    collection.relations = relation_at.data();
  }
  Renamed(const Renamed&) = delete;
  Renamed& operator=(const Renamed&) = delete;

  std::string name;
  std::vector<std::string> names{};
  std::vector<crl_relation> relations{};
  std::vector<const crl_relation*> relation_at{};
  crl_collection collection;
};

template <class Call>
Status checked(Call&& call) {
  crl_error error = empty_error();
  const crl_status status = call(&error);
  return status == CRL_OK ? Status() : Status(read_error(status, error));
}

}  // namespace

Status SessionHandle::begin(std::int32_t mode) {
  return checked([&](crl_error* e) { return table_->begin(session_, mode, e); });
}
Status SessionHandle::commit() {
  return checked([&](crl_error* e) { return table_->commit(session_, e); });
}
Status SessionHandle::rollback() {
  return checked([&](crl_error* e) { return table_->rollback(session_, e); });
}

Result<std::uint64_t> SessionHandle::mutate(const crl_mutation& m) {
  const std::string name = prefixed(prefix_, m.collection);
  crl_mutation renamed = m;
  renamed.collection = str(name);
  std::string source;
  crl_query from{};
  if (m.from != nullptr) {
    source = prefixed(prefix_, m.from->collection);
    from = *m.from;
    from.collection = str(source);
    renamed.from = &from;
  }
  std::uint64_t changed = 0;
  const Status s = checked([&](crl_error* e) { return table_->mutate(session_, &renamed, &changed, e); });
  if (!s) return s.error();
  return changed;
}

Result<Rows> SessionHandle::query(const crl_query& q) {
  const std::string name = prefixed(prefix_, q.collection);
  crl_query renamed = q;
  renamed.collection = str(name);
  Rows out;
  const crl_rows_sink sink{sizeof sink, 0, &out,
                           [](void* ctx, const crl_value* cells, std::uint32_t n, std::uint32_t width) {
                             auto& rows = *static_cast<Rows*>(ctx);
                             ++rows.pages;
                             for (std::uint32_t r = 0; r < n; ++r) {
                               Row row;
                               for (std::uint32_t c = 0; c < width; ++c) row.emplace_back(*cells++);
                               rows.rows.push_back(std::move(row));
                             }
                             return std::int32_t{0};
                           },
                           [](void* ctx, crl_str next) { static_cast<Rows*>(ctx)->cursor = view(next); }};
  const Status s = checked([&](crl_error* e) { return table_->query(session_, &renamed, &sink, e); });
  if (!s) return s.error();
  return out;
}

Status SessionHandle::scan(const crl_query& q,
                           const std::function<bool(std::span<const crl_value>, std::uint32_t)>& page) {
  const std::string name = prefixed(prefix_, q.collection);
  crl_query renamed = q;
  renamed.collection = str(name);
  auto* call = const_cast<std::function<bool(std::span<const crl_value>, std::uint32_t)>*>(&page);
  const crl_rows_sink sink{sizeof sink, 0, call,
                           [](void* ctx, const crl_value* cells, std::uint32_t n, std::uint32_t width) {
                             const auto& use = *static_cast<decltype(call)>(ctx);
                             return use({cells, std::size_t{n} * width}, width) ? 0 : 1;
                           },
                           [](void*, crl_str) {}};
  return checked([&](crl_error* e) { return table_->query(session_, &renamed, &sink, e); });
}

Result<std::unique_ptr<Store>> Store::open(const std::string& file, const std::string& id,
                                           const Settings& settings, std::string prefix) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);  // stays mapped: plugins are never unloaded
  if (library == nullptr) return internal_error(std::string("cannot load the plugin: ") + dlerror());
  const auto entry = reinterpret_cast<const crl_module* (*)()>(dlsym(library, CRL_ENTRY_NAME));
  if (entry == nullptr) return internal_error(file + " exports no " CRL_ENTRY_NAME);
  const crl_module* module = entry();
  Status s = checked([&](crl_error* e) { return module->init(&bare_host(), e); });
  if (!s) return s.error();

  Settings copy = settings;
  const crl_doc doc{sizeof doc, 0, &copy, str("{}"), &setting, nullptr};
  std::unique_ptr<Store> store(new Store);
  store->prefix_ = std::move(prefix);
  s = checked([&](crl_error* e) { return module->create(id.c_str(), &doc, nullptr, &store->instance_, e); });
  if (!s) return s.error();
  s = checked([&](crl_error* e) { return store->instance_->start(store->instance_->self, e); });
  if (!s) return s.error();
  store->table_ = static_cast<const crl_storage*>(
      store->instance_->get_interface(store->instance_->self, CRL_STORAGE_ID));
  if (store->table_ == nullptr) return internal_error(id + " offers no " CRL_STORAGE_ID);
  return store;
}

Store::~Store() {
  if (instance_ == nullptr) return;
  instance_->stop(instance_->self);
  instance_->destroy(instance_->self);
}

crl_storage_caps Store::caps() const {
  crl_storage_caps caps{};
  caps.size = sizeof caps;
  table_->caps(instance_->self, &caps);
  return caps;
}

Status Store::ensure(std::span<const crl_collection* const> collections) {
  std::deque<Renamed> renamed;
  std::vector<const crl_collection*> all;
  for (const crl_collection* c : collections) all.push_back(&renamed.emplace_back(prefix_, *c).collection);
  return checked([&](crl_error* e) {
    return table_->ensure(instance_->self, all.data(), static_cast<std::uint32_t>(all.size()), e);
  });
}

Result<SessionHandle> Store::session() {
  void* session = nullptr;
  const Status s = checked([&](crl_error* e) { return table_->session_open(instance_->self, &session, e); });
  if (!s) return s.error();
  return SessionHandle(table_, session, prefix_);
}

Status Store::health() {
  return checked([&](crl_error* e) { return instance_->health(instance_->self, e); });
}

}  // namespace carillon::conformance
