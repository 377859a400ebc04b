// The base of a queue plugin: streams of entries between hosts that take rows in and hosts that store them.
//
//   CARILLON_MODULE(carillon::queue<Redis>({.id = "redis", .name = "Redis Streams", .version = "1.0.0"}))
//
// abi/queue.h says what each call promises. A consumer is used by one thread at a time, everything else from
// any thread. What is borrowed (entries, ids, sinks) is good until the call returns.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "abi/queue.h"
#include "plugin.hpp"

namespace carillon {

// One entry on its way to a consumer. Borrowed.
struct Delivery {
  std::string_view id, body;
  std::uint32_t kind = 0, deliveries = 1;
  std::int64_t published_us = 0;
};

// One entry that is to be a dead letter. Borrowed.
struct Burial {
  std::string_view id, reason;
  std::uint32_t deliveries = 1;
};

// One dead letter. Borrowed.
struct DeadLetter {
  std::string_view id, stream, body, reason;
  std::uint32_t kind = 0, deliveries = 0;
  std::int64_t dead_us = 0;
};

// Where read() and claim() hand their entries to.
class DeliverySink {
 public:
  explicit DeliverySink(const crl_queue_sink* sink) : sink_(sink) {}
  void deliver(std::span<const Delivery> entries) const {
    std::vector<crl_queue_delivery> raw;
    std::vector<const crl_queue_delivery*> pointers;
    raw.reserve(entries.size());
    for (const Delivery& e : entries) {
      raw.push_back(
          {sizeof(crl_queue_delivery), e.kind, str(e.id), str(e.body), e.deliveries, 0, e.published_us});
      pointers.push_back(&raw.back());
    }
    if (!raw.empty()) sink_->deliver(sink_->ctx, pointers.data(), static_cast<std::uint32_t>(raw.size()));
  }

 private:
  const crl_queue_sink* sink_;
};

// Where dead_list() hands its page to.
class DeadLetterSink {
 public:
  explicit DeadLetterSink(const crl_dead_letter_sink* sink) : sink_(sink) {}
  void letters(std::span<const DeadLetter> letters) const {
    for (const DeadLetter& l : letters) {
      const crl_dead_letter raw{sizeof raw,    l.kind,       str(l.id), str(l.stream), str(l.body),
                                str(l.reason), l.deliveries, 0,         l.dead_us};
      const crl_dead_letter* pointer = &raw;
      sink_->letters(sink_->ctx, &pointer, 1);
    }
  }
  void cursor(std::string_view next) const { sink_->cursor(sink_->ctx, str(next)); }

 private:
  const crl_dead_letter_sink* sink_;
};

class QueueConsumer {
 public:
  QueueConsumer() = default;
  QueueConsumer(const QueueConsumer&) = delete;
  QueueConsumer& operator=(const QueueConsumer&) = delete;
  virtual ~QueueConsumer() = default;

  virtual Status read(std::uint32_t max, std::uint32_t wait_ms, const DeliverySink& sink) = 0;
  virtual Status claim(std::uint64_t idle_ms, std::string_view after, std::uint32_t max,
                       const DeliverySink& sink) = 0;
  virtual Status ack(std::span<const crl_str> ids) = 0;
  virtual Status bury(std::span<const Burial> burials) = 0;
};

class Queue : public Component {
 public:
  static constexpr const char* kInterface = CRL_QUEUE_ID;
  static const void* table();

  // `kept` is written also when an Error is answered.
  virtual Status publish(std::string_view stream, std::span<const crl_queue_entry* const> entries,
                         std::uint32_t& kept) = 0;
  virtual Status hold(std::string_view stream, std::string_view owner, std::uint32_t lease_ms) = 0;
  virtual Status release(std::string_view stream, std::string_view owner) = 0;
  // The consumer does not outlive the plugin's stop().
  virtual Result<std::unique_ptr<QueueConsumer>> open_consumer(std::string_view stream,
                                                               std::string_view group,
                                                               std::string_view name) = 0;
  virtual Result<crl_queue_stats> stats(std::string_view stream, std::string_view group) = 0;
  virtual Status dead_list(std::string_view cursor, std::uint32_t max, const DeadLetterSink& sink) = 0;
  virtual Status dead_retry(std::string_view id) = 0;
  virtual Status dead_remove(std::string_view id) = 0;
};

namespace detail {

// The table's functions; named, so that a backtrace shows which call it was.
struct QueueThunks {
  static Queue& object(void* self) { return Instance<Queue>::object(self); }
  static QueueConsumer& consumer_of(void* consumer) { return *static_cast<QueueConsumer*>(consumer); }

  static crl_status publish(void* self, crl_str stream, const crl_queue_entry* const* entries,
                            std::uint32_t n, std::uint32_t* kept, crl_error* error) noexcept {
    std::uint32_t count = 0;
    const crl_status status = guarded_status(error, [&] {
      return object(self).publish(view(stream), {entries, n}, count);
    });
    if (kept != nullptr) *kept = count;
    return status;
  }
  static crl_status hold(void* self, crl_str stream, crl_str owner, std::uint32_t lease_ms,
                         crl_error* error) noexcept {
    return guarded_status(error, [&] { return object(self).hold(view(stream), view(owner), lease_ms); });
  }
  static crl_status release(void* self, crl_str stream, crl_str owner, crl_error* error) noexcept {
    return guarded_status(error, [&] { return object(self).release(view(stream), view(owner)); });
  }
  static crl_status open(void* self, crl_str stream, crl_str group, crl_str name, void** consumer,
                         crl_error* error) noexcept {
    return guarded_status(error, [&]() -> Status {
      auto made = object(self).open_consumer(view(stream), view(group), view(name));
      if (!made) return made.error();
      *consumer = std::move(made).value().release();
      return {};
    });
  }
  static void close(void* consumer) noexcept {
    guarded_void("consumer_close", [&] { delete &consumer_of(consumer); });
  }
  static crl_status read(void* consumer, std::uint32_t max, std::uint32_t wait_ms, const crl_queue_sink* sink,
                         crl_error* error) noexcept {
    return guarded_status(error,
                          [&] { return consumer_of(consumer).read(max, wait_ms, DeliverySink(sink)); });
  }
  static crl_status claim(void* consumer, std::uint64_t idle_ms, crl_str after, std::uint32_t max,
                          const crl_queue_sink* sink, crl_error* error) noexcept {
    return guarded_status(
        error, [&] { return consumer_of(consumer).claim(idle_ms, view(after), max, DeliverySink(sink)); });
  }
  static crl_status ack(void* consumer, const crl_str* ids, std::uint32_t n, crl_error* error) noexcept {
    return guarded_status(error, [&] { return consumer_of(consumer).ack({ids, n}); });
  }
  static crl_status bury(void* consumer, const crl_queue_burial* const* burials, std::uint32_t n,
                         crl_error* error) noexcept {
    return guarded_status(error, [&] {
      std::vector<Burial> all;
      for (const crl_queue_burial* b : std::span(burials, n))
        all.push_back({view(b->id), view(b->reason), b->deliveries});
      return consumer_of(consumer).bury(all);
    });
  }
  static crl_status stats(void* self, crl_str stream, crl_str group, crl_queue_stats* out,
                          crl_error* error) noexcept {
    return guarded_status(error, [&]() -> Status {
      auto stats = object(self).stats(view(stream), view(group));
      if (!stats) return stats.error();
      stats->size = sizeof(crl_queue_stats);
      CRL_FILL(out, &stats.value());
      return {};
    });
  }
  static crl_status dead_list(void* self, crl_str cursor, std::uint32_t max, const crl_dead_letter_sink* sink,
                              crl_error* error) noexcept {
    return guarded_status(error,
                          [&] { return object(self).dead_list(view(cursor), max, DeadLetterSink(sink)); });
  }
  static crl_status dead_retry(void* self, crl_str id, crl_error* error) noexcept {
    return guarded_status(error, [&] { return object(self).dead_retry(view(id)); });
  }
  static crl_status dead_remove(void* self, crl_str id, crl_error* error) noexcept {
    return guarded_status(error, [&] { return object(self).dead_remove(view(id)); });
  }
};

}  // namespace detail

inline const void* Queue::table() {
  using T = detail::QueueThunks;
  static constexpr crl_queue kTable{
      sizeof(crl_queue), 0,         &T::publish,   &T::hold,       &T::release,
      &T::open,          &T::close, &T::read,      &T::claim,      &T::ack,
      &T::bury,          &T::stats, &T::dead_list, &T::dead_retry, &T::dead_remove};
  return &kTable;
}

// An entry of CARILLON_MODULE: T derives from Queue and is made from `const Config&` or from nothing.
template <class T>
constexpr Entry queue(const Info& info) {
  return make_entry(CRL_QUEUE_ID, info,
                    [](const crl_doc* config, const void*, const crl_instance** out, crl_error* error) {
                      return guarded_status(error, [&]() -> Status {
                        auto made = construct<T>(config);
                        if (!made) return made.error();
                        *out = Instance<Queue>::give(std::move(made).value());
                        return {};
                      });
                    });
}

}  // namespace carillon
