// The queue of the configuration: its plugin's instance and the host's part that runs over it.
//
// Thread safety: made and stopped on the lifecycle thread.
#pragma once

#include <memory>

#include <carillon/result.hpp>

#include "base/clock.h"
#include "base/ids.h"
#include "config/config.h"
#include "ingest/ingest.h"
#include "plugins/registry.h"
#include "queueing/queue.h"
#include "telemetry/metrics.h"

namespace carillon::app {

class RowQueue {
 public:
  // Null when [queue] is the embedded one. A queue that cannot be reached yet is no error: rows are refused
  // until it can.
  static Result<std::unique_ptr<RowQueue>> make(const config::Config& config, plugins::Registry& registry,
                                                ingest::Ingest& ingest, const Clock& clock, IdSource& ids);
  ~RowQueue() { stop(); }

  queueing::Queue& queue() { return *queue_; }
  // What it does appears on /metrics.
  void show(telemetry::Metrics& metrics) const;
  void start() { queue_->start(); }
  // Stores what was read from the queue and leaves the rest to others. Safe twice.
  void stop();

 private:
  RowQueue(std::unique_ptr<plugins::Instance> plugin, std::unique_ptr<queueing::Queue> queue)
      : plugin_(std::move(plugin)), queue_(std::move(queue)) {}

  std::unique_ptr<plugins::Instance> plugin_;
  std::unique_ptr<queueing::Queue> queue_;
};

}  // namespace carillon::app
