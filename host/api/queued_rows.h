// Rows that go through the queue: judged here, answered 202 as soon as the queue has them, stored by a
// consumer later.
//
// Thread safety: that of queueing::Queue.
#pragma once

#include "api/context.h"
#include "ingest/rows.h"

namespace carillon::api {

// Whether rows of this host go through a queue.
bool has_queue(const Context& context);

// The row of the body. REQUIRES: has_queue().
http::Response enqueue(Context& context, ingest::Noun noun);

// The rows of a bulk body, good ones queued and bad ones told. REQUIRES: has_queue().
http::Response enqueue_bulk(Context& context, ingest::RowsInput input);

// What the documents of those routes say of it.
Answer queued_row_answer();
Answer queued_bulk_answer();

}  // namespace carillon::api
