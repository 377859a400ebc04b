// A queue in memory that fails as often as it is told, through the same table as a plugin's.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <carillon/queue.hpp>

namespace carillon::queueing {

class FakeQueue {
 public:
  // Of a hundred calls of consumers, so many fail: half before they did anything, half behind it.
  explicit FakeQueue(int failing = 0, unsigned seed = 1) : failing_(failing), random_(seed) {
    instance_ = Instance<carillon::Queue>::give(std::make_unique<Plugin>(*this));
  }
  ~FakeQueue() { instance_->destroy(instance_->self); }
  FakeQueue(const FakeQueue&) = delete;
  FakeQueue& operator=(const FakeQueue&) = delete;

  const crl_queue& table() const { return *static_cast<const crl_queue*>(carillon::Queue::table()); }
  void* self() const { return instance_->self; }

  std::size_t open_entries() const {
    const std::scoped_lock lock(mutex_);
    std::size_t n = 0;
    for (const auto& [name, entries] : streams_) n += entries.size();
    return n;
  }
  struct Dead {
    std::string body, reason;
  };
  std::vector<Dead> dead() const {
    const std::scoped_lock lock(mutex_);
    return dead_;
  }
  void heal() {
    const std::scoped_lock lock(mutex_);
    failing_ = 0;
  }
  // Of every entry there is now.
  void set_deliveries(std::uint32_t n) {
    const std::scoped_lock lock(mutex_);
    for (auto& [name, entries] : streams_) {
      for (Stored& entry : entries) {
        entry.deliveries = n;
        entry.pending = true;
      }
    }
  }

 private:
  struct Stored {
    std::string id, body;
    std::uint32_t kind = 0, deliveries = 0;
    bool pending = false;
  };
  using Entries = std::deque<Stored>;
  struct Owner {
    std::string name;
    std::chrono::steady_clock::time_point until;
  };

  class Member : public QueueConsumer {
   public:
    Member(FakeQueue& queue, std::string_view stream) : queue_(queue), stream_(stream) {}

    Status read(std::uint32_t max, std::uint32_t wait_ms, const DeliverySink& sink) override {
      if (queue_.fails()) return unavailable("failed before it read");
      std::unique_lock lock(queue_.mutex_);
      const auto is_new = [](const Stored& s) { return !s.pending; };
      Entries& all = queue_.streams_[stream_];
      queue_.arrived_.wait_for(lock, std::chrono::milliseconds(wait_ms),
                               [&] { return std::any_of(all.begin(), all.end(), is_new); });
      return hand_out(all, max, is_new, sink);
    }
    Status claim(std::uint64_t, std::string_view after, std::uint32_t max,
                 const DeliverySink& sink) override {
      if (queue_.fails()) return unavailable("failed before it claimed");
      const std::scoped_lock lock(queue_.mutex_);
      const auto behind = [&](const Stored& s) { return s.pending && (after.empty() || s.id > after); };
      return hand_out(queue_.streams_[stream_], max, behind, sink);
    }
    Status ack(std::span<const crl_str> ids) override {
      if (queue_.fails()) return unavailable("failed before it acknowledged");
      {
        const std::scoped_lock lock(queue_.mutex_);
        for (const crl_str id : ids) queue_.take_out(stream_, view(id));
      }
      return queue_.fails() ? Status(unavailable("the answer was lost")) : Status{};
    }
    Status bury(std::span<const Burial> burials) override {
      if (queue_.fails()) return unavailable("failed before it buried");
      const std::scoped_lock lock(queue_.mutex_);
      for (const Burial& b : burials) {
        for (Stored& gone : queue_.take_out(stream_, b.id))
          queue_.dead_.push_back({std::move(gone.body), std::string(b.reason)});
      }
      return {};
    }

   private:
    template <class Wanted>
    Status hand_out(Entries& all, std::uint32_t max, Wanted wanted, const DeliverySink& sink) {
      std::vector<Delivery> out;
      for (Stored& s : all) {
        if (out.size() == max) break;
        if (!wanted(s)) continue;
        out.push_back({s.id, s.body, s.kind, s.deliveries + 1, 1});
      }
      for (Stored& s : all) {
        const auto is_out = [&](const Delivery& d) { return d.id == s.id; };
        if (std::none_of(out.begin(), out.end(), is_out)) continue;
        s.pending = true;
        ++s.deliveries;
      }
      if (queue_.fails_locked()) return unavailable("the answer was lost");
      sink.deliver(out);
      return {};
    }
    FakeQueue& queue_;
    const std::string stream_;
  };

  class Plugin : public carillon::Queue {
   public:
    explicit Plugin(FakeQueue& queue) : queue_(queue) {}

    Status publish(std::string_view stream, std::span<const crl_queue_entry* const> entries,
                   std::uint32_t& kept) override {
      const std::scoped_lock lock(queue_.mutex_);
      for (const crl_queue_entry* e : entries) {
        queue_.streams_[std::string(stream)].push_back(
            {std::to_string(1'000'000 + queue_.next_++), std::string(view(e->body)), e->kind});
      }
      kept = static_cast<std::uint32_t>(entries.size());
      queue_.arrived_.notify_all();
      return {};
    }
    Status hold(std::string_view stream, std::string_view owner, std::uint32_t lease_ms) override {
      const std::scoped_lock lock(queue_.mutex_);
      const auto now = std::chrono::steady_clock::now();
      Owner& has = queue_.owners_[std::string(stream)];
      if (!has.name.empty() && has.name != owner && now < has.until)
        return Error{CRL_E_CONFLICT, "another has it", 10, {}};
      has = {std::string(owner), now + std::chrono::milliseconds(lease_ms)};
      return {};
    }
    Status release(std::string_view stream, std::string_view owner) override {
      const std::scoped_lock lock(queue_.mutex_);
      Owner& has = queue_.owners_[std::string(stream)];
      if (has.name == owner) has.name.clear();
      return {};
    }
    Result<std::unique_ptr<QueueConsumer>> open_consumer(std::string_view stream, std::string_view,
                                                         std::string_view) override {
      return std::unique_ptr<QueueConsumer>(std::make_unique<Member>(queue_, stream));
    }
    Result<crl_queue_stats> stats(std::string_view, std::string_view) override { return crl_queue_stats{}; }
    Status dead_list(std::string_view, std::uint32_t, const DeadLetterSink&) override { return {}; }
    Status dead_retry(std::string_view) override { return {}; }
    Status dead_remove(std::string_view) override { return {}; }

   private:
    FakeQueue& queue_;
  };

  bool fails_locked() { return failing_ > 0 && static_cast<int>(random_() % 200) < failing_; }
  bool fails() {
    const std::scoped_lock lock(mutex_);
    return fails_locked();
  }
  std::vector<Stored> take_out(const std::string& stream, std::string_view id) {
    Entries& all = streams_[stream];
    std::vector<Stored> out;
    for (auto at = all.begin(); at != all.end(); ++at) {
      if (at->id != id) continue;
      out.push_back(std::move(*at));
      all.erase(at);
      break;
    }
    return out;
  }

  int failing_;
  std::minstd_rand random_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::map<std::string, Entries> streams_;
  std::map<std::string, Owner> owners_;
  std::vector<Dead> dead_;
  int next_ = 0;
  const crl_instance* instance_ = nullptr;
};

}  // namespace carillon::queueing
