// POST .../bulk of customers and of orders: many rows, each judged alone.
#pragma once

#include <cstdint>
#include <memory>

#include "api/context.h"
#include "ingest/rows.h"

namespace carillon::api {

// Of CSV: the senders' names of columns.
Parameter map_parameter();

// The bytes of the rows in a body, whether it lies in memory or in a file, plain or packed; `most` bounds
// what it unpacks to.
std::unique_ptr<ingest::ByteSource> rows_of(const http::Request& request, std::uint64_t most);

// Of a body whose media type is one of a bulk route.
ingest::Format format_of(std::string_view media);

Route bulk_route(ingest::Noun noun);

}  // namespace carillon::api
