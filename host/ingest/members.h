// Reads the members of one object: each rule is asked once, and each fault is told with its pointer.
//
// Used for the length of one parse; borrows the issues.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"
#include "base/json.h"
#include "ingest/ingest.h"

namespace carillon::ingest {

class Members {
 public:
  // `base`: the pointer of the object whose members are read.
  Members(std::string_view base, Issues& issues) : base_(base), issues_(issues) {}

  void fault(std::string_view member, std::string_view code, std::string detail);

  // A text of at most `max` bytes without control characters. Empty and null give a null.
  Patch<std::string> text(std::string_view member, const json::value& value, std::size_t max);
  Patch<bool> boolean(std::string_view member, const json::value& value);

  // An id of the sender's: 1 to 200 bytes, exact. Empty when it is at fault.
  std::string external_id(std::string_view member, const json::value& value);

  // At least zero, or above it, with at most 4 places.
  enum class Bound { kNotNegative, kPositive };
  Decimal amount(std::string_view member, const json::value& value, Bound bound);

  // RFC 3339 or a date, from 1970 to 2100.
  std::optional<std::int64_t> time(std::string_view member, const json::value& value);

 private:
  const std::string_view base_;
  Issues& issues_;
};

// parse_customer() for an object that lies within another.
CustomerInput parse_customer_at(std::string_view base, const json::value& row, std::int64_t now_us,
                                Issues& issues);

// What a value is, as a person would say it: "a number", "null", ...
std::string_view kind_name(const json::value& value);

// At most 60 bytes of a text, quoted, for messages.
std::string quoted(std::string_view text);

// A list of members, for the message about an unknown one.
std::string listed(const std::vector<std::string_view>& names);

}  // namespace carillon::ingest
