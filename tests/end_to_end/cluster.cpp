#include "cluster.h"

#include <stdexcept>

namespace carillon::end_to_end {

namespace {

// Ahead by far more than a lease lasts. Waiting must not depend on the wall clock, so the other one stays
// true.
std::vector<std::string> fast_clock() {
  for (const char* folder : {"/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime"}) {
    const auto library = std::filesystem::path(folder) / "libfaketimeMT.so.1";
    if (std::filesystem::exists(library)) {
      return {"LD_PRELOAD=" + library.string(), "FAKETIME=+95s", "FAKETIME_DONT_FAKE_MONOTONIC=1"};
    }
  }
  throw std::runtime_error("libfaketime is not installed; scripts/install-deps brings it");
}

}  // namespace

Cluster::Cluster(const ClusterOptions& options) : options_(options), database_(server_.new_database()) {
  for (std::size_t i = 0; i < kHosts; ++i) start_host(i);
}

std::vector<std::string> Cluster::settings(std::size_t i) const {
  std::vector<std::string> out{
      "CARILLON__STORAGE__PLUGIN=mysql",
      "CARILLON__STORAGE__HOST=127.0.0.1",
      "CARILLON__STORAGE__PORT=" + std::to_string(server_.port()),
      std::string("CARILLON__STORAGE__USER=") + test::MariaDb::kUser,
      std::string("CARILLON__STORAGE__PASSWORD=") + test::MariaDb::kPassword,
      "CARILLON__STORAGE__DATABASE=" + database_,
      "CARILLON__DELIVERY__CHUNK_SIZE=200",
      "CARILLON__DELIVERY__MAX_IN_FLIGHT=1000",
      "CARILLON__DELIVERY__LEASE_MS=2000",
      "CARILLON__DELIVERY__ANSWER_TIMEOUT_MS=3000",
      "CARILLON__DELIVERY__MAX_ATTEMPTS=50",
      "CARILLON__DELIVERY__RETRY_BASE_MS=50",
      "CARILLON__DELIVERY__RETRY_MAX_MS=1000",
      "CARILLON__CHANNELS__SMS__PLUGIN=sms_sim",
      "CARILLON__CHANNELS__SMS__LEDGER=" + book(),
      "CARILLON__CHANNELS__SMS__THROTTLE_PER_SECOND=" +
          std::to_string(options_.messages_a_second / static_cast<int>(kHosts)),
      "CARILLON__CHANNELS__SMS__LATENCY=long_tail",
      "CARILLON__CHANNELS__SMS__LATENCY_MAX_MS=80",
      "CARILLON__CHANNELS__SMS__TEMPORARY_FAILURE_RATE=0.05",
      "CARILLON__CHANNELS__SMS__PERMANENT_FAILURE_RATE=0.01",
      "CARILLON__CHANNELS__SMS__DUPLICATE_RATE=0.1",
      "CARILLON__CHANNELS__SMS__LATE_RATE=0.1",
      "CARILLON__CHANNELS__SMS__LATE_MS=700",
      "CARILLON__CHANNELS__SMS__REORDER_RATE=0.1",
      "CARILLON__CHANNELS__SMS__LOST_RATE=0.02",
      "CARILLON__CHANNELS__SMS__HANG_RATE=0.001",
      "CARILLON__CHANNELS__SMS__THROW_RATE=0.0005",
      "CARILLON__CHANNELS__SMS__DOUBLE_COMPLETION_RATE=0.01",
      "CARILLON__CHANNELS__SMS__GARBAGE_RATE=0.01",
      "CARILLON__CHANNELS__SMS__DOWN_EVERY_MS=15000",
      "CARILLON__CHANNELS__SMS__DOWN_FOR_MS=1000",
  };
  if (i == kHosts - 1) {
    for (auto& pair : fast_clock()) out.push_back(std::move(pair));
  }
  return out;
}

void Cluster::kill_host(std::size_t i) { hosts_[i].reset(); }

void Cluster::start_host(std::size_t i) {
  hosts_[i] = std::make_unique<Program>(folder_.path() / ("host" + std::to_string(i)), settings(i));
}

void Cluster::kill_database() { server_.kill(); }
void Cluster::start_database() { server_.start(); }

Finished Cluster::check() const {
  return run({"storage", "check", "--data", (folder_.path() / "tool").string()}, settings(0));
}

}  // namespace carillon::end_to_end
