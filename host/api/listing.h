// What all lists have in common: limit, cursor, count, and the shape of their answer. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "api/json_writer.h"
#include "api/route.h"

namespace carillon::api {

inline constexpr std::int64_t kMaxPage = 1'000;

Parameter limit_parameter();
Parameter cursor_parameter();
Parameter count_parameter();
// Choices "name" and "-name" of each; the first is the default.
Parameter sort_parameter(const std::vector<std::string>& fields);

struct Sort {
  std::string_view field;
  bool descending = false;
};
Sort parse_sort(std::string_view text);

// {"data":[<each>],"next_cursor":..,"count":..}
template <class Rows, class Write>
std::string list_body(const Rows& rows, std::string_view next, std::optional<std::int64_t> count,
                      Write write) {
  std::string body;
  JsonWriter out(body);
  out.begin_object().key("data").begin_array();
  for (const auto& row : rows) write(out, row);
  out.end_array().key("next_cursor");
  if (next.empty()) {
    out.null();
  } else {
    out.value(next);
  }
  if (count) out.member("count", *count);
  out.end_object();
  return body;
}

}  // namespace carillon::api
