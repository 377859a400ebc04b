#include "app/row_queue.h"

#include <carillon/abi/queue.h>

namespace carillon::app {

namespace {

queueing::ConsumerOptions options_of(const config::Config::Ingest& ingest) {
  using std::chrono::milliseconds;
  queueing::ConsumerOptions out;
  out.lease = milliseconds(ingest.queue_lease_ms);
  out.rows = ingest.queue_rows;
  out.max_deliveries = ingest.queue_deliveries;
  out.pauses.base = milliseconds(ingest.queue_retry_base_ms);
  out.pauses.most = milliseconds(ingest.queue_retry_max_ms);
  out.pauses.attempts = ingest.queue_attempts;
  return out;
}

}  // namespace

Result<std::unique_ptr<RowQueue>> RowQueue::make(const config::Config& config, plugins::Registry& registry,
                                                 ingest::Ingest& ingest, const Clock& clock, IdSource& ids) {
  if (config.queue.plugin == config::kEmbeddedQueue) return std::unique_ptr<RowQueue>();
  auto made = registry.create(CRL_QUEUE_ID, config.queue.plugin, "queue", config.queue.settings, nullptr);
  if (!made) return made.error();
  auto plugin = *std::move(made);
  if (auto started = plugin->start(); !started) return started.error();
  auto queue = std::make_unique<queueing::Queue>(
      *static_cast<const crl_queue*>(plugin->interface()), plugin->self(), ingest, clock,
      "host-" + std::to_string(ids.next()), options_of(config.ingest));
  return std::unique_ptr<RowQueue>(new RowQueue(std::move(plugin), std::move(queue)));
}

void RowQueue::show(telemetry::Metrics& metrics) const {
  using queueing::Counters;
  using queueing::State;
  const queueing::Queue* queue = queue_.get();
  const auto counter = [&](const char* name, const char* help, std::uint64_t Counters::*member) {
    metrics.counter_from(name, help, {},
                         [queue, member] { return static_cast<double>(queue->counters().*member); });
  };
  const auto gauge = [&](const char* name, const char* help, std::uint64_t State::*member) {
    metrics.gauge_from(name, help, {},
                       [queue, member] { return static_cast<double>(queue->state().*member); });
  };
  counter("carillon_queue_published_total", "Rows that this host put into the queue.", &Counters::published);
  counter("carillon_queue_refused_total", "Rows that the queue did not take.", &Counters::refused);
  counter("carillon_queue_consumed_total", "Rows from the queue that this host stored.", &Counters::stored);
  counter("carillon_queue_repeated_total", "Orders tried again, as their customer was not there.",
          &Counters::repeated);
  counter("carillon_queue_dead_total", "Rows that this host moved to the dead letters.", &Counters::buried);
  metrics.gauge_from("carillon_queue_streams", "Streams that this host consumes.", {},
                     [queue] { return static_cast<double>(queue->counters().streams); });
  gauge("carillon_queue_waiting_rows", "Rows in the queue that no host has.", &State::waiting);
  gauge("carillon_queue_pending_rows", "Rows that a host has and did not store yet.", &State::pending);
  gauge("carillon_queue_dead_letters", "Rows in the list of dead letters.", &State::dead);
  metrics.gauge_from("carillon_queue_lag_seconds", "How long the oldest row in the queue has waited.", {},
                     [queue] { return static_cast<double>(queue->state().oldest_us) / 1e6; });
  metrics.gauge_from("carillon_queue_up", "Whether the queue can be reached.", {},
                     [queue] { return queue->state().up ? 1.0 : 0.0; });
}

void RowQueue::stop() {
  queue_->stop();
  plugin_->stop();
}

}  // namespace carillon::app
