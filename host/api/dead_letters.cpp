// Rows that the queue could not get stored: to be looked at, tried again or given up.
#include "api/context.h"
#include "api/json_writer.h"
#include "api/listing.h"
#include "api/problem.h"
#include "api/services.h"
#include "api/tables.h"
#include "base/json.h"
#include "queueing/queue.h"

namespace carillon::api {

namespace {

Error no_queue() {
  return not_found("this host has no queue and so no dead letters; [queue] in its configuration names one");
}

void write_letter(JsonWriter& out, const queueing::DeadLetter& letter) {
  out.begin_object().member("id", letter.id).member("kind", queueing::noun_of(letter.kind)).key("row");
  // What is no JSON was never a row; it is shown as the text that it is.
  if (const auto row = parse_json(letter.body)) {
    out.value(*row);
  } else {
    out.value(letter.body);
  }
  out.member("reason", letter.reason)
      .member("deliveries", letter.deliveries)
      .time("dead_since", letter.dead_us)
      .end_object();
}

http::Response list(Context& context) {
  queueing::DeadLetterPage page;
  if (const auto* queue = context.services.queue) {
    auto read =
        queue->dead_letters(context.query("cursor"), static_cast<std::uint32_t>(context.query_int("limit")));
    if (!read) return failure(context.request, read.error());
    page = *std::move(read);
  }
  return ok(list_body(page.letters, page.next, std::nullopt, write_letter));
}

http::Response retry(Context& context) {
  const auto* queue = context.services.queue;
  const Status done = queue == nullptr ? no_queue() : queue->retry(context.path_value("id"));
  if (!done) return failure(context.request, done.error());
  return ok(R"({"status":"queued","accepted":1})", 202);
}

http::Response remove(Context& context) {
  const auto* queue = context.services.queue;
  const Status done = queue == nullptr ? no_queue() : queue->remove(context.path_value("id"));
  if (!done) return failure(context.request, done.error());
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace

void add_dead_letter_routes(Routes& routes) {
  routes.push_back({.method = "GET",
                    .path = "/api/v1/ingest/dead-letters",
                    .id = "listDeadLetters",
                    .tag = "imports",
                    .scope = "ingest:read",
                    .summary = "List rows of the queue that could not be stored",
                    .description = "The newest first. Empty on a host without a queue.",
                    .query = {limit_parameter(), cursor_parameter()},
                    .answers = {{200, "A page", "DeadLetterList"}},
                    .handler = list});
  routes.push_back({.method = "POST",
                    .path = "/api/v1/ingest/dead-letters/{id}/retry",
                    .id = "retryDeadLetter",
                    .tag = "imports",
                    .scope = "ingest:write",
                    .summary = "Put a dead letter back into the queue",
                    .answers = {{202, "It is in the queue again, behind all others", "QueuedRow"}},
                    .handler = retry});
  routes.push_back({.method = "DELETE",
                    .path = "/api/v1/ingest/dead-letters/{id}",
                    .id = "deleteDeadLetter",
                    .tag = "imports",
                    .scope = "ingest:write",
                    .summary = "Give a dead letter up for good",
                    .answers = {{204, "It is gone"}},
                    .handler = remove});
}

}  // namespace carillon::api
