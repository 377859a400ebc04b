// A whole e-mail as RFC 5322 text: what an .eml file holds and what an SMTP server takes. Written by GMime.
//
// [any], no state. No text that goes in can begin a header or a part of its own: control characters of
// header values become spaces, bodies are quoted-printable. Lines are CRLF and at most 998 bytes, and but for
// the header values that must not be broken (List-*), at most 78.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "address.h"

namespace carillon::mime {

struct Letter {
  Mailbox from, to;
  std::optional<Mailbox> reply_to;
  std::string_view subject, text, html;  // a body of each kind that is not empty; both: multipart/alternative
  std::string_view message_id;           // without the angle brackets
  std::int64_t date_us = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // further ones, with well-formed names
};

std::string write_letter(const Letter& letter);

// True for a header's name as RFC 5322 has it.
bool is_header_name(std::string_view name);

// True for a name that write_letter() or the way of the mail writes itself, so that nobody else may.
bool is_own_header(std::string_view name);

}  // namespace carillon::mime
