#include "api/http/request_id.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>

#include "api/http/ascii.h"

namespace carillon::http {
namespace {

std::uint64_t random_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32) | device();
}

// splitmix64: one addition and three multiplications a number.
std::uint64_t next_random() {
  thread_local std::uint64_t state = random_seed();
  state += 0x9e3779b97f4a7c15U;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

}  // namespace

bool is_sane_request_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alnum(c) || c == '.' || c == '_' || c == '-';
  });
}

std::string make_request_id() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string id(16, '0');
  std::uint64_t bits = next_random();
  for (char& digit : id) {
    digit = kDigits[static_cast<std::size_t>(bits & 0xf)];
    bits >>= 4;
  }
  return id;
}

}  // namespace carillon::http
