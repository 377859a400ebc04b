// The encodings that make any text fit for e-mail's seven bits and short lines. [any], no state.
#pragma once

#include <string>
#include <string_view>

namespace carillon::mime {

// RFC 2045 quoted-printable of a text body: CRLF line ends, no line over 76 characters.
std::string quoted_printable(std::string_view text);

// A header's value: as it is when it is short printable ASCII, else RFC 2047 encoded words, folded. Line
// breaks in the text are encoded like everything else, so a value can never begin a header of its own.
std::string header_text(std::string_view text);

}  // namespace carillon::mime
