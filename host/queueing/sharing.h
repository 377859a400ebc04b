// How hosts come to have about as many streams as each other: one with few says so, one with two more gives
// one away. Said by holding a lease that is named after how many one has, so that any queue will do.
//
// For one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

#include "queueing/port.h"

namespace carillon::queueing {

class Sharing {
 public:
  Sharing(const Port& port, std::string owner) : port_(port), owner_(std::move(owner)) {}

  // Whether another host has at least two streams fewer than `mine`.
  bool is_asked_for_one(std::size_t mine) const;
  // Says for so long that this host has only `mine`.
  void ask(std::size_t mine, std::chrono::milliseconds length) const;

 private:
  static std::string wish_of(std::size_t streams) { return "wanted-" + std::to_string(streams); }

  const Port& port_;
  const std::string owner_;
};

}  // namespace carillon::queueing
