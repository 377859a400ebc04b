#include "settings.h"

#include <cmath>

namespace carillon::sim {
namespace {

std::int64_t micros(const Config& config, std::string_view path, double otherwise) {
  return std::llround(config.number(path, otherwise) * 1000);
}

double rate(const Config& config, std::string_view path, double otherwise) {
  const double value = config.number(path, otherwise);
  if (!(value >= 0 && value <= 1)) config.refuse(path, "must be between 0 and 1");
  return value;
}

std::uint32_t count(const Config& config, std::string_view path, std::uint32_t otherwise) {
  const auto value = config.integer(path, otherwise);
  if (value < 0 || value > 0xffffffffLL) config.refuse(path, "must be between 0 and 4294967295");
  return static_cast<std::uint32_t>(value);
}

Receipts receipts_of(const Config& config) {
  const auto word = config.text("receipts", "direct");
  if (word == "off") return Receipts::kOff;
  if (word == "http") return Receipts::kHttp;
  if (word != "direct") config.refuse("receipts", "must be direct, http or off; found " + word);
  return Receipts::kDirect;
}

bool is_long_tail(const Config& config) {
  const auto word = config.text("latency", "uniform");
  if (word != "uniform" && word != "long_tail") {
    config.refuse("latency", "must be uniform or long_tail; found " + word);
  }
  return word == "long_tail";
}

}  // namespace

Settings::Settings(const Config& config)
    : seed(static_cast<std::uint64_t>(config.integer("seed", 1))),
      success_rate(rate(config, "success_rate", 0.9)),
      temporary_failure_rate(rate(config, "temporary_failure_rate", 0)),
      latency_min_us(micros(config, "latency_min_ms", 1)),
      latency_max_us(micros(config, "latency_max_ms", 20)),
      throttle_per_second(count(config, "throttle_per_second", 0)),
      max_in_flight(count(config, "max_in_flight", 20'000)),
      max_text_len(count(config, "max_text_len", 0)),
      receipts(receipts_of(config)),
      receipts_url(config.text("receipts_url")),
      webhook_secret(config.text("webhook_secret")),
      duplicate_rate(rate(config, "duplicate_rate", 0)),
      late_rate(rate(config, "late_rate", 0)),
      reorder_rate(rate(config, "reorder_rate", 0)),
      lost_rate(rate(config, "lost_rate", 0)),
      open_rate(rate(config, "open_rate", 0)),
      click_rate(rate(config, "click_rate", 0)),
      late_us(micros(config, "late_ms", 1000)),
      down_every_us(micros(config, "down_every_ms", 0)),
      down_for_us(micros(config, "down_for_ms", 1000)),
      remembered_keys(count(config, "remembered_keys", 2'000'000)),
      long_tail(is_long_tail(config)),
      permanent_failure_rate(rate(config, "permanent_failure_rate", 0)),
      hang_rate(rate(config, "hang_rate", 0)),
      throw_rate(rate(config, "throw_rate", 0)),
      double_completion_rate(rate(config, "double_completion_rate", 0)),
      garbage_rate(rate(config, "garbage_rate", 0)),
      hang_us(micros(config, "hang_ms", 3'600'000)),
      receipt_flood(count(config, "receipt_flood", 0)),
      ledger(config.text("ledger")) {
  if (latency_max_us < latency_min_us) {
    config.refuse("latency_max_ms", "must not be less than latency_min_ms");
  }
  if (receipts == Receipts::kHttp && receipts_url.empty()) {
    config.refuse("receipts_url", "is needed when receipts = \"http\"");
  }
  if (down_every_us > 0 && down_for_us >= down_every_us) {
    config.refuse("down_for_ms", "must be less than down_every_ms, or the vendor is never up");
  }
}

}  // namespace carillon::sim
