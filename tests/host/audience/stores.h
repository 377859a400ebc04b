// A Database over any storage plugin, fresh and with the host's collections.
#pragma once

#include <memory>
#include <string>

#include "store/sqlite_fixture.h"

namespace carillon::audience::testing {

class PluginStore {
 public:
  PluginStore(const std::string& plugin, const json::object& settings) {
    const crl_module& module = load(plugin);
    const json::value configured = settings;
    const DocView config(configured);
    crl_error error = empty_error();
    if (module.create(plugin.c_str(), config.doc(), nullptr, &instance_, &error) != CRL_OK ||
        instance_->start(instance_->self, &error) != CRL_OK) {
      throw std::runtime_error("no " + plugin + " store: " + read_error(CRL_E_INTERNAL, error).message);
    }
    const auto* table =
        static_cast<const crl_storage*>(instance_->get_interface(instance_->self, CRL_STORAGE_ID));
    database_ = std::make_unique<store::Database>(*table, instance_->self, store::DatabaseOptions{});
    if (auto ready = database_->ensure_schema(); !ready) throw std::runtime_error(ready.error().message);
  }
  ~PluginStore() {
    database_.reset();
    instance_->stop(instance_->self);
    instance_->destroy(instance_->self);
  }
  PluginStore(const PluginStore&) = delete;
  PluginStore& operator=(const PluginStore&) = delete;

  store::Database& database() { return *database_; }

 private:
  static const crl_module& load(const std::string& plugin) {
    const char* folder = std::getenv("CARILLON_PLUGIN_DIR");
    const std::string file = std::string(folder == nullptr ? "." : folder) + "/" + plugin + ".carillon.so";
    void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(std::string("cannot load the plugin: ") + dlerror());
    using Entry = const crl_module* (*)();
    const crl_module* module = reinterpret_cast<Entry>(dlsym(library, CRL_ENTRY_NAME))();
    if (module->init(&store::testing::small_host(), nullptr) != CRL_OK)
      throw std::runtime_error(file + " refused to start");
    return *module;
  }

  const crl_instance* instance_ = nullptr;
  std::unique_ptr<store::Database> database_;
};

}  // namespace carillon::audience::testing
