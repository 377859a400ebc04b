#include "plugins/plugin_metrics.h"

#include <algorithm>
#include <cmath>

#include <carillon/value.hpp>

#include "telemetry/log.h"

namespace carillon::plugins {

namespace {

constexpr std::size_t kMaxName = 100;
constexpr std::uint32_t kMaxLabels = 16;
constexpr std::size_t kMaxLabelValue = 200;

bool snake_case(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name.size() <= kMaxName && name.front() >= 'a' && name.front() <= 'z' &&
         std::all_of(name.begin(), name.end(), fits);
}

}  // namespace

PluginMetrics::PluginMetrics(std::string plugin, telemetry::Metrics& metrics)
    : plugin_(std::move(plugin)), metrics_(metrics) {}

void PluginMetrics::count(std::string_view name, const crl_kv* labels, std::uint32_t n_labels, double by) {
  if (!std::isfinite(by) || by < 0) return;
  if (auto* found = series(true, name, labels, n_labels)) found->counter->add(by);
}

void PluginMetrics::gauge(std::string_view name, const crl_kv* labels, std::uint32_t n_labels, double value) {
  if (auto* found = series(false, name, labels, n_labels)) found->gauge->set(value);
}

PluginMetrics::Series* PluginMetrics::series(bool counter, std::string_view name, const crl_kv* labels,
                                             std::uint32_t n_labels) {
  const std::uint32_t n = labels == nullptr ? 0 : n_labels;
  std::string key = (counter ? "c " : "g ") + std::string(name);
  for (std::uint32_t i = 0; i < std::min(n, kMaxLabels); ++i) {
    key += '\x1f';
    key += view(labels[i].key);
    key += '\x1e';
    key += view(labels[i].value).substr(0, kMaxLabelValue);
  }
  const std::scoped_lock lock(mutex_);
  if (const auto found = series_.find(key); found != series_.end()) return &found->second;
  if (!snake_case(name) || (counter && !name.ends_with("_total"))) {
    complain(name, counter ? "counters are named in snake_case and end in _total"
                           : "gauges are named in snake_case");
    return nullptr;
  }
  telemetry::Labels all = {{"plugin", plugin_}};
  for (std::uint32_t i = 0; i < n; ++i) {
    const auto label = view(labels[i].key);
    const bool twice =
        std::any_of(all.begin(), all.end(), [&](const auto& other) { return other.first == label; });
    if (n > kMaxLabels || !snake_case(label) || twice) {
      complain(name, "labels are named in snake_case, each once and not \"plugin\", and are 16 at most");
      return nullptr;
    }
    all.emplace_back(label, view(labels[i].value).substr(0, kMaxLabelValue));
  }
  if (series_.size() >= kMaxSeries) {
    complain(name, "it has too many combinations of labels already; keep ids out of labels");
    return nullptr;
  }
  Series made;
  if (counter) {
    made.counter = &metrics_.counter(name, "Counted by a plugin.", all);
  } else {
    made.gauge = &metrics_.gauge(name, "Set by a plugin.", all);
  }
  return &series_.emplace(std::move(key), made).first->second;
}

void PluginMetrics::complain(std::string_view name, std::string_view why) {
  if (complained_) return;
  complained_ = true;
  log::warn(
      "a plugin's metric is dropped; further ones are dropped silently",
      {{"plugin", plugin_}, {"metric", std::string(name.substr(0, kMaxName))}, {"reason", std::string(why)}});
}

}  // namespace carillon::plugins
