// Strong ETags: a digest of what is answered, so that equal answers have equal tags on every host.
#pragma once

#include <string>
#include <string_view>

#include "api/context.h"

namespace carillon::api {

// With the quotes.
std::string etag_of(std::string_view body);

// Whether a list of tags, or "*", names this one. Weak tags never match in If-Match.
bool names_tag(std::string_view header, std::string_view tag, bool weak_too);

// The answer for one resource: 304 when the caller has it, else 200 with its ETag.
http::Response tagged(const Context& context, std::string body, int status = 200);

// False when If-Match is there and does not name the present body.
bool may_change(const Context& context, std::string_view present_body);

// 412 for a may_change() that was false.
http::Response has_changed(const Context& context);

}  // namespace carillon::api
