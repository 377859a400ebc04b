// What the API serves from: references to the running parts of the host, all of which outlive it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <carillon/result.hpp>

#include "ai/provider.h"
#include "base/clock.h"
#include "base/ids.h"

namespace carillon::config {
struct Config;
}
namespace carillon::store {
class Database;
}
namespace carillon::ingest {
class Imports;
class Ingest;
}  // namespace carillon::ingest
namespace carillon::queueing {
class Queue;
}
namespace carillon::audience {
class Compiler;
}
namespace carillon::index {
class Index;
}
namespace carillon::delivery {
class Delivery;
}
namespace carillon::links {
class Links;
}
namespace carillon::plugins {
class Registry;
}
namespace carillon::telemetry {
class Metrics;
}

namespace carillon::api {

struct Services {
  const config::Config& config;
  store::Database& database;
  ingest::Ingest& ingest;
  const audience::Compiler& compiler;
  delivery::Delivery& delivery;
  const plugins::Registry& registry;
  telemetry::Metrics& metrics;
  const Clock& clock;
  IdSource& ids;
  std::vector<ai::Provider> ai{};       // in order of preference
  std::filesystem::path docs_folder{};  // of Swagger UI's files; may be absent
  // Looks for new plugin files and returns when that is done. Called on a work thread.
  std::function<Status()> rescan{};
  ingest::Imports* imports = nullptr;  // never null once the Api is made
  queueing::Queue* queue = nullptr;    // null: rows go straight to storage
  index::Index* index = nullptr;       // null: storage counts
  links::Links* links = nullptr;       // null: messages have no links of ours
};

}  // namespace carillon::api
