// The door to Boost.JSON, and the view of a JSON value that plugins are given.
//
// Thread safety: a DocView may be read from any thread while its value is not changed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include <carillon/abi/core.h>
#include <carillon/result.hpp>
#include <carillon/value.hpp>

namespace carillon {

namespace json = boost::json;

struct JsonLimits {
  std::size_t max_depth = 64;
};

// Parses one document. The error names what is wrong, the line and the column.
Result<json::value> parse_json(std::string_view text, JsonLimits limits = {});

// The value at an RFC 6901 pointer, or nullptr.
const json::value* at_pointer(const json::value& root, std::string_view pointer);

// A pointer with one more token, escaped.
std::string pointer_join(std::string_view pointer, std::string_view token);

// A JSON number or string as money; nullopt where it has more than 4 places, is no number, or is out of
// range.
std::optional<Decimal> json_decimal(const json::value& value);

// A value as crl_doc. Borrows the value and owns the text form; both must outlive every use of doc().
class DocView {
 public:
  explicit DocView(const json::value& value);
  DocView(const DocView&) = delete;
  DocView& operator=(const DocView&) = delete;
  const crl_doc* doc() const { return &doc_; }

 private:
  const json::value& value_;
  std::string text_;
  crl_doc doc_{};
};

}  // namespace carillon
