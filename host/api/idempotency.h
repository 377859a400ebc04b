// Idempotency-Key: the first answer to a request is kept for a day, and an equal request gets the same again.
//
// An answer is kept in the transaction of its effect where the handler calls Context::keep() within it:
// customers, orders, segments, campaigns and imports are made, and campaigns launched, once whatever happens
// to the host. Other handlers' answers are kept right behind their effect, which repeating does not double: a
// bulk body is stored in as many transactions as it needs, and its rows are upserts. Only answers of success
// are kept, so what was refused may be sent again, mended, under the same key.
//
// Thread safety: all calls from any thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "api/context.h"
#include "store/idempotency.h"

namespace carillon::api {

// Whether the route's effect can be had once under a key.
bool takes_key(const Route& route);

class Idempotency {
 public:
  using Handler = std::function<http::Response(Context&)>;

  Idempotency();
  ~Idempotency();

  // The route's handler, or the kept answer of an equal request; the same key with another request is 422. Of
  // two equal requests at once the second waits for the first.
  http::Response answer(Context& context, const Handler& handler);

 private:
  struct InFlight;
  http::Response answer_first(Context& context, const std::string& key, const Handler& handler);
  void sweep(const Services& services);

  std::unique_ptr<InFlight> in_flight_;
};

// The answer that is to be kept with the effect of one request. For one thread at a time.
class AnswerKeeper {
 public:
  AnswerKeeper(std::string key, std::string fingerprint, std::int64_t now_us)
      : key_(std::move(key)), fingerprint_(std::move(fingerprint)), now_us_(now_us) {}

  // Within the transaction of the effect. CRL_E_CONFLICT: another host was first.
  Status keep(store::Session& session, const http::Response& response);
  bool called() const { return called_; }
  const std::string& key() const { return key_; }
  const std::string& fingerprint() const { return fingerprint_; }

 private:
  const std::string key_, fingerprint_;
  const std::int64_t now_us_;
  bool called_ = false;
};

}  // namespace carillon::api
