#include "api/queued_rows.h"

#include "api/json_writer.h"
#include "api/problem.h"
#include "api/services.h"
#include "queueing/queue.h"

namespace carillon::api {

bool has_queue(const Context& context) { return context.services.queue != nullptr; }

http::Response enqueue(Context& context, ingest::Noun noun) {
  const auto& services = context.services;
  const auto kind = noun == ingest::Noun::kOrders ? queueing::kOrderRow : queueing::kCustomerRow;
  auto judged = queueing::judge(kind, context.body, services.clock.now_us());
  if (const auto* issues = std::get_if<Issues>(&judged)) return invalid_request(context.request, *issues);
  const auto& row = std::get<queueing::Judged>(judged);
  const Status done = services.queue->publish(row);
  if (!done) return failure(context.request, done.error());
  std::string body;
  JsonWriter out(body);
  out.begin_object()
      .member("status", "queued")
      .member("accepted", 1)
      .member("external_id", row.external_id)
      .end_object();
  return ok(std::move(body), 202);
}

http::Response enqueue_bulk(Context& context, ingest::RowsInput input) {
  const auto receipt = context.services.queue->publish_bulk(std::move(input));
  if (!receipt) {
    // A body that is not rows at all cannot be read; its rows were never judged.
    if (receipt.error().status == CRL_E_INVALID)
      return problem(context.request, 400, "malformed", receipt.error().message);
    return failure(context.request, receipt.error());
  }
  std::string body;
  JsonWriter out(body);
  out.begin_object()
      .member("status", "queued")
      .member("received", receipt->received)
      .member("accepted", receipt->accepted)
      .member("rejected", receipt->rejected)
      .key("errors")
      .begin_array();
  for (const auto& fault : receipt->errors) {
    out.begin_object().member("line", fault.line).member("code", fault.code);
    if (!fault.pointer.empty()) out.member("pointer", fault.pointer);
    out.member("detail", fault.detail).end_object();
  }
  out.end_array().end_object();
  return ok(std::move(body), 202);
}

Answer queued_row_answer() { return {202, "With [queue]: it is in the queue, and stored soon", "QueuedRow"}; }

Answer queued_bulk_answer() {
  return {202, "With [queue]: the good rows are in the queue, and stored soon", "QueuedRows"};
}

}  // namespace carillon::api
