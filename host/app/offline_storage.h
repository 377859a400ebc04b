// A storage opened by a command, without a host around it.
//
// Thread safety: one thread.
#pragma once

#include <memory>

#include <carillon/result.hpp>

#include "config/config.h"
#include "plugins/registry.h"
#include "store/database.h"

namespace carillon::app {

class OfflineStorage {
 public:
  // Opens it and makes it have the schema of this version. Nothing is waited for: a server that is down is an
  // error.
  static Result<std::unique_ptr<OfflineStorage>> open(plugins::Registry& registry,
                                                      const config::Provider& provider);
  ~OfflineStorage();

  store::Database& database() { return *database_; }
  // Hosts may use it meanwhile.
  bool is_shared() const { return shared_; }

 private:
  explicit OfflineStorage(std::unique_ptr<plugins::Instance> instance);

  std::unique_ptr<plugins::Instance> instance_;
  bool shared_ = false;
  std::unique_ptr<store::Database> database_;
};

}  // namespace carillon::app
