// JSON Schema: a compiled schema checks values, says what is wrong in words, and fills in defaults.
//
// The only door to valijson. A value type that shares its immutable compiled form.
// Thread safety: all calls from any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "base/issue.h"
#include "base/json.h"

namespace carillon::plugins {

class JsonSchema {
 public:
  // CRL_E_INVALID when the text is not JSON, not an object, or no schema. References to other documents are
  // refused.
  static Result<JsonSchema> compile(std::string_view text);

  const json::value& document() const;

  // Everything that is wrong with the value; empty when it is fine. Each issue points at the member and says
  // what was found and what was expected; an unknown member names the nearest known one.
  Issues check(const json::value& value) const;

  // Adds the schema's defaults for members that are absent, also in nested objects and in items of lists. An
  // absent object comes into being when its own defaults make it complete.
  void apply_defaults(json::value& value) const;

 private:
  struct Impl;
  explicit JsonSchema(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace carillon::plugins
