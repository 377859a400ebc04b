// First answers of requests that carry an Idempotency-Key, kept so that an equal request gets the same again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <carillon/result.hpp>

#include "store/session.h"

namespace carillon::store {

struct KeptAnswer {
  std::string key;          // of the sender, behind the route that it was sent to
  std::string fingerprint;  // of the request
  std::int64_t status = 0;
  std::string content_type;
  std::string headers;  // JSON: {name: value}
  std::string body;
  std::int64_t expires_at = 0;
};

Result<std::optional<KeptAnswer>> find_answer(Session& session, std::string_view key);

// CRL_E_CONFLICT: the key is there already.
Status keep_answer(Session& session, const KeptAnswer& answer);

Status drop_answer_if_expired(Session& session, std::string_view key, std::int64_t now_us);

// Removes at most `most` of those that expired; answers how many.
Result<std::uint64_t> drop_expired_answers(Session& session, std::int64_t now_us, std::size_t most);

}  // namespace carillon::store
