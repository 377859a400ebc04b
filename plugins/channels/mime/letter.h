// A whole e-mail as RFC 5322 text: what an .eml file holds and what an SMTP server takes. [any], no state.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "address.h"

namespace carillon::mime {

struct Letter {
  Mailbox from, to;
  std::string_view subject, text, html;  // a body of each kind that is not empty; both: multipart/alternative
  std::string_view message_id;           // without the angle brackets
  std::int64_t date_us = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // further ones, with well-formed names
};

std::string write_letter(const Letter& letter);

// True for a header's name as RFC 5322 has it.
bool is_header_name(std::string_view name);

}  // namespace carillon::mime
