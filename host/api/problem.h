// Answers that say what went wrong: RFC 9457 problem documents. Never a stack trace, never SQL.
//
// Pure functions, but that an internal error is logged with its real words and answered without them.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include <carillon/result.hpp>

#include "api/http/message.h"
#include "base/issue.h"

namespace carillon::api {

inline constexpr std::string_view kProblemType = "application/problem+json";

// `code` is symbolic and stable; it names the problem's type.
http::Response problem(const http::Request& request, int status, std::string_view code,
                       std::string_view detail, const Issues& issues = {});

// 422 with every fault; the detail names how many there are.
http::Response invalid_request(const http::Request& request, const Issues& issues);

// The same, each with a column of a text that came in the request; 0: none.
http::Response invalid_request(const http::Request& request, const Issues& issues,
                               std::span<const std::size_t> columns);

// What a failed call means to the client: its status, and Retry-After where repeating helps.
http::Response failure(const http::Request& request, const Error& error);

// The page for an error below the handler, where only the id of the request is known.
http::Response error_page(int status, std::string_view detail, std::string_view request_id);

}  // namespace carillon::api
