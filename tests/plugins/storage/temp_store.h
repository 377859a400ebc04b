// A SQLite store in a folder of its own that goes away with the object.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "storage/spec.h"
#include "storage/store.h"

namespace carillon::conformance {

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "carillon-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline std::string plugin_file(const std::string& id) {
  const char* folder = std::getenv("CARILLON_PLUGIN_DIR");
  return std::string(folder == nullptr ? "." : folder) + "/" + id + ".carillon.so";
}

inline Result<std::unique_ptr<Store>> open_sqlite(const std::string& path, Settings settings = {}) {
  settings.try_emplace("path", path);
  settings.try_emplace("synchronous", "NORMAL");
  return Store::open(plugin_file("sqlite"), "sqlite", settings);
}

template <class T>
::testing::AssertionResult succeeded(const Result<T>& r) {
  if (r.ok()) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "status " << r.error().status << ": " << r.error().message;
}
template <class T>
crl_status status_of(const Result<T>& r) {
  return r.ok() ? CRL_OK : r.error().status;
}

}  // namespace carillon::conformance
