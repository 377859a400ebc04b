// POST .../bulk of customers and of orders: many rows, each judged alone.
#pragma once

#include "api/context.h"
#include "ingest/rows.h"

namespace carillon::api {

// Of CSV: the senders' names of columns.
Parameter map_parameter();

Route bulk_route(ingest::Noun noun);

}  // namespace carillon::api
