// Keeps a lasting trouble from filling the log: each kind is told at once, and then once in a while with how
// often it came back.
//
// Thread safety: one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "telemetry/log.h"

namespace carillon::log {

class Throttle {
 public:
  explicit Throttle(std::int64_t every_us = 10'000'000) : every_us_(every_us) {}

  // `what` names the kind of trouble and is the message.
  void warn(std::string_view what, Fields fields, std::int64_t now_us) {
    auto [at, is_new] = told_.try_emplace(std::string(what));
    if (!is_new && now_us < at->second.next_us) {
      ++at->second.left_out;
      return;
    }
    if (at->second.left_out > 0) fields.emplace_back("times_since", std::to_string(at->second.left_out + 1));
    at->second = {now_us + every_us_, 0};
    log::warn(what, fields);
  }

 private:
  struct Told {
    std::int64_t next_us = 0;
    std::uint64_t left_out = 0;
  };
  const std::int64_t every_us_;
  std::map<std::string, Told, std::less<>> told_;
};

}  // namespace carillon::log
