// What a look through storage found. Value types.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace carillon::upkeep {

struct Finding {
  std::string text;       // what is stored and what it should be
  bool repaired = false;  // it was asked for, and done
  bool lasting = false;   // nothing here can tell what is right: somebody must decide
};

struct Options {
  bool repair = false;
  std::function<void(const Finding&)> on_finding = [](const Finding&) {};
  std::function<void(std::uint64_t rows)> on_progress = [](std::uint64_t) {
  };  // rows looked at since the last
};

}  // namespace carillon::upkeep
