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
#include <type_traits>

#include "ingest/apply.h"

namespace carillon::ingest {

namespace {

// One call that waits for its commit; either customers or orders.
struct Job {
  std::vector<CustomerInput> customers;
  std::vector<OrderInput> orders;
  std::size_t bytes = 0;
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
      while (!queue.empty() && (batch.empty() || rows + queue.front()->rows() <= options.max_rows)) {
        rows += queue.front()->rows();
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
    std::vector<const CustomerInput*> customers;
    std::vector<const OrderInput*> orders;
    for (const auto& job : batch) {
      for (const auto& row : job->customers) customers.push_back(&row);
      for (const auto& row : job->orders) orders.push_back(&row);
    }
    std::vector<Outcome> customer_outcomes;
    std::vector<Outcome> order_outcomes;
    const Status done = apply(customers, orders, customer_outcomes, order_outcomes);
    if (!done) {
      for (auto& job : batch) {
        job->answer.emplace(concerns_rows(done.error()) ? alone(*job)
                                                        : Result<std::vector<Outcome>>(done.error()));
      }
      return;
    }
    auto customer = std::make_move_iterator(customer_outcomes.begin());
    auto order = std::make_move_iterator(order_outcomes.begin());
    for (auto& job : batch) {
      std::vector<Outcome> own;
      own.reserve(job->rows());
      for (std::size_t i = 0; i < job->customers.size(); ++i) own.push_back(*customer++);
      for (std::size_t i = 0; i < job->orders.size(); ++i) own.push_back(*order++);
      job->answer.emplace(std::move(own));
    }
  }

  Status apply(std::span<const CustomerInput* const> customers, std::span<const OrderInput* const> orders,
               std::vector<Outcome>& customer_outcomes, std::vector<Outcome>& order_outcomes) {
    ++transactions;
    return database.write([&](store::Session& session) -> Status {
      const Stamp stamp{ids, clock.now_us()};
      auto first = apply_customers(session, customers, stamp);
      if (!first) return first.error();
      customer_outcomes = *std::move(first);
      auto second = apply_orders(session, orders, stamp);
      if (!second) return second.error();
      order_outcomes = *std::move(second);
      return {};
    });
  }

  Result<std::vector<Outcome>> alone(const Job& job) {
    std::vector<const CustomerInput*> customers;
    std::vector<const OrderInput*> orders;
    for (const auto& row : job.customers) customers.push_back(&row);
    for (const auto& row : job.orders) orders.push_back(&row);
    std::vector<Outcome> out(job.rows());
    const Status done = orders.empty() ? halved(std::span<const CustomerInput* const>(customers), out)
                                       : halved(std::span<const OrderInput* const>(orders), out);
    if (done) return out;
    // An Error would say that nothing is stored; so the rows that are not say it themselves.
    const auto untouched = [](const Outcome& o) {
      return o.verdict == Verdict::kRejected && o.issues.empty();
    };
    if (std::all_of(out.begin(), out.end(), untouched)) return done.error();
    for (Outcome& outcome : out) {
      if (untouched(outcome)) outcome.issues.push_back({"", "not_stored", done.error().message});
    }
    return out;
  }

  // Splits until the row that storage refuses stands alone.
  template <class Row>
  Status halved(std::span<const Row* const> rows, std::span<Outcome> out) {
    std::vector<Outcome> customers;
    std::vector<Outcome> orders;
    Status done;
    if constexpr (std::is_same_v<Row, CustomerInput>) {
      done = apply(rows, {}, customers, orders);
    } else {
      done = apply({}, rows, customers, orders);
    }
    if (done) {
      auto& made = std::is_same_v<Row, CustomerInput> ? customers : orders;
      std::move(made.begin(), made.end(), out.begin());
      return {};
    }
    if (!concerns_rows(done.error())) return done;
    if (rows.size() == 1) {
      out[0].issues.push_back({"", "refused", done.error().message});
      return {};
    }
    const std::size_t half = rows.size() / 2;
    if (auto first = halved(rows.first(half), out.first(half)); !first) return first;
    return halved(rows.subspan(half), out.subspan(half));
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

Result<std::vector<Outcome>> Ingest::write_customers(std::vector<CustomerInput> rows) {
  auto job = std::make_unique<Job>();
  for (const auto& row : rows) job->bytes += bytes_of(row);
  job->customers = std::move(rows);
  return impl_->submit(std::move(job));
}

Result<std::vector<Outcome>> Ingest::write_orders(std::vector<OrderInput> rows) {
  auto job = std::make_unique<Job>();
  for (const auto& row : rows) job->bytes += bytes_of(row);
  job->orders = std::move(rows);
  return impl_->submit(std::move(job));
}

Counters Ingest::counters() const {
  const std::scoped_lock lock(impl_->mutex);
  Counters counters = impl_->counters;
  counters.transactions = impl_->transactions;
  return counters;
}

}  // namespace carillon::ingest
