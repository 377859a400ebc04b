#include "app/host_metrics.h"

#include "delivery/states.h"
#include "policy/gate.h"
#include "policy/reasons.h"

namespace carillon::app {

namespace {

// Registers a member of a struct of counters that `part` answers.
template <class Part, class Counters>
class Shown {
 public:
  Shown(telemetry::Metrics& metrics, const Part& part) : metrics_(metrics), part_(part) {}

  Shown& counter(const char* name, const char* help, std::uint64_t Counters::*member) {
    metrics_.counter_from(name, help, {},
                          [&part = part_, member] { return static_cast<double>(part.counters().*member); });
    return *this;
  }
  Shown& gauge(const char* name, const char* help, std::uint64_t Counters::*member) {
    metrics_.gauge_from(name, help, {},
                        [&part = part_, member] { return static_cast<double>(part.counters().*member); });
    return *this;
  }

 private:
  telemetry::Metrics& metrics_;
  const Part& part_;
};

}  // namespace

void show_index(telemetry::Metrics& metrics, const index::Index& index) {
  using Counters = index::Counters;
  Shown<index::Index, Counters>(metrics, index)
      .gauge("carillon_index_ready", "Whether the audience index answers.", &Counters::ready)
      .gauge("carillon_index_customers", "Customers in the audience index, or read so far while it loads.",
             &Counters::rows)
      .gauge("carillon_index_orders", "Orders in the audience index.", &Counters::orders)
      .gauge("carillon_index_bytes", "Memory of the audience index.", &Counters::bytes)
      .gauge("carillon_index_waiting", "Customers whose changes are not in the audience index yet.",
             &Counters::waiting)
      .gauge("carillon_index_lag_ms", "For how long the oldest of them have waited.", &Counters::lag_ms)
      .counter("carillon_index_loads_total", "Loads of customers, of orders or of further columns.",
               &Counters::loads)
      .counter("carillon_index_applied_total", "Customers that were read again after a change.",
               &Counters::applied)
      .counter("carillon_index_answers_total", "Questions that the audience index answered.",
               &Counters::answers)
      .counter("carillon_index_refusals_total", "Questions that were left to storage.", &Counters::refusals);
}

void show_imports(telemetry::Metrics& metrics, const ingest::Imports& imports) {
  using Counters = ingest::ImportCounters;
  Shown<ingest::Imports, Counters>(metrics, imports)
      .counter("carillon_import_rows_total", "Rows that import jobs read.", &Counters::rows)
      .counter("carillon_import_rows_rejected_total", "Rows of import jobs that were refused.",
               &Counters::rejected)
      .counter("carillon_imports_completed_total", "Import jobs that reached the end of their file.",
               &Counters::completed)
      .counter("carillon_imports_failed_total", "Import jobs whose file could not be read.",
               &Counters::failed)
      .gauge("carillon_imports_waiting", "Import jobs that run or wait for their turn.", &Counters::waiting);
}

namespace {

void show_gate(telemetry::Metrics& metrics, const delivery::Delivery& delivery) {
  const policy::Gate& gate = delivery.gate();
  metrics.counter_from("carillon_gate_passed_total", "Messages that the policy gate let through.", {},
                       [&gate] { return static_cast<double>(gate.counts().passed); });
  metrics.counter_from("carillon_gate_deferred_total", "Messages that the policy gate put off.", {},
                       [&gate] { return static_cast<double>(gate.counts().deferred); });
  for (const auto reason : policy::reason::kReasons) {
    metrics.counter_from("carillon_gate_refused_total", "Messages that the policy gate refused, by reason.",
                         {{"reason", std::string(reason)}}, [&gate, reason] {
                           const auto refused = gate.counts().refused;
                           const auto found = refused.find(reason);
                           return found == refused.end() ? 0.0 : static_cast<double>(found->second);
                         });
  }
}

void show_ledger(telemetry::Metrics& metrics, const delivery::Delivery& delivery) {
  for (auto state = store::MessageState::kQueued; state <= store::MessageState::kComplained;
       state = static_cast<store::MessageState>(static_cast<std::int64_t>(state) + 1)) {
    const auto name = delivery::state_name(state);
    if (name == "unknown") continue;
    metrics.gauge_from("carillon_ledger_messages", "Messages of campaigns that run or are paused, by state.",
                       {{"state", std::string(name)}}, [&delivery, state] {
                         const auto sums = delivery.ledger().by_state;
                         const auto found = sums.find(state);
                         return found == sums.end() ? 0.0 : static_cast<double>(found->second);
                       });
  }
  metrics.gauge_from("carillon_ledger_unbalanced_campaigns",
                     "Campaigns whose audience is not the sum of their messages by state.", {},
                     [&delivery] { return static_cast<double>(delivery.ledger().unbalanced); });
}

}  // namespace

void show_channel(telemetry::Metrics& metrics, const delivery::Delivery& delivery,
                  const std::string& channel) {
  metrics.gauge_from(
      "carillon_channel_health",
      "1: the channel works, 0: it fails and is left alone for a while, 0.5: it is being tried.",
      {{"channel", channel}}, [&delivery, channel] { return delivery.channel_health(channel).value_or(0); });
}

void show_parts(telemetry::Metrics& metrics, const store::Database& database, const ingest::Ingest& ingest,
                const delivery::Delivery& delivery, const http::Server& server) {
  using Db = store::DatabaseCounters;
  Shown<store::Database, Db>(metrics, database)
      .counter("carillon_storage_reads_total", "Read transactions.", &Db::reads)
      .counter("carillon_storage_writes_total", "Write transactions.", &Db::writes)
      .counter("carillon_storage_write_repeats_total",
               "Write transactions repeated because storage was busy.", &Db::write_repeats)
      .counter("carillon_storage_failures_total", "Transactions that failed for good.", &Db::failures);
  using In = ingest::Counters;
  Shown<ingest::Ingest, In>(metrics, ingest)
      .counter("carillon_ingest_rows_total", "Rows taken in.", &In::rows)
      .counter("carillon_ingest_rows_rejected_total", "Rows that were refused.", &In::rejected)
      .counter("carillon_ingest_transactions_total", "Transactions that rows were committed in.",
               &In::transactions)
      .counter("carillon_ingest_overloads_total", "Calls refused because too many rows waited.",
               &In::overloads)
      .gauge("carillon_ingest_queued_rows", "Rows that wait to be committed.", &In::queued_rows)
      .gauge("carillon_ingest_queued_bytes", "Bytes of the rows that wait to be committed.",
             &In::queued_bytes);
  metrics.gauge_from("carillon_ingest_lag_seconds", "How long the oldest rows have waited to be committed.",
                     {}, [&ingest] { return static_cast<double>(ingest.counters().oldest_us) / 1e6; });
  using Out = delivery::Counters;
  Shown<delivery::Delivery, Out>(metrics, delivery)
      .counter("carillon_messages_sent_total", "Messages that channels took over.", &Out::sent)
      .counter("carillon_messages_failed_total", "Messages that channels refused for good.", &Out::failed)
      .counter("carillon_messages_retried_total", "Attempts that will be repeated.", &Out::retried)
      .counter("carillon_messages_skipped_total", "Messages not sent by policy.", &Out::skipped)
      .counter("carillon_messages_deferred_total", "Times that a message was put off until it may be sent.",
               &Out::deferred)
      .counter("carillon_receipts_total", "Receipts from channels.", &Out::receipts)
      .counter("carillon_receipts_unapplied_total",
               "Receipts that changed nothing: unknown, repeated or late.", &Out::receipts_unknown)
      .gauge("carillon_messages_in_flight", "Messages that channels have and did not complete.",
             &Out::in_flight)
      .gauge("carillon_receipts_waiting", "Results and receipts that wait to be written.",
             &Out::receipts_waiting);
  show_gate(metrics, delivery);
  show_ledger(metrics, delivery);
  using Http = http::ServerCounters;
  Shown<http::Server, Http>(metrics, server)
      .gauge("carillon_http_connections_open", "Connections that are open.", &Http::connections_open)
      .gauge("carillon_http_queue_depth", "Requests that wait for a thread.", &Http::queue_depth)
      .counter("carillon_http_rejected_malformed_total", "Requests that were no HTTP.",
               &Http::rejected_malformed)
      .counter("carillon_http_rejected_overload_total", "Requests refused because too many waited.",
               &Http::rejected_overload);
}

}  // namespace carillon::app
