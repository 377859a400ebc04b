#include "ingest/ingest.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <iterator>
#include <mutex>
#include <optional>
#include <thread>

#include "ingest/apply.h"

namespace carillon::ingest {

namespace {

// One call that waits for its commit; either customers or orders.
struct Job {
  std::vector<CustomerInput> customers;
  std::vector<OrderInput> orders;
  Companion with;
  bool companion_failed = false;  // so that its error is not taken for one of the rows
  std::size_t bytes = 0;
  std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
  std::promise<Result<std::vector<Outcome>>> done;
  std::optional<Result<std::vector<Outcome>>> answer;  // given when the counters are right
  std::size_t rows() const { return customers.size() + orders.size(); }
};

std::size_t bytes_of(const CustomerInput& row) {
  std::size_t n = sizeof row + row.external_id.size();
  for (const auto* text : {&row.name, &row.email, &row.phone, &row.city, &row.attributes}) {
    if (text->value) n += text->value->size();
  }
  return n;
}

std::size_t bytes_of(const OrderInput& row) {
  std::size_t n = sizeof row + row.external_id.size();
  if (row.customer) n += bytes_of(*row.customer);
  if (row.items.value) n += row.items.value->size() * sizeof(store::OrderItem);
  return n;
}

// Some rows of a job, from `first` on.
struct Piece {
  Job* job;
  std::size_t first, count;
};

// Whether storage refused for what the rows hold, so that fewer rows may fare better.
bool concerns_rows(const Error& error) {
  return error.status == CRL_E_CONFLICT || error.status == CRL_E_INVALID;
}

std::uint64_t rejected_of(const std::vector<Outcome>& outcomes) {
  return static_cast<std::uint64_t>(std::count_if(
      outcomes.begin(), outcomes.end(), [](const Outcome& o) { return o.verdict == Verdict::kRejected; }));
}

}  // namespace

struct Ingest::Impl {
  Impl(store::Database& db, IdSource& source, const Clock& time, Options o)
      : database(db), ids(source), clock(time), options(o), thread([this] { run(); }) {}
  ~Impl() {
    {
      const std::scoped_lock lock(mutex);
      stopping = true;
    }
    arrived.notify_all();
    thread.join();
  }

  Result<std::vector<Outcome>> submit(std::unique_ptr<Job> job) {
    if (job->rows() == 0) return std::vector<Outcome>{};
    auto answer = job->done.get_future();
    {
      const std::scoped_lock lock(mutex);
      if (stopping) return unavailable("the host is stopping; send the rows again", 1'000);
      if (waiting_bytes > 0 && waiting_bytes + job->bytes > options.queue_bytes) {
        ++counters.overloads;
        return unavailable("too many rows wait to be stored; send these again in a moment", 1'000);
      }
      waiting_bytes += job->bytes;
      counters.queued_rows += job->rows();
      queue.push_back(std::move(job));
    }
    arrived.notify_one();
    return answer.get();
  }

  void run() {
    std::unique_lock lock(mutex);
    for (;;) {
      arrived.wait(lock, [&] { return stopping || !queue.empty(); });
      if (queue.empty()) return;
      if (options.max_delay_us > 0 && !stopping) {
        arrived.wait_for(lock, std::chrono::microseconds(options.max_delay_us), [&] { return stopping; });
      }
      std::vector<std::unique_ptr<Job>> batch;
      std::size_t rows = 0;
      std::size_t bytes = 0;
      const auto fits = [&](const Job& job) {
        return rows + job.rows() <= options.max_rows && bytes + job.bytes <= options.max_bytes;
      };
      while (!queue.empty() && (batch.empty() || fits(*queue.front()))) {
        rows += queue.front()->rows();
        bytes += queue.front()->bytes;
        batch.push_back(std::move(queue.front()));
        queue.pop_front();
      }
      lock.unlock();
      commit(batch);
      lock.lock();
      for (const auto& job : batch) waiting_bytes -= job->bytes;
      counters.queued_rows -= rows;
      counters.rows += rows;
      for (const auto& job : batch) {
        if (job->answer->ok()) counters.rejected += rejected_of(**job->answer);
        job->done.set_value(*std::move(job->answer));
      }
    }
  }

  // All jobs in one transaction; when that fails for a row, each by itself, so that one alone learns of it.
  void commit(std::vector<std::unique_ptr<Job>>& batch) {
    std::vector<Piece> pieces;
    for (const auto& job : batch) pieces.push_back({job.get(), 0, job->rows()});
    std::vector<std::vector<Outcome>> outcomes;
    const Status done = apply(pieces, outcomes);
    const bool by_itself = !done && (concerns_rows(done.error()) || companion_failed(batch));
    for (std::size_t i = 0; i < batch.size(); ++i) {
      Job& job = *batch[i];
      if (done) {
        job.answer.emplace(std::move(outcomes[i]));
      } else if (by_itself) {
        job.answer.emplace(alone(job));
      } else {
        job.answer.emplace(done.error());
      }
    }
  }

  static bool companion_failed(const std::vector<std::unique_ptr<Job>>& batch) {
    return std::any_of(batch.begin(), batch.end(), [](const auto& job) { return job->companion_failed; });
  }

  // One transaction; the outcomes are by piece.
  Status apply(std::span<const Piece> pieces, std::vector<std::vector<Outcome>>& outcomes) {
    std::vector<const CustomerInput*> customers;
    std::vector<const OrderInput*> orders;
    for (const Piece& piece : pieces) {
      for (std::size_t i = piece.first; i < piece.first + piece.count; ++i) {
        if (piece.job->orders.empty()) {
          customers.push_back(&piece.job->customers[i]);
        } else {
          orders.push_back(&piece.job->orders[i]);
        }
      }
    }
    ++transactions;
    return database.write([&](store::Session& session) -> Status {
      const Stamp stamp{ids, clock.now_us()};
      auto of_customers = apply_customers(session, customers, stamp);
      if (!of_customers) return of_customers.error();
      auto of_orders = apply_orders(session, orders, stamp);
      if (!of_orders) return of_orders.error();
      outcomes = divide(pieces, *of_customers, *of_orders);
      for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (auto done = accompany(pieces[i], outcomes[i], session); !done) return done;
      }
      return {};
    });
  }

  static std::vector<std::vector<Outcome>> divide(std::span<const Piece> pieces,
                                                  std::vector<Outcome>& of_customers,
                                                  std::vector<Outcome>& of_orders) {
    std::vector<std::vector<Outcome>> out;
    auto customer = std::make_move_iterator(of_customers.begin());
    auto order = std::make_move_iterator(of_orders.begin());
    for (const Piece& piece : pieces) {
      auto& from = piece.job->orders.empty() ? customer : order;
      const auto end = from + static_cast<std::ptrdiff_t>(piece.count);
      out.emplace_back(from, end);
      from = end;
    }
    return out;
  }

  static Status accompany(const Piece& piece, std::span<const Outcome> outcomes, store::Session& session) {
    if (!piece.job->with) return {};
    Status done = piece.job->with(session, piece.first, outcomes);
    piece.job->companion_failed = !done.ok();
    return done;
  }

  Result<std::vector<Outcome>> alone(Job& job) {
    job.companion_failed = false;
    std::vector<Outcome> out(job.rows());
    const Status done = halved({&job, 0, job.rows()}, out);
    if (done) return out;
    // An Error would say that nothing is stored; so the rows that are not say it themselves.
    const auto untouched = [](const Outcome& o) {
      return o.verdict == Verdict::kRejected && o.issues.empty();
    };
    if (job.companion_failed || std::all_of(out.begin(), out.end(), untouched)) return done.error();
    for (Outcome& outcome : out) {
      if (untouched(outcome)) outcome.issues.push_back({"", "not_stored", done.error().message});
    }
    return out;
  }

  // Splits until the row that storage refuses stands alone.
  Status halved(Piece piece, std::span<Outcome> out) {
    std::vector<std::vector<Outcome>> made;
    const Status done = apply({&piece, 1}, made);
    if (done) {
      std::move(made[0].begin(), made[0].end(), out.begin());
      return {};
    }
    if (piece.job->companion_failed || !concerns_rows(done.error())) return done;
    if (piece.count == 1) {
      out[0].issues.push_back({"", "refused", done.error().message});
      if (!piece.job->with) return {};
      return database.write([&](store::Session& session) { return accompany(piece, out, session); });
    }
    const std::size_t half = piece.count / 2;
    if (auto first = halved({piece.job, piece.first, half}, out.first(half)); !first) return first;
    return halved({piece.job, piece.first + half, piece.count - half}, out.subspan(half));
  }

  store::Database& database;
  IdSource& ids;
  const Clock& clock;
  const Options options;
  std::atomic<std::uint64_t> transactions{0};

  mutable std::mutex mutex;
  std::condition_variable arrived;
  std::deque<std::unique_ptr<Job>> queue;  // guarded by mutex, as all below
  std::size_t waiting_bytes = 0;
  Counters counters;
  bool stopping = false;
  std::thread thread;
};

Ingest::Ingest(store::Database& database, IdSource& ids, const Clock& clock, Options options)
    : impl_(std::make_unique<Impl>(database, ids, clock, options)) {}
Ingest::~Ingest() = default;

Result<std::vector<Outcome>> Ingest::write_customers(std::vector<CustomerInput> rows, Companion with) {
  auto job = std::make_unique<Job>();
  job->with = std::move(with);
  for (const auto& row : rows) job->bytes += bytes_of(row);
  job->customers = std::move(rows);
  return impl_->submit(std::move(job));
}

Result<std::vector<Outcome>> Ingest::write_orders(std::vector<OrderInput> rows, Companion with) {
  auto job = std::make_unique<Job>();
  job->with = std::move(with);
  for (const auto& row : rows) job->bytes += bytes_of(row);
  job->orders = std::move(rows);
  return impl_->submit(std::move(job));
}

namespace {

template <class Row, class Apply>
Result<std::vector<Outcome>> judge(store::Database& database, Stamp stamp, const std::vector<Row>& rows,
                                   Apply apply) {
  std::vector<const Row*> pointers;
  for (const Row& row : rows) pointers.push_back(&row);
  std::vector<Outcome> out;
  stamp.dry = true;
  const Status done = database.read([&](store::Session& session) -> Status {
    auto outcomes = apply(session, pointers, stamp);
    if (!outcomes) return outcomes.error();
    out = *std::move(outcomes);
    return {};
  });
  if (!done) return done.error();
  return out;
}

}  // namespace

Result<std::vector<Outcome>> Ingest::judge_customers(const std::vector<CustomerInput>& rows) {
  return judge(impl_->database, {impl_->ids, impl_->clock.now_us()}, rows, apply_customers);
}

Result<std::vector<Outcome>> Ingest::judge_orders(const std::vector<OrderInput>& rows) {
  return judge(impl_->database, {impl_->ids, impl_->clock.now_us()}, rows, apply_orders);
}

Counters Ingest::counters() const {
  const std::scoped_lock lock(impl_->mutex);
  Counters counters = impl_->counters;
  counters.transactions = impl_->transactions;
  counters.queued_bytes = impl_->waiting_bytes;
  if (!impl_->queue.empty()) {
    counters.oldest_us = std::chrono::duration_cast<std::chrono::microseconds>(
                             std::chrono::steady_clock::now() - impl_->queue.front()->since)
                             .count();
  }
  return counters;
}

}  // namespace carillon::ingest
