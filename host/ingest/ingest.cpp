#include "ingest/ingest.h"

#include <algorithm>
#include <array>
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
#include "ingest/completions.h"
#include "ingest/newness.h"
#include "ingest/sides.h"

namespace carillon::ingest {

namespace {

// One call that waits for its commit; either customers or orders.
struct Job {
  std::vector<CustomerInput> customers;
  std::vector<OrderInput> orders;
  Companion with;
  bool companion_failed = false;  // so that its error is not taken for one of the rows
  std::size_t bytes = 0;
  std::vector<std::uint8_t> sides{};  // of its rows, when it is divided
  std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
  Ingest::Done done;
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

  void submit(std::unique_ptr<Job> job) {
    if (job->rows() == 0) return job->done(std::vector<Outcome>{});
    if (options.side_by_side && !job->with) {
      job->sides = job->orders.empty() ? sides_of(job->customers) : sides_of(job->orders);
    }
    if (const Status admitted = admit(job); !admitted) job->done(admitted.error());
  }

  // Takes the job unless it is refused.
  Status admit(std::unique_ptr<Job>& job) {
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
    return {};
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
        return job.sides.empty() && batch.front()->sides.empty() && rows + job.rows() <= options.max_rows &&
               bytes + job.bytes <= options.max_bytes;
      };
      while (!queue.empty() && (batch.empty() || fits(*queue.front()))) {
        rows += queue.front()->rows();
        bytes += queue.front()->bytes;
        batch.push_back(std::move(queue.front()));
        queue.pop_front();
      }
      lock.unlock();
      // Looking for rows that are not there locks the gaps where the other side's would go.
      if (!batch.front()->sides.empty() && guess_of(batch).any()) {
        commit_side_by_side(*batch.front());
      } else {
        commit(batch);
      }
      lock.lock();
      for (const auto& job : batch) waiting_bytes -= job->bytes;
      counters.queued_rows -= rows;
      counters.rows += rows;
      std::vector<Completions::Call> calls;
      for (auto& job : batch) {
        if (job->answer->ok()) counters.rejected += rejected_of(**job->answer);
        calls.emplace_back(
            [done = std::shared_ptr<Job>(std::move(job))] { done->done(*std::move(done->answer)); });
      }
      completions.post(std::move(calls));
    }
  }

  // All jobs in one transaction; when that fails for a row, each by itself, so that one alone learns of it.
  void commit(std::vector<std::unique_ptr<Job>>& batch) {
    std::vector<Piece> pieces;
    for (const auto& job : batch) pieces.push_back({job.get(), 0, job->rows()});
    std::vector<std::vector<Outcome>> outcomes;
    const Status done = apply_guessing(batch, pieces, outcomes);
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

  void commit_side_by_side(Job& job) {
    std::array<std::vector<std::unique_ptr<Job>>, 2> sides;
    for (auto& side : sides) side.push_back(std::make_unique<Job>());
    for (std::size_t i = 0; i < job.sides.size(); ++i) {
      Job& side = *sides[job.sides[i]].front();
      if (job.orders.empty()) {
        side.customers.push_back(std::move(job.customers[i]));
      } else {
        side.orders.push_back(std::move(job.orders[i]));
      }
    }
    auto other = std::async(std::launch::async, [&] { commit(sides[1]); });
    commit(sides[0]);
    other.get();
    job.answer.emplace(
        joined(job.sides, {*std::move(sides[0].front()->answer), *std::move(sides[1].front()->answer)}));
  }

  static Result<std::vector<Outcome>> joined(std::span<const std::uint8_t> sides,
                                             std::array<Result<std::vector<Outcome>>, 2> answers) {
    if (!answers[0] && !answers[1]) return answers[0].error();
    std::vector<Outcome> out(sides.size());
    std::array<std::size_t, 2> next{};
    for (std::size_t i = 0; i < sides.size(); ++i) {
      auto& answer = answers[sides[i]];
      if (answer) {
        out[i] = std::move((*answer)[next[sides[i]]++]);
      } else {
        out[i].issues.push_back({"", "not_stored", answer.error().message});
      }
    }
    return out;
  }

  // What of the next transaction is taken for new, or was found to be.
  struct Kinds {
    bool customers = false, orders = false;
    bool any() const { return customers || orders; }
  };

  Status apply_guessing(std::vector<std::unique_ptr<Job>>& batch, std::span<const Piece> pieces,
                        std::vector<std::vector<Outcome>>& outcomes) {
    const Kinds guess = guess_of(batch);
    const Status guessed = apply(pieces, outcomes, guess);
    if (guessed) learn(batch, outcomes);
    // After a commit without an answer the rows may be there: it is then a look that finds them.
    const bool in_doubt = !guessed && guessed.error().status == CRL_E_UNKNOWN;
    if (guessed || !guess.any() || (!in_doubt && guessed.error().status != CRL_E_CONFLICT)) return guessed;
    if (!in_doubt) unlearn(guess);
    for (const auto& job : batch) job->companion_failed = false;
    const Status done = apply(pieces, outcomes, {});
    return done || !in_doubt ? done : guessed;
  }

  // Rows that say what is stored already are looked up.
  Kinds guess_of(const std::vector<std::unique_ptr<Job>>& batch) {
    const auto knows_stored = [](const auto& row) { return row.unless_changed_since.has_value(); };
    Kinds guess;
    for (const auto& job : batch) {
      if (std::any_of(job->customers.begin(), job->customers.end(), knows_stored) ||
          std::any_of(job->orders.begin(), job->orders.end(), knows_stored)) {
        return {};
      }
      guess.customers |= !job->customers.empty();
      guess.orders |= !job->orders.empty();
    }
    const std::scoped_lock lock(guessing);
    guess.customers &= new_customers.likely();
    guess.orders &= new_orders.likely();
    return guess;
  }

  void learn(const std::vector<std::unique_ptr<Job>>& batch,
             const std::vector<std::vector<Outcome>>& outcomes) {
    Kinds there, known;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const bool of_orders = !batch[i]->orders.empty();
      (of_orders ? there.orders : there.customers) = true;
      const auto created = [](const Outcome& o) { return o.verdict == Verdict::kCreated; };
      if (!std::all_of(outcomes[i].begin(), outcomes[i].end(), created))
        (of_orders ? known.orders : known.customers) = true;
    }
    const std::scoped_lock lock(guessing);
    if (there.customers) new_customers.saw(!known.customers);
    if (there.orders) new_orders.saw(!known.orders);
  }

  void unlearn(Kinds guess) {
    const std::scoped_lock lock(guessing);
    if (guess.customers) new_customers.was_wrong();
    if (guess.orders) new_orders.was_wrong();
  }

  static bool companion_failed(const std::vector<std::unique_ptr<Job>>& batch) {
    return std::any_of(batch.begin(), batch.end(), [](const auto& job) { return job->companion_failed; });
  }

  // One transaction; the outcomes are by piece.
  Status apply(std::span<const Piece> pieces, std::vector<std::vector<Outcome>>& outcomes,
               Kinds taken_for_new) {
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
      const std::int64_t now = clock.now_us();
      auto of_customers = apply_customers(session, customers, {ids, now, false, taken_for_new.customers});
      if (!of_customers) return of_customers.error();
      auto of_orders = apply_orders(session, orders, {ids, now, false, taken_for_new.orders});
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
    const Status done = apply({&piece, 1}, made, {});
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
  std::mutex guessing;
  Newness new_customers, new_orders;  // guarded by guessing

  mutable std::mutex mutex;
  std::condition_variable arrived;
  std::deque<std::unique_ptr<Job>> queue;  // guarded by mutex, as all below
  std::size_t waiting_bytes = 0;
  Counters counters;
  bool stopping = false;
  Completions completions;
  std::thread thread;
};

Ingest::Ingest(store::Database& database, IdSource& ids, const Clock& clock, Options options)
    : impl_(std::make_unique<Impl>(database, ids, clock, options)) {}
Ingest::~Ingest() = default;

namespace {

template <class Row>
std::unique_ptr<Job> job_of(std::vector<Row> Job::*member, std::vector<Row> rows, Companion with,
                            Ingest::Done done) {
  auto job = std::make_unique<Job>();
  for (const Row& row : rows) job->bytes += bytes_of(row);
  (*job).*member = std::move(rows);
  job->with = std::move(with);
  job->done = std::move(done);
  return job;
}

// The outcomes of a call that tells them later.
template <class Call>
Result<std::vector<Outcome>> awaited(Call call) {
  auto promise = std::make_shared<std::promise<Result<std::vector<Outcome>>>>();
  auto outcomes = promise->get_future();
  call([promise](Result<std::vector<Outcome>> told) { promise->set_value(std::move(told)); });
  return outcomes.get();
}

}  // namespace

void Ingest::write_customers(std::vector<CustomerInput> rows, Companion with, Done done) {
  impl_->submit(job_of(&Job::customers, std::move(rows), std::move(with), std::move(done)));
}

void Ingest::write_orders(std::vector<OrderInput> rows, Companion with, Done done) {
  impl_->submit(job_of(&Job::orders, std::move(rows), std::move(with), std::move(done)));
}

Result<std::vector<Outcome>> Ingest::write_customers(std::vector<CustomerInput> rows, Companion with) {
  return awaited([&](Done done) { write_customers(std::move(rows), std::move(with), std::move(done)); });
}

Result<std::vector<Outcome>> Ingest::write_orders(std::vector<OrderInput> rows, Companion with) {
  return awaited([&](Done done) { write_orders(std::move(rows), std::move(with), std::move(done)); });
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
