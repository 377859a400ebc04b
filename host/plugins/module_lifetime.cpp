#include "plugins/module_lifetime.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

#include "plugins/instance_impl.h"

namespace carillon::plugins {

namespace {

struct Users {
  std::mutex mutex;
  // By create(), which no two modules share. The first host of a list is the one that the module knows.
  std::map<decltype(crl_module::create), std::vector<const crl_host*>> hosts;
};

Users& users() {
  static auto& all = *new Users;
  return all;
}

Status init(const crl_module& module, const crl_host* host) {
  if (module.init == nullptr) return {};
  crl_error error = empty_error();
  const crl_status status = module.init(host, &error);
  if (status == CRL_OK) return {};
  return plugin_error(status, error);
}

}  // namespace

Status enter_module(const crl_module& module, const crl_host* host) {
  auto& all = users();
  const std::scoped_lock lock(all.mutex);
  auto& hosts = all.hosts[module.create];
  if (hosts.empty()) {
    auto status = init(module, host);
    if (!status) return status;
  }
  hosts.push_back(host);
  return {};
}

void leave_module(const crl_module& module, const crl_host* host) {
  auto& all = users();
  const std::scoped_lock lock(all.mutex);
  auto& hosts = all.hosts[module.create];
  const auto mine = std::find(hosts.begin(), hosts.end(), host);
  if (mine == hosts.end()) return;
  const bool known_to_module = mine == hosts.begin();
  hosts.erase(mine);
  if (!known_to_module) return;
  if (module.deinit != nullptr) module.deinit();
  while (!hosts.empty() && !init(module, hosts.front())) hosts.erase(hosts.begin());
}

}  // namespace carillon::plugins
