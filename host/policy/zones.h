// The zone that a recipient lives in: their own, else the one of their country, or of their phone number's
// country, when that has but one; else the organisation's.
//
// Thread safety: immutable once made.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace carillon::policy {

class Zones {
 public:
  // Reads the system's table of countries; without one only recipients' own zones are known.
  explicit Zones(std::string_view path = "/usr/share/zoneinfo/zone.tab");

  // Empty: the country is not known, or its clocks do not all show the same.
  std::string_view of_country(std::string_view country) const;

 private:
  std::map<std::string, std::string, std::less<>> by_country_;  // in capital letters
};

}  // namespace carillon::policy
