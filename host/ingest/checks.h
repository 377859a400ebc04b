// The rules for single texts: what each may look like, and the form in which it is stored.
//
// Thread safety: all calls from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/records.h"

namespace carillon::ingest {

// No C0 control character and no DEL. UTF-8 is checked before, by whoever reads the format.
bool has_control(std::string_view text);

// name@domain.tld, without quotes, comments or spaces; at most 254 bytes.
bool email_shape(std::string_view text);

// Digits after an optional "+", 5 to 15 of them; spaces, dashes, dots and parentheses are dropped.
std::optional<std::string> phone_of(std::string_view text);

// Two ASCII letters, made upper case.
std::optional<std::string> country_of(std::string_view text);

// Three ASCII letters, made upper case.
std::optional<std::string> currency_of(std::string_view text);

// In the IANA database; answers are remembered by thread.
bool known_timezone(std::string_view name);

// pending, completed, cancelled, refunded; also, ignoring case: placed, confirmed, processing (pending);
// paid, shipped, delivered, fulfilled (completed); canceled (cancelled); returned (refunded).
std::optional<store::OrderStatus> status_of(std::string_view word);

}  // namespace carillon::ingest
