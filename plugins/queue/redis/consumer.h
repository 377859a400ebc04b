// A member of a stream's group. For one thread at a time.
#pragma once

#include <memory>
#include <string>

#include <carillon/queue.hpp>

#include "pool.h"

namespace carillon::redis {

class Consumer : public QueueConsumer {
 public:
  Consumer(Pool& pool, const Options& options, std::string_view stream, std::string_view group,
           std::string_view name);
  ~Consumer() override;

  // Connected, and the group is there.
  Status join();

  Status read(std::uint32_t max, std::uint32_t wait_ms, const DeliverySink& sink) override;
  Status claim(std::uint64_t idle_ms, std::string_view after, std::uint32_t max,
               const DeliverySink& sink) override;
  Status ack(std::span<const crl_str> ids) override;
  Status bury(std::span<const Burial> burials) override;

 private:
  Result<Reply> ask(const Words& command, std::chrono::milliseconds more = {});

  Pool& pool_;
  const Options& options_;
  const std::string stream_, key_, group_, name_;
  std::unique_ptr<Connection> connection_;  // null: to be opened by the next call
};

}  // namespace carillon::redis
