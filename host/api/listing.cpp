#include "api/listing.h"

namespace carillon::api {

Parameter limit_parameter() {
  Parameter p{"limit", ParameterType::kInteger, "How many rows", "50"};
  p.min = 1;
  p.max = kMaxPage;
  p.otherwise = "50";
  return p;
}

Parameter cursor_parameter() {
  Parameter p{"cursor", ParameterType::kText,
              "next_cursor of the page before; goes with the same sort and filters", ""};
  p.max = 4'000;
  return p;
}

Parameter count_parameter() {
  return {"count", ParameterType::kBoolean, "Also count the rows of all pages", "false"};
}

Parameter sort_parameter(const std::vector<std::string>& fields) {
  Parameter p{"sort", ParameterType::kChoice, "A field; with - the largest first", fields.front()};
  p.example = "\"" + fields.front() + "\"";
  for (const auto& field : fields) {
    p.choices.push_back(field);
    p.choices.push_back("-" + field);
  }
  p.otherwise = fields.front();
  return p;
}

Sort parse_sort(std::string_view text) {
  const bool descending = text.starts_with('-');
  return {descending ? text.substr(1) : text, descending};
}

}  // namespace carillon::api
