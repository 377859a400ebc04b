// Phone numbers by Google's library, and a table of what it said: it takes some 25 microseconds a number,
// while of numbers in international form only calling code, length and leading digits matter to it.
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <shared_mutex>

#include <phonenumbers/phonenumberutil.h>

#include "policy/addresses.h"

namespace carillon::policy {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// "+" and digits, as E.164 writes them.
bool is_international(std::string_view text) {
  if (text.size() < 8 || text.size() > 16 || text[0] != '+' || text[1] == '0') return false;
  for (const char c : text.substr(1)) {
    if (c < '0' || c > '9') return false;
  }
  return true;
}

// What may stand between digits; the library would read letters as those of a keypad.
bool is_written_number(std::string_view text) {
  return text.find_first_not_of("0123456789+ -.()/\xC2\xA0") == std::string_view::npos;
}

std::optional<std::string> asked(const std::string& text, const std::string& country) {
  const auto& library = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (library.Parse(text, country.empty() ? "ZZ" : country, &number) != PhoneNumberUtil::NO_PARSING_ERROR)
    return std::nullopt;
  if (library.IsPossibleNumberWithReason(number) != PhoneNumberUtil::IS_POSSIBLE) return std::nullopt;
  std::string out;
  library.Format(number, PhoneNumberUtil::E164, &out);
  return out;
}

// Shapes of international numbers that are good as they stand: the first six digits and the length.
class Shapes {
 public:
  static std::uint32_t of(std::string_view international) {
    std::uint32_t key = 0;
    for (const char c : international.substr(1, 6)) key = key * 10 + static_cast<std::uint32_t>(c - '0');
    return key * 16 + static_cast<std::uint32_t>(international.size() - 1);
  }
  bool has(std::uint32_t shape) const {
    return table_[shape % kSize].load(std::memory_order_relaxed) == shape;
  }
  void add(std::uint32_t shape) { table_[shape % kSize].store(shape, std::memory_order_relaxed); }

 private:
  static constexpr std::size_t kSize = 4'093;
  std::array<std::atomic<std::uint32_t>, kSize> table_{};
};

}  // namespace

std::optional<std::string> phone_number(std::string_view text, std::string_view country) {
  static Shapes known;
  if (!is_international(text)) {
    if (!is_written_number(text)) return std::nullopt;
    std::string local(text);
    // "00" stands for '+' nearly everywhere, and nowhere for anything else.
    if (local.starts_with("00")) local = "+" + local.substr(2);
    return asked(local, std::string(country));
  }
  const std::uint32_t shape = Shapes::of(text);
  if (known.has(shape)) return std::string(text);
  auto out = asked(std::string(text), {});
  if (out && *out == text) known.add(shape);
  return out;
}

std::string_view country_of(std::string_view e164) {
  static std::shared_mutex mutex;
  static std::map<int, std::string> known;
  if (e164.size() < 4 || e164[0] != '+') return {};
  const auto& library = *PhoneNumberUtil::GetInstance();
  // No calling code is the beginning of another.
  int code = 0;
  for (std::size_t digits = 1; digits <= 3; ++digits) {
    code = code * 10 + (e164[digits] - '0');
    {
      const std::shared_lock lock(mutex);
      if (const auto found = known.find(code); found != known.end()) {
        if (found->second == "-") continue;
        return found->second;
      }
    }
    std::list<std::string> regions;
    library.GetRegionCodesForCountryCallingCode(code, &regions);
    const std::scoped_lock lock(mutex);
    auto& kept = known[code];
    kept = regions.empty() ? "-" : regions.size() == 1 ? regions.front() : "";
    if (!regions.empty()) return kept;
  }
  return {};
}

}  // namespace carillon::policy
