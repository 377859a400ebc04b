// One run of an import job, from its committed position to the end of the file or to a stop.
//
// Reads the next rows while those before are committed. For one thread, but stop() and progress().
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>

#include "base/clock.h"
#include "ingest/imports.h"
#include "store/database.h"

namespace carillon::ingest {

class ImportRun {
 public:
  struct Parts {
    store::Database& database;
    Ingest& ingest;
    const Clock& clock;
    std::size_t rows_at_once;
    std::uint64_t max_bytes;
    std::function<void()> changed;  // called after every commit
  };
  ImportRun(Parts parts, const store::ImportJob& job, ImportSpec spec, std::filesystem::path file,
            std::filesystem::path report);
  ~ImportRun();

  enum class End { kDone, kStopped };
  // CRL_E_INVALID: the file as a whole cannot be read. Other errors are storage's or the disk's; what was
  // committed before stays, and another run goes on behind it.
  Result<End> run();

  // Any thread: run() ends behind the commit under way.
  void stop() { stop_ = true; }
  // Any thread.
  store::ImportProgress progress() const;

 private:
  struct Batch;
  struct File;

  Status skip_committed();
  Status read_batch(Batch& batch, bool& end);
  Status commit(Batch& batch);
  Status commit_rows(Batch& batch);
  Status save(store::Session& session, Batch& batch, std::size_t first, std::span<const Outcome> outcomes);

  const Parts parts_;
  const Id id_;
  const ImportSpec spec_;
  const std::filesystem::path file_path_, report_path_;
  std::unique_ptr<File> file_;
  std::atomic<bool> stop_{false};
  mutable std::mutex mutex_;
  store::ImportProgress progress_;  // what is committed; guarded by mutex_
};

}  // namespace carillon::ingest
