// The figures of the host's parts on the metrics page, read when the page is made.
#pragma once

#include <string>

#include "api/http/server.h"
#include "delivery/delivery.h"
#include "index/index.h"
#include "ingest/imports.h"
#include "ingest/ingest.h"
#include "store/database.h"
#include "telemetry/metrics.h"

namespace carillon::app {

// All parts outlive the page, or the page is no longer asked for when they go.
void show_index(telemetry::Metrics& metrics, const index::Index& index);
void show_imports(telemetry::Metrics& metrics, const ingest::Imports& imports);
void show_parts(telemetry::Metrics& metrics, const store::Database& database, const ingest::Ingest& ingest,
                const delivery::Delivery& delivery, const http::Server& server);
// Once for each channel.
void show_channel(telemetry::Metrics& metrics, const delivery::Delivery& delivery,
                  const std::string& channel);

}  // namespace carillon::app
