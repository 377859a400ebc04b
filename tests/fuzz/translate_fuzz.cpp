// Any bytes as a sentence: the reader answers, within its limits, with a rule or a reason.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "translate/translate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::int64_t kToday = 20'619;  // 15 June 2026
  const std::string_view prompt(reinterpret_cast<const char*>(bytes), size);
  const auto answer = carillon::translate::translate(
      {.prompt = prompt, .today = kToday, .categories = {}, .cities = {}, .tags = {}});
  if (answer.rule.empty() == answer.refusal.empty()) std::abort();
  return 0;
}
