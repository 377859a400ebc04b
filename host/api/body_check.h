// The body of a request: its media type, its text, and its JSON Schema, each compiled once.
//
// Thread safety: all calls from any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/context.h"
#include "api/http/message.h"
#include "api/route.h"
#include "plugins/json_schema.h"

namespace carillon::api {

class BodyCheck {
 public:
  // Throws std::logic_error when a schema of the table is none.
  explicit BodyCheck(const std::vector<Route>& routes);

  // Fills the context's media and body; an answer when the request goes no further.
  std::optional<http::Response> read(Context& context) const;

 private:
  std::map<const Route*, plugins::JsonSchema> schemas_;
};

}  // namespace carillon::api
