#include "ingest/imports.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/import_run.h"
#include "store/database.h"

namespace carillon::ingest {

namespace {

using store::ImportJob;
using store::ImportState;

constexpr std::array kUnderWay{ImportState::kQueued, ImportState::kRunning};
constexpr std::array kPausable{ImportState::kQueued, ImportState::kRunning};
constexpr std::array kResumable{ImportState::kPaused};
constexpr std::array kCancellable{ImportState::kQueued, ImportState::kRunning, ImportState::kPaused};
constexpr std::array kRunning{ImportState::kRunning};
constexpr std::array kUnfinished{ImportState::kQueued, ImportState::kRunning, ImportState::kPaused};
constexpr std::chrono::milliseconds kRepeatAfter{1'000};

struct FileFacts {
  std::int64_t bytes = 0, changed_at = 0;
};

Result<FileFacts> facts_of(const std::filesystem::path& path) {
  struct stat s {};
  if (::stat(path.c_str(), &s) != 0)
    return Error{CRL_E_NOT_FOUND, "there is no file " + path.filename().string() + " any more"};
  if (!S_ISREG(s.st_mode)) return invalid(path.filename().string() + " is no plain file");
  return FileFacts{s.st_size, std::int64_t{s.st_mtim.tv_sec} * 1'000'000 + s.st_mtim.tv_nsec / 1'000};
}

// So that the name of a new file survives a power cut.
void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

struct Imports::Impl {
  Impl(store::Database& db, Ingest& in, IdSource& source, const Clock& time, ImportOptions o)
      : database(db), ingest(in), ids(source), clock(time), options(std::move(o)) {}

  std::filesystem::path upload_path(Id id) const { return options.folder / (id_text(id) + ".rows"); }
  std::filesystem::path report_path(Id id) const { return options.folder / (id_text(id) + ".rejected.csv"); }

  // A file of the import folder and nothing beside it, whatever the name says or links lead to.
  Result<std::filesystem::path> named_path(const std::string& name) const {
    if (options.drop_folder.empty()) {
      return invalid("no import folder is configured: set ingest.import_folder, or upload the file");
    }
    std::error_code error;
    const auto root = std::filesystem::canonical(options.drop_folder, error);
    if (error) return unavailable("the import folder cannot be read: " + error.message());
    const std::filesystem::path relative(name);
    const bool plain = !name.empty() && !relative.is_absolute() && name.find('\0') == std::string::npos;
    if (!plain) return invalid("name a file within the import folder, such as \"customers.csv\"");
    const auto path = std::filesystem::weakly_canonical(root / relative, error);
    const auto within = path.lexically_relative(root);
    if (error || within.empty() || *within.begin() == ".." || *within.begin() == ".") {
      return invalid("the file lies outside of the import folder");
    }
    if (!std::filesystem::is_regular_file(path, error))
      return not_found("the import folder has no file \"" + name + "\"");
    return path;
  }

  Result<ImportJob> add(Id id, const ImportSpec& spec, const FileFacts& file, const With& with) {
    if (static_cast<std::uint64_t>(file.bytes) > options.max_bytes) {
      return invalid("the file has " + std::to_string(file.bytes) + " bytes, at most " +
                     std::to_string(options.max_bytes) + " are taken (ingest.max_import_bytes)");
    }
    ImportJob job;
    job.id = id;
    job.place = place;
    job.spec = to_json(spec);
    job.file_bytes = file.bytes;
    job.file_changed_at = file.changed_at;
    job.created_at = job.updated_at = clock.now_us();
    const Status done = database.write([&](store::Session& session) -> Status {
      Status entered = store::insert_import(session, job);
      return entered && with ? with(session, job) : entered;
    });
    if (!done) return done.error();
    wake();
    return job;
  }

  Result<ImportJob> get(Id id) const {
    std::optional<ImportJob> job;
    const Status done = database.read([&](store::Session& session) -> Status {
      auto found = store::get_import(session, id);
      if (!found) return found.error();
      job = *std::move(found);
      return {};
    });
    if (!done) return done.error();
    if (!job) return not_found("there is no import with the id " + id_text(id));
    return *std::move(job);
  }

  Status move(Id id, std::span<const ImportState> from, ImportState to, std::string_view reason = {}) {
    return database.write([&](store::Session& session) {
      return store::move_import(session, id, from, to, reason, clock.now_us());
    });
  }

  // A change that a person asked for.
  Status steer(Id id, std::span<const ImportState> from, ImportState to, std::string_view wish) {
    Status done = move(id, from, to);
    if (!done && done.error().status == CRL_E_CONFLICT) {
      const auto job = get(id);
      if (!job) return job.error();
      return Error{CRL_E_STATE, "the import cannot be " + std::string(wish) + " in its state"};
    }
    if (!done) return done;
    stop_run(id);
    if (to == ImportState::kCancelled) forget_file(id);
    wake();
    return {};
  }

  Status remove(Id id) {
    const auto job = get(id);
    if (!job) return job.error();
    const Status done =
        database.write([&](store::Session& session) { return store::drop_import(session, id); });
    if (!done && done.error().status == CRL_E_CONFLICT) {
      return Error{CRL_E_STATE, "the import is not over; cancel it first"};
    }
    if (!done) return done;
    forget_file(id);
    forget_report(id);
    return {};
  }

  void stop_run(Id id) {
    const std::scoped_lock lock(mutex);
    if (run && run_id == id) run->stop();
  }

  void forget_file(Id id) const {
    std::error_code ignored;
    std::filesystem::remove(upload_path(id), ignored);  // of a named file there is none
  }

  void forget_report(Id id) const {
    std::error_code ignored;
    std::filesystem::remove(report_path(id), ignored);
  }

  void wake() {
    {
      const std::scoped_lock lock(mutex);
      ++mark;
      awake = true;
    }
    changed.notify_all();
  }
  void tell_change() {
    {
      const std::scoped_lock lock(mutex);
      ++mark;
    }
    changed.notify_all();
  }

  Result<std::vector<ImportJob>> jobs_in(std::span<const ImportState> states) const {
    std::vector<ImportJob> out;
    const Status done = database.read([&](store::Session& session) -> Status {
      auto found = store::imports_of(session, place, states);
      if (!found) return found.error();
      out = *std::move(found);
      return {};
    });
    if (!done) return done.error();
    return out;
  }

  // The folder's own number: several hosts may share a storage, and each runs the jobs whose files it has.
  Status find_place() {
    const auto path = options.folder / "place";
    std::string text;
    if (std::ifstream in(path); in >> text) {
      if (const auto known = parse_id(text)) {
        place = *known;
        return {};
      }
    }
    place = ids.next();
    std::ofstream out(path, std::ios::trunc);
    out << id_text(place) << std::endl;
    return out ? Status{} : Status(unavailable("the folder of imports cannot be written: " + path.string()));
  }

  // Files of jobs that are over or were never entered, and reports of those that another host forgot.
  Status sweep() {
    const auto jobs = jobs_in(kUnfinished);
    if (!jobs) return jobs.error();
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(options.folder, error)) {
      if (entry.path().extension() == ".csv") {
        const auto id = parse_id(entry.path().stem().stem().string());
        const auto job = id ? get(*id) : Result<ImportJob>(not_found({}));
        if (id && !job && job.error().status == CRL_E_NOT_FOUND) forget_report(*id);
      }
      if (entry.path().extension() != ".rows") continue;
      const bool wanted = std::any_of(jobs->begin(), jobs->end(), [&](const ImportJob& job) {
        return upload_path(job.id).filename() == entry.path().filename();
      });
      std::error_code ignored;
      if (!wanted) std::filesystem::remove(entry.path(), ignored);
    }
    return {};
  }

  void loop() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      awake = false;
      lock.unlock();
      const bool repeat = work();
      lock.lock();
      const auto due = [&] { return stopping || awake; };
      if (repeat) {
        changed.wait_for(lock, kRepeatAfter, due);
      } else {
        changed.wait(lock, due);
      }
    }
  }

  // Runs jobs until none is left; true when one is to be tried again in a while.
  bool work() {
    for (;;) {
      const auto jobs = jobs_in(kUnderWay);
      if (!jobs) return true;
      waiting = jobs->size();
      if (jobs->empty()) return false;
      {
        const std::scoped_lock lock(mutex);
        if (stopping) return false;
      }
      if (!take(jobs->front())) return true;
    }
  }

  // False when the job is to be tried again.
  bool take(const ImportJob& job) {
    if (auto begun = move(job.id, kUnderWay, ImportState::kRunning); !begun)
      return begun.error().status == CRL_E_CONFLICT;  // steered away meanwhile
    tell_change();
    const auto ended = perform(job);
    const auto made = get(job.id);
    if (made) {
      rows += static_cast<std::uint64_t>(made->progress.rows - job.progress.rows);
      rejected += static_cast<std::uint64_t>(made->progress.rejected - job.progress.rejected);
    }
    const bool again = !ended && ended.error().status == CRL_E_UNAVAILABLE;
    if (ended && *ended == ImportRun::End::kDone) {
      if (move(job.id, kRunning, ImportState::kCompleted)) {
        ++completed;
        forget_file(job.id);
      }
    } else if (!ended && ended.error().status == CRL_E_INVALID) {
      if (move(job.id, kRunning, ImportState::kFailed, ended.error().message)) {
        ++failed;
        forget_file(job.id);
      }
    } else if (!ended && !again) {
      // Whatever it is, a person can mend it and resume: a full disk, a failing one.
      const Status told = move(job.id, kRunning, ImportState::kPaused, ended.error().message);
      if (!told) return false;
    }
    tell_change();
    return !again;
  }

  Result<ImportRun::End> perform(const ImportJob& job) {
    auto spec = spec_from_json(job.spec);
    if (!spec) return spec.error();
    std::filesystem::path file = upload_path(job.id);
    if (spec->named) {
      auto path = named_path(spec->name);
      if (!path) return invalid(path.error().message);
      file = *std::move(path);
    }
    const auto facts = facts_of(file);
    if (!facts) return invalid(facts.error().message);
    if (facts->bytes != job.file_bytes || facts->changed_at != job.file_changed_at) {
      return invalid("the file was changed since the job was made; import it anew");
    }
    {
      const std::scoped_lock lock(mutex);
      if (stopping) return ImportRun::End::kStopped;
      run = std::make_unique<ImportRun>(ImportRun::Parts{database, ingest, clock, options.rows_at_once,
                                                         options.max_bytes, [this] { tell_change(); }},
                                        job, *std::move(spec), file, report_path(job.id));
      run_id = job.id;
      run_began = clock.now_us();
      run_from = job.progress;
      run_bytes = job.file_bytes;
    }
    // Steered away before there was a run that could be stopped.
    const auto now = get(job.id);
    if (!now || now->state != ImportState::kRunning) run->stop();
    auto end = run->run();
    const std::scoped_lock lock(mutex);
    run.reset();
    return end;
  }

  store::Database& database;
  Ingest& ingest;
  IdSource& ids;
  const Clock& clock;
  const ImportOptions options;
  std::int64_t place = 0;  // written before the thread starts
  std::atomic<std::uint64_t> rows{0}, rejected{0}, completed{0}, failed{0}, waiting{0};

  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  std::uint64_t mark = 1;  // guarded by mutex, as all below
  bool awake = false, stopping = false;
  std::unique_ptr<ImportRun> run;  // made and ended by the thread alone
  Id run_id = 0;
  std::int64_t run_began = 0, run_bytes = 0;
  store::ImportProgress run_from;
  std::thread thread;
};

Imports::Imports(store::Database& database, Ingest& ingest, IdSource& ids, const Clock& clock,
                 ImportOptions options)
    : impl_(std::make_unique<Impl>(database, ingest, ids, clock, std::move(options))) {}

Imports::~Imports() {
  {
    const std::scoped_lock lock(impl_->mutex);
    impl_->stopping = true;
    if (impl_->run) impl_->run->stop();
  }
  impl_->changed.notify_all();
  if (impl_->thread.joinable()) impl_->thread.join();
}

Status Imports::start() {
  std::error_code error;
  std::filesystem::create_directories(impl_->options.folder, error);
  if (error) return unavailable("the folder of imports cannot be made: " + error.message());
  if (auto found = impl_->find_place(); !found) return found;
  if (auto swept = impl_->sweep(); !swept) return swept;
  impl_->thread = std::thread([impl = impl_.get()] { impl->loop(); });
  return {};
}

Result<ImportJob> Imports::add_upload(const ImportSpec& spec,
                                      const std::function<Status(const std::filesystem::path&)>& keep,
                                      const With& with) {
  const Id id = impl_->ids.next();
  const auto path = impl_->upload_path(id);
  if (auto kept = keep(path); !kept) return kept.error();
  sync_folder(impl_->options.folder);
  const auto facts = facts_of(path);
  auto job = facts ? impl_->add(id, spec, *facts, with) : Result<ImportJob>(facts.error());
  if (!job) impl_->forget_file(id);
  return job;
}

Result<ImportJob> Imports::add_named(ImportSpec spec, const With& with) {
  spec.named = true;
  const auto path = impl_->named_path(spec.name);
  if (!path) return path.error();
  const auto facts = facts_of(*path);
  if (!facts) return facts.error();
  return impl_->add(impl_->ids.next(), spec, *facts, with);
}

Status Imports::pause(Id id) { return impl_->steer(id, kPausable, ImportState::kPaused, "paused"); }
Status Imports::resume(Id id) { return impl_->steer(id, kResumable, ImportState::kQueued, "resumed"); }
Status Imports::cancel(Id id) { return impl_->steer(id, kCancellable, ImportState::kCancelled, "cancelled"); }
Status Imports::remove(Id id) { return impl_->remove(id); }
Result<ImportJob> Imports::get(Id id) const { return impl_->get(id); }

ImportPace Imports::pace(Id id) const {
  const std::scoped_lock lock(impl_->mutex);
  if (!impl_->run || impl_->run_id != id) return {};
  const auto now = impl_->run->progress();
  const double seconds = static_cast<double>(impl_->clock.now_us() - impl_->run_began) / 1e6;
  const auto new_rows = static_cast<double>(now.rows - impl_->run_from.rows);
  const auto new_bytes = static_cast<double>(now.bytes_read - impl_->run_from.bytes_read);
  if (seconds <= 0 || new_rows <= 0) return {};
  ImportPace pace{new_rows / seconds, {}};
  if (new_bytes > 0) {
    const auto left = static_cast<double>(impl_->run_bytes - now.bytes_read);
    pace.seconds_left = static_cast<std::int64_t>(left / new_bytes * seconds + 0.5);
  }
  return pace;
}

std::filesystem::path Imports::report_path(Id id) const { return impl_->report_path(id); }

std::uint64_t Imports::wait_for_change(std::uint64_t mark, std::chrono::milliseconds timeout) const {
  std::unique_lock lock(impl_->mutex);
  impl_->changed.wait_for(lock, timeout, [&] { return impl_->mark != mark; });
  return impl_->mark;
}

ImportCounters Imports::counters() const {
  return {impl_->rows, impl_->rejected, impl_->completed, impl_->failed, impl_->waiting};
}

}  // namespace carillon::ingest
