#include "policy/zones.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

#include "base/zone.h"

namespace carillon::policy {

namespace {

// Whether two zones' clocks agree through the years that matter here.
bool agree(const std::string& a, const std::string& b) {
  constexpr std::int64_t kDay = 86'400'000'000, kFrom = 20'454 * kDay;  // 2026-01-01
  for (std::int64_t day = 0; day < 2 * 365; day += 5) {
    const auto one = zone::local_time(a, kFrom + day * kDay), other = zone::local_time(b, kFrom + day * kDay);
    if (!one || !other || *one != *other) return false;
  }
  return true;
}

}  // namespace

Zones::Zones(std::string_view path) {
  std::map<std::string, std::vector<std::string>> all;
  std::ifstream table{std::string(path)};
  for (std::string line; std::getline(table, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream columns(line);
    std::string country, place, name;
    if (columns >> country >> place >> name) all[country].push_back(name);
  }
  for (const auto& country : all) {
    const std::vector<std::string>& names = country.second;
    const bool one = std::all_of(names.begin() + 1, names.end(),
                                 [&](const std::string& name) { return agree(names.front(), name); });
    if (one && zone::exists(names.front())) by_country_[country.first] = names.front();
  }
}

std::string_view Zones::of_country(std::string_view country) const {
  if (country.size() != 2) return {};
  std::string capital(country);
  for (char& c : capital) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  const auto found = by_country_.find(capital);
  return found == by_country_.end() ? std::string_view{} : std::string_view(found->second);
}

}  // namespace carillon::policy
