#include "index/index.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "index/apply.h"
#include "index/backlog.h"
#include "index/count.h"
#include "index/crew.h"
#include "index/gate.h"
#include "index/loader.h"
#include "index/turn.h"
#include "telemetry/log.h"

namespace carillon::index {

namespace {

using std::chrono::milliseconds;

// Rows that ask() reads again itself; with more behind, storage is the quicker.
constexpr std::size_t kCatchUp = 20'000;
constexpr milliseconds kPatience{100};  // of ask() for what others do
// In the background rows are read when writes pause, or when they have waited for so long.
constexpr milliseconds kQuiet{100}, kLongest{2'000};
constexpr std::size_t kAtOnce = 2'000;
constexpr milliseconds kRetry{2'000};
constexpr std::chrono::seconds kOutOfHearing{5};
constexpr std::size_t kProgressRows = 1'000'000;

std::string milliseconds_since(Backlog::Clock::time_point since) {
  const auto spent = std::chrono::duration_cast<milliseconds>(Backlog::Clock::now() - since);
  return std::to_string(spent.count());
}

}  // namespace

struct Index::Impl {
  Impl(store::Database& db, Options o)
      : database(db), options(o), crew(o.memory_bytes == 0 ? 0 : o.threads) {}

  void start() {
    if (options.memory_bytes == 0) return;
    {
      const std::scoped_lock lock(mutex);
      recording = true;
      wants_load = true;
    }
    thread = std::thread([this] { run(); });
  }

  void stop() {
    stopping = true;
    {
      const std::scoped_lock lock(mutex);
      recording = false;
    }
    changed.notify_all();
    if (thread.joinable()) thread.join();
  }

  // What the background does, one thing after the other.
  void run() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      changed.wait(lock, [&] { return stopping || has_work(); });
      if (stopping) return;
      if (wants_load || backlog.everything()) {
        lock.unlock();
        load();
      } else if (!wishes.empty()) {
        lock.unlock();
        grant();
      } else {
        await_quiet(lock);
        lock.unlock();
        if (!stopping) tidy();
      }
      lock.lock();
    }
  }
  bool has_work() const {
    return recording && (wants_load || backlog.everything() || !wishes.empty() || !backlog.is_done());
  }

  void await_quiet(std::unique_lock<std::mutex>& lock) {
    for (auto seen = backlog.noted(); backlog.lag() < kLongest; seen = backlog.noted()) {
      changed.wait_for(lock, kQuiet, [&] { return stopping.load(); });
      if (stopping || seen == backlog.noted() || !wishes.empty() || backlog.everything()) return;
    }
  }

  void load() {
    const std::scoped_lock applying(apply_mutex);
    const auto began = Backlog::Clock::now();
    std::uint64_t upto = 0;
    {
      const std::scoped_lock lock(mutex);
      wants_load = false;
      backlog.forget_for_load();
      upto = backlog.noted();
      is_ready = false;
    }
    {
      const auto lock = gate.write();
      people = {};
      recall.forget();
    }
    People fresh;
    Loader loader(database, options.memory_bytes, stopping, options.page_rows);
    std::size_t told = 0;
    const Status done = loader.customers(fresh, [&](std::size_t rows) {
      loading_rows = rows;
      if (rows < told + kProgressRows) return;
      told = rows;
      log::info("the audience index is loading", {{"customers", std::to_string(rows)}});
    });
    loading_rows = 0;
    if (!done) {
      give_up(done.error());
      return;
    }
    {
      const auto lock = gate.write();
      people = std::move(fresh);
      recall.forget();
    }
    ++loads;
    measure();
    log::info("the audience index is loaded", {{"customers", std::to_string(rows.load())},
                                               {"bytes", std::to_string(bytes.load())},
                                               {"ms", milliseconds_since(began)}});
    const std::scoped_lock lock(mutex);
    backlog.finish(upto);
    denied.clear();
    is_ready = true;
  }

  // Past its memory the index is off until the host starts again; anything else is tried again.
  void give_up(const Error& error) {
    if (error.status == CRL_E_CANCELLED) return;
    {
      const auto lock = gate.write();
      people = {};
      recall.forget();
    }
    rows = orders = bytes = 0;
    std::unique_lock lock(mutex);
    is_ready = false;
    if (error.status == CRL_E_FULL) {
      recording = false;
      backlog.forget_for_load();
      log::warn("the audience index is off: storage answers, which takes longer; give it more memory",
                {{"reason", error.message}, {"setting", "index.memory_mb"}});
      return;
    }
    wants_load = true;
    log::warn("the audience index could not be loaded; storage answers meanwhile",
              {{"reason", error.message}});
    changed.wait_for(lock, kRetry, [&] { return stopping.load(); });
  }

  // Brings what questions asked for in vain.
  void grant() {
    std::set<std::string> asked;
    Status done;
    {
      const std::scoped_lock applying(apply_mutex);
      {
        const std::scoped_lock lock(mutex);
        asked.swap(wishes);
        granting = asked.size();
      }
      done = bring(asked);
    }
    std::unique_lock lock(mutex);
    if (!done && done.error().status == CRL_E_UNAVAILABLE) {
      wishes.insert(asked.begin(), asked.end());
      changed.wait_for(lock, kRetry, [&] { return stopping.load(); });
    } else if (!done) {
      denied.insert(asked.begin(), asked.end());
    }
    granting = 0;
  }

  // REQUIRES: apply_mutex is held.
  Status bring(const std::set<std::string>& asked) {
    const auto began = Backlog::Clock::now();
    std::string names;
    std::vector<std::string> columns;
    bool wants_orders = false;
    for (const std::string& wish : asked) {
      names += (names.empty() ? "" : ", ") + wish;
      if (wish == kOrders) {
        wants_orders = !people.table.runs.contains(kOrders);
      } else if (people.table.column(wish) == nullptr) {
        columns.push_back(wish);
      }
    }
    if (columns.empty() && !wants_orders) return {};  // asked for again while it was brought
    Loader loader(database, options.memory_bytes, stopping, options.page_rows);
    std::map<std::string, Column> made;
    Run run;
    Status done = columns.empty() ? Status{} : loader.columns(people, columns, made);
    if (done && wants_orders) {
      done = loader.orders(people, run, [&](std::size_t n) { loading_rows = n; });
      loading_rows = 0;
    }
    if (!done) {
      const Error& error = done.error();
      if (error.status == CRL_E_UNAVAILABLE) {
        log::warn("what a rule asks for could not be read into the audience index; storage answers meanwhile",
                  {{"wanted", names}, {"reason", error.message}});
      } else if (error.status != CRL_E_CANCELLED) {
        log::warn("the audience index cannot hold what a rule asks for; storage answers",
                  {{"wanted", names}, {"reason", error.message}, {"setting", "index.memory_mb"}});
      }
      return done;
    }
    {
      const auto lock = gate.write();
      for (auto& [name, column] : made) people.table.columns.emplace(name, std::move(column));
      if (wants_orders) people.table.runs.emplace(kOrders, std::move(run));
    }
    ++loads;
    measure();
    log::info("the audience index holds more",
              {{"what", names}, {"bytes", std::to_string(bytes.load())}, {"ms", milliseconds_since(began)}});
    return {};
  }

  // Reads what was changed, and makes room that it left.
  void tidy() {
    const std::scoped_lock applying(apply_mutex);
    if (const Status done = catch_up(); !done) {
      std::unique_lock lock(mutex);
      changed.wait_for(lock, kRetry, [&] { return stopping.load(); });
      return;
    }
    const Run* run = people.table.run(kOrders);
    if (run != nullptr && is_wasteful(*run)) {
      Run made = compacted(*run);
      const auto lock = gate.write();
      people.table.runs.find(kOrders)->second = std::move(made);
      recall.forget();
    }
    measure();
    const std::scoped_lock lock(mutex);
    if (people.is_wasteful()) wants_load = true;
    if (bytes > options.memory_bytes) {
      log::warn("the audience index has grown beyond its memory and is made anew",
                {{"setting", "index.memory_mb"}});
      wants_load = true;
    }
  }

  // REQUIRES: apply_mutex is held.
  Status catch_up() {
    Backlog::Portion portion;
    {
      const std::scoped_lock lock(mutex);
      if (!is_ready || backlog.is_done()) return {};
      portion = backlog.take();
    }
    const Status done = apply(database, portion, kAtOnce, people, gate);
    const std::scoped_lock lock(mutex);
    if (!done) {
      backlog.give_back(portion);
    } else {
      backlog.finish(portion.upto);
      applied += portion.customers.size() + portion.orders_of.size();
    }
    return done;
  }

  // True: what was noted before is in the tables.
  bool settle() {
    std::uint64_t target = 0;
    {
      const std::scoped_lock lock(mutex);
      if (!is_ready || backlog.everything() || backlog.size() > kCatchUp) return false;
      if (options.shared && Backlog::Clock::now() - heard_at > kOutOfHearing) return false;
      target = backlog.noted();
      if (backlog.has_done(target)) return true;
    }
    const std::unique_lock applying(apply_mutex, kPatience);
    if (!applying) return false;
    {
      const std::scoped_lock lock(mutex);
      if (backlog.has_done(target)) return is_ready;
    }
    if (!catch_up()) return false;
    const std::scoped_lock lock(mutex);
    return is_ready && backlog.has_done(target);
  }

  std::optional<Answer> ask(const Question& question) {
    if (!settle()) return std::nullopt;
    const auto reading = gate.read();
    {
      const std::scoped_lock lock(mutex);
      if (!is_ready) return std::nullopt;
    }
    Program program;
    Wishes wanted;
    if (!compile(question.conditions, people.table, question.now_us, program, wanted)) {
      wish(wanted);
      return std::nullopt;
    }
    // What the tables leave of the memory.
    const std::uint64_t held = bytes;
    const std::uint64_t budget = held < options.memory_bytes ? options.memory_bytes - held : 0;
    return count(program, people, question.sample, crew, recall, budget);
  }

  void wish(const Wishes& wanted) {
    const std::scoped_lock lock(mutex);
    for (const std::string& name : wanted) {
      if (recording && !denied.contains(name)) wishes.insert(name);
    }
    if (!wishes.empty()) changed.notify_all();
  }

  void measure() {
    rows = people.alive_count();
    const Run* run = people.table.run(kOrders);
    orders = run == nullptr ? 0 : run->table->size;
    bytes = people.bytes();
  }

  store::Database& database;
  const Options options;
  Crew crew;
  std::atomic<bool> stopping{false};

  // Who changes the tables holds both: apply_mutex for the whole of it, gate while readers must wait.
  Turn apply_mutex;
  Gate gate;
  People people;
  Recall recall;  // of people

  mutable std::mutex mutex;
  std::condition_variable changed;
  Backlog backlog;  // guarded by mutex, as all below to heard_at
  std::set<std::string> wishes, denied;
  std::size_t granting = 0;  // wishes that are being granted
  bool recording = false, wants_load = false, is_ready = false;
  Backlog::Clock::time_point heard_at = Backlog::Clock::now();

  std::atomic<std::uint64_t> rows{0}, orders{0}, bytes{0}, loading_rows{0}, loads{0}, answers{0}, refusals{0},
      applied{0};
  std::thread thread;
};

Index::Index(store::Database& database, Options options) : impl_(std::make_unique<Impl>(database, options)) {}
Index::~Index() { stop(); }
void Index::start() { impl_->start(); }
void Index::stop() { impl_->stop(); }

std::optional<Index::Answer> Index::ask(const Question& question) {
  auto answer = impl_->ask(question);
  ++(answer ? impl_->answers : impl_->refusals);
  return answer;
}

void Index::note(const store::Changes& changes) {
  {
    const std::scoped_lock lock(impl_->mutex);
    if (!impl_->recording) return;
    impl_->backlog.note(changes);
  }
  impl_->changed.notify_all();
}

void Index::heard() {
  const std::scoped_lock lock(impl_->mutex);
  impl_->heard_at = Backlog::Clock::now();
}

Counters Index::counters() const {
  Counters out;
  out.rows = impl_->rows + impl_->loading_rows;
  out.orders = impl_->orders;
  out.bytes = impl_->bytes + impl_->recall.bytes();
  out.loads = impl_->loads;
  out.answers = impl_->answers;
  out.refusals = impl_->refusals;
  out.applied = impl_->applied;
  const std::scoped_lock lock(impl_->mutex);
  out.waiting = impl_->backlog.size();
  out.lag_ms = static_cast<std::uint64_t>(impl_->backlog.lag().count());
  out.wanted = impl_->wishes.size() + impl_->granting;
  out.ready = impl_->is_ready ? 1 : 0;
  return out;
}

}  // namespace carillon::index
