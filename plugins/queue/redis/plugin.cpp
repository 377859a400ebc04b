// The queue plugin "redis": streams of a Redis server, with one group of consumers each.
#include <algorithm>
#include <array>

#include <carillon/queue.hpp>

#include "connection.h"
#include "consumer.h"
#include "dead_letters.h"
#include "entries.h"
#include "options.h"
#include "pool.h"
#include "scripts.h"

namespace carillon::redis {

namespace {

constexpr std::size_t kEntriesAtOnce = 1'000;
constexpr std::size_t kBytesAtOnce = 4U << 20;
constexpr std::size_t kChunksUnderWay = 4;

class RedisQueue : public Queue {
 public:
  explicit RedisQueue(const Config& config) : options_(config), pool_(options_) {}

  // The server may come later; what cannot be cured by waiting is told now.
  Status start() override {
    const Status well = health();
    if (well || well.error().status == CRL_E_UNAVAILABLE) return {};
    return well;
  }
  void stop() override { pool_.clear(); }

  Status health() override {
    auto connection = pool_.lease();
    if (!connection) return connection.error();
    auto pong = (*connection)->ask({"PING"});
    return pong ? Status{} : pong.error();
  }

  // Each chunk is a script, all or none; a few are on their way at a time.
  Status publish(std::string_view stream, std::span<const crl_queue_entry* const> entries,
                 std::uint32_t& kept) override {
    auto connection = pool_.lease();
    if (!connection) return connection.error();
    const std::string key = options_.stream_key(stream);
    while (!entries.empty()) {
      std::array<std::size_t, kChunksUnderWay> sizes{};
      std::size_t chunks = 0;
      for (; chunks < kChunksUnderWay && !entries.empty(); ++chunks) {
        sizes[chunks] = send_chunk(**connection, key, entries);
        entries = entries.subspan(sizes[chunks]);
      }
      Status status;
      for (std::size_t i = 0; i < chunks; ++i) {
        auto reply = (*connection)->receive();
        if (!reply && status) status = reply.error();
        if (status) kept += static_cast<std::uint32_t>(sizes[i]);
      }
      if (!status) return status;
    }
    return {};
  }

  Status hold(std::string_view stream, std::string_view owner, std::uint32_t lease_ms) override {
    auto reply =
        ask({"EVAL", kHold, "1", options_.owner_key(stream), std::string(owner), std::to_string(lease_ms)});
    if (!reply) return reply.error();
    if ((*reply)->integer == 0) return {};
    return Error{CRL_E_CONFLICT,
                 "another consumer has the stream " + std::string(stream),
                 static_cast<std::uint32_t>((*reply)->integer),
                 {}};
  }

  Status release(std::string_view stream, std::string_view owner) override {
    auto reply = ask({"EVAL", kRelease, "1", options_.owner_key(stream), std::string(owner)});
    return reply ? Status{} : reply.error();
  }

  Result<std::unique_ptr<QueueConsumer>> open_consumer(std::string_view stream, std::string_view group,
                                                       std::string_view name) override {
    auto made = std::make_unique<Consumer>(pool_, options_, stream, group, name);
    if (auto joined = made->join(); !joined) return joined.error();
    return std::unique_ptr<QueueConsumer>(std::move(made));
  }

  Result<crl_queue_stats> stats(std::string_view stream, std::string_view group) override {
    auto connection = pool_.lease();
    if (!connection) return connection.error();
    Connection& c = **connection;
    const std::string key = options_.stream_key(stream);
    c.send({"XLEN", key});
    c.send({"XPENDING", key, std::string(group)});
    c.send({"XRANGE", key, "-", "+", "COUNT", "1"});
    c.send({"XLEN", options_.dead_key()});
    const auto length = c.receive(), pending = c.receive(), first = c.receive(), dead = c.receive();
    for (const auto* reply : {&length, &first, &dead}) {
      if (!*reply) return reply->error();
    }
    crl_queue_stats out{};
    // Before the first consumer there is neither stream nor group.
    const auto counts = pending ? items_of(&**pending) : std::span<redisReply* const>{};
    if (!counts.empty()) out.pending = static_cast<std::uint64_t>(counts[0]->integer);
    const auto all = static_cast<std::uint64_t>((*length)->integer);
    out.waiting = all - std::min(all, out.pending);
    out.dead = static_cast<std::uint64_t>((*dead)->integer);
    if (const auto entries = items_of(&**first); !entries.empty())
      out.oldest_us = added_us(id_of(entries.front()));
    return out;
  }

  Status dead_list(std::string_view cursor, std::uint32_t max, const DeadLetterSink& sink) override {
    auto connection = pool_.lease();
    return connection ? list_dead(**connection, options_, cursor, max, sink) : connection.error();
  }
  Status dead_retry(std::string_view id) override {
    auto connection = pool_.lease();
    return connection ? retry_dead(**connection, options_, id) : connection.error();
  }
  Status dead_remove(std::string_view id) override {
    auto connection = pool_.lease();
    return connection ? remove_dead(**connection, options_, id) : connection.error();
  }

 private:
  Result<Reply> ask(const Words& command) {
    auto connection = pool_.lease();
    if (!connection) return connection.error();
    return (*connection)->ask(command);
  }

  // Answers how many entries from the front it holds.
  std::size_t send_chunk(Connection& connection, const std::string& key,
                         std::span<const crl_queue_entry* const> entries) const {
    const auto most = std::min(kEntriesAtOnce, static_cast<std::size_t>(options_.max_entries));
    std::size_t n = 0;
    for (std::size_t bytes = 0; n < entries.size() && n < most && (n == 0 || bytes < kBytesAtOnce); ++n)
      bytes += entries[n]->body.len;
    const std::string limit = std::to_string(options_.max_entries);
    std::vector<std::string> kinds;
    kinds.reserve(n);
    std::vector<std::string_view> words{"EVAL", kPublish, "1", key, limit};
    for (const crl_queue_entry* entry : entries.first(n)) {
      words.push_back(kinds.emplace_back(std::to_string(entry->kind)));
      words.push_back(view(entry->body));
    }
    connection.send(std::span<const std::string_view>(words));
    return n;
  }

  const Options options_;
  Pool pool_;
};

}  // namespace
}  // namespace carillon::redis

CARILLON_MODULE(carillon::queue<carillon::redis::RedisQueue>(
    {.id = "redis",
     .name = "Redis Streams",
     .version = "1.0.0",
     .vendor = "Carillon",
     .license = "MIT",
     .description = "Keeps rows in streams of a Redis server (6.2 or newer) until a host has stored them.",
     .config_schema = carillon::redis::kConfigSchema}))
