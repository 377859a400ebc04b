// The metrics of one plugin: its label added, its names checked, its number of series bounded, because every
// series costs memory for ever and a plugin may put a customer's id into a label.
//
// Thread safety: all calls from any thread.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include <carillon/abi/host.h>

#include "telemetry/metrics.h"

namespace carillon::plugins {

class PluginMetrics {
 public:
  static constexpr std::size_t kMaxSeries = 1000;

  PluginMetrics(std::string plugin, telemetry::Metrics& metrics);
  void count(std::string_view name, const crl_kv* labels, std::uint32_t n_labels, double by);
  void gauge(std::string_view name, const crl_kv* labels, std::uint32_t n_labels, double value);

 private:
  struct Series {
    telemetry::Counter* counter = nullptr;
    telemetry::Gauge* gauge = nullptr;
  };
  // Null when the name cannot be used or there are too many; said once in the log.
  Series* series(bool counter, std::string_view name, const crl_kv* labels, std::uint32_t n_labels);
  void complain(std::string_view name, std::string_view why);

  const std::string plugin_;
  telemetry::Metrics& metrics_;
  std::mutex mutex_;
  std::map<std::string, Series, std::less<>> series_;  // by name and labels
  bool complained_ = false;
};

}  // namespace carillon::plugins
