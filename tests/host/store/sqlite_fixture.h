// A Database over the real SQLite plugin, in a folder of its own that goes away with the object.
//
// The plugin's file is loaded once from CARILLON_PLUGIN_DIR and stays to the end of the process. Tests that
// use this depend on the target `sqlite`.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <carillon/abi/host.h>
#include <carillon/abi/module.h>
#include <carillon/abi/storage.h>

#include "base/clock.h"
#include "base/fold.h"
#include "base/json.h"
#include "store/database.h"

namespace carillon::store::testing {

template <class T>
::testing::AssertionResult succeeded(const Result<T>& result) {
  if (result.ok()) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure()
         << "status " << result.error().status << ": " << result.error().message;
}

// Offers a clock and folding, which is all that storage asks for.
inline const crl_host& small_host() {
  static const crl_fold fold_service = [] {
    crl_fold f{};
    f.size = sizeof f;
    f.fold = [](void*, crl_str text, char* out, std::uint64_t capacity) -> std::uint64_t {
      const std::string folded = fold(view(text));
      folded.copy(out, capacity);
      return folded.size();
    };
    return f;
  }();
  static const crl_host host = [] {
    crl_host h{};
    h.size = sizeof h;
    h.abi_major = 1;
    h.log = [](void*, std::int32_t, crl_str, const crl_kv*, std::uint32_t) {};
    h.now_us = [](void*) { return SystemClock().now_us(); };
    h.get_service = [](void*, const char* id) -> const void* {
      return std::string(id) == CRL_FOLD_ID ? &fold_service : nullptr;
    };
    return h;
  }();
  return host;
}

inline const crl_module& sqlite_module() {
  static const crl_module& module = []() -> const crl_module& {
    const char* folder = std::getenv("CARILLON_PLUGIN_DIR");
    const std::string file = std::string(folder == nullptr ? "." : folder) + "/sqlite.carillon.so";
    void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(std::string("cannot load the plugin: ") + dlerror());
    using Entry = const crl_module* (*)();
    const auto entry = reinterpret_cast<Entry>(dlsym(library, CRL_ENTRY_NAME));
    if (entry == nullptr) throw std::runtime_error(file + " exports no " CRL_ENTRY_NAME);
    const crl_module* found = entry();
    if (found->init(&small_host(), nullptr) != CRL_OK) throw std::runtime_error(file + " refused to start");
    return *found;
  }();
  return module;
}

class SqliteStore {
 public:
  // `settings`: further members of the plugin's configuration. The schema is there when this returns.
  explicit SqliteStore(json::object settings = {}, DatabaseOptions options = {}) {
    std::string name = (std::filesystem::temp_directory_path() / "carillon-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder for a test");
    folder_ = name;
    settings["path"] = (folder_ / "test.db").string();
    settings.emplace("synchronous", "NORMAL");
    const json::value configured = std::move(settings);
    const DocView config(configured);
    crl_error error = empty_error();
    if (sqlite_module().create("sqlite", config.doc(), nullptr, &instance_, &error) != CRL_OK ||
        instance_->start(instance_->self, &error) != CRL_OK) {
      throw std::runtime_error("no SQLite store: " + read_error(CRL_E_INTERNAL, error).message);
    }
    const void* table = instance_->get_interface(instance_->self, CRL_STORAGE_ID);
    table_ = static_cast<const crl_storage*>(table);
    database_ = std::make_unique<Database>(*table_, instance_->self, options);
    if (auto ready = database_->ensure_schema(); !ready) throw std::runtime_error(ready.error().message);
  }
  ~SqliteStore() {
    database_.reset();
    if (instance_ != nullptr) {
      instance_->stop(instance_->self);
      instance_->destroy(instance_->self);
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  Database& database() { return *database_; }
  const crl_storage& table() const { return *table_; }
  void* self() const { return instance_->self; }
  std::filesystem::path file() const { return folder_ / "test.db"; }

 private:
  std::filesystem::path folder_;
  const crl_instance* instance_ = nullptr;
  const crl_storage* table_ = nullptr;
  std::unique_ptr<Database> database_;
};

}  // namespace carillon::store::testing
