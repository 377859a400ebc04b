#include "app/offline_storage.h"

#include <utility>

#include <carillon/abi/storage.h>

namespace carillon::app {

OfflineStorage::OfflineStorage(std::unique_ptr<plugins::Instance> instance) : instance_(std::move(instance)) {
  const auto& table = *static_cast<const crl_storage*>(instance_->interface());
  crl_storage_caps caps{};
  caps.size = sizeof caps;
  table.caps(instance_->self(), &caps);
  shared_ = (caps.flags & CRL_STORAGE_SHARED) != 0;
  database_ = std::make_unique<store::Database>(table, instance_->self(), store::DatabaseOptions{});
}

OfflineStorage::~OfflineStorage() {
  database_.reset();
  instance_->stop();
}

Result<std::unique_ptr<OfflineStorage>> OfflineStorage::open(plugins::Registry& registry,
                                                             const config::Provider& provider) {
  auto made = registry.create(CRL_STORAGE_ID, provider.plugin, provider.name, provider.settings, nullptr);
  if (!made) return made.error();
  if (auto started = (*made)->start(); !started) return started.error();
  std::unique_ptr<OfflineStorage> out(new OfflineStorage(*std::move(made)));
  if (Status ready = out->database_->ensure_schema(); !ready) return ready.error();
  return out;
}

}  // namespace carillon::app
