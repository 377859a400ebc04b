// Whether an address can be written to at all, and the one form of it that is compared and sent.
//
// An e-mail address is kept as it was written, but for blanks around it; addresses are the same when they
// fold alike. A phone number becomes E.164. Judged is what every vendor would refuse, not more: numbering
// plans change faster than tables of them, so a number must have a possible length for its country.
// Thread safety: all calls from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <carillon/result.hpp>

namespace carillon::policy {

// local@domain as mail servers take it: no quoted locals, no address literals, a domain with a dot, and
// nothing that could break out of a header.
bool is_email(std::string_view text);

// A device's token as vendors of push give it: 16 to 4096 visible signs of ASCII. Compared as it is.
bool is_push_token(std::string_view text);

// E.164, or nullopt. `country`: ISO 3166 alpha-2, for numbers that do not begin with '+' or "00"; may be
// empty.
std::optional<std::string> phone_number(std::string_view text, std::string_view country);

// The only country that has the calling code of an E.164 number; empty when several share it.
std::string_view country_of(std::string_view e164);

// 63 bits that stand for an address or a customer in storage; never 0. Collisions are for the reader to
// tell apart, by the address that is stored beside it.
std::int64_t subject_of_address(std::string_view normal);
std::int64_t subject_of_customer(std::int64_t customer);

}  // namespace carillon::policy
