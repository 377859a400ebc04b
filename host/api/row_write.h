// One row of a request on its way into storage: no thread waits for its commit, the answer is given when it
// is durable, and for a request with an Idempotency-Key the answer is kept in the transaction of its effect.
//
// Thread safety: that of Ingest.
#pragma once

#include <functional>

#include "api/context.h"
#include "api/http/message.h"
#include "ingest/ingest.h"

namespace carillon::api {

// Hands the row to ingest.
using Submit = std::function<void(ingest::Companion with, ingest::Ingest::Done done)>;
// The answer to a row that was stored.
using AnswerOf = std::function<http::Response(const Context& context, const ingest::Outcome& outcome)>;

// Takes the context over. What was refused is answered here: 412 for what somebody else changed meanwhile,
// else 422 with the row's faults.
http::Response answer_when_stored(Context&& context, Submit submit, AnswerOf answer_of);

}  // namespace carillon::api
