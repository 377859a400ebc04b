// Any bytes are a rule or a fault; what is a rule keeps its meaning and its plain form.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ruletext/ruletext.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  namespace ruletext = carillon::ruletext;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto read = ruletext::parse(text);
  if (const auto* fault = std::get_if<ruletext::Fault>(&read)) {
    if (fault->detail.empty() || fault->column < 1 || fault->column > size + 1) std::abort();
    return 0;
  }
  const auto plain = ruletext::print(std::get<ruletext::Parsed>(read).rule);
  if (!plain) std::abort();
  // The plain form may be longer than what is read at all.
  if (plain->size() > ruletext::kMaxBytes) return 0;
  const auto again = ruletext::parse(*plain);
  const auto* same = std::get_if<ruletext::Parsed>(&again);
  if (same == nullptr || same->rule != std::get<ruletext::Parsed>(read).rule) std::abort();
  if (ruletext::print(same->rule) != plain) std::abort();
  return 0;
}
