// What mail servers write back: delivery reports (RFC 3464) and complaints (RFC 5965), read with GMime.
//
// [any], no state. Reports come from anybody: nothing in them is believed but what is asked for here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

namespace carillon::mime {

struct Bounce {
  enum class Kind { kFailed, kDelayed, kDelivered, kComplaint };
  Kind kind = Kind::kFailed;
  std::string status;                   // "5.1.1"; empty of complaints
  std::string diagnostic;               // one line
  std::vector<std::string> written_to;  // addresses that the report was sent to
  std::string message_id;               // of the mail that it is about, without brackets; may be empty
};

// CRL_E_INVALID when the mail is neither.
Result<Bounce> read_bounce(std::string_view mail);

}  // namespace carillon::mime
