// What stands behind Instance: shared by the registry, which makes instances, and instance.cpp, which runs
// them.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "plugins/registry.h"

namespace carillon::plugins {

// The part that the registry's list reads while the instance lives. Thread safe.
class InstanceState {
 public:
  InstanceState(std::string name, std::string plugin, std::string kind);
  InstanceReport report() const;
  void set(std::string state, std::string reason);
  void set_reason(std::string reason);
  std::string state() const;

 private:
  mutable std::mutex mutex_;
  InstanceReport report_;
};

struct Instance::Impl {
  Impl(std::string instance_name, const Descriptor& words, bool one_at_a_time)
      : name(std::move(instance_name)), descriptor(words), serial(one_at_a_time) {}

  std::string name;
  const Descriptor& descriptor;
  std::shared_ptr<InstanceState> state;
  crl_instance calls{};  // the plugin's table, copied; members that it lacks are null
  std::shared_ptr<const void> kind_table;
  bool serial = false;
  bool start_was_called = false;
  bool stopped = false;
  std::mutex worker_mutex;  // held around [worker] calls of a serial instance
};

// The Error of a plugin's call, with words where the plugin gave none.
Error plugin_error(crl_status status, const crl_error& error);

}  // namespace carillon::plugins
