// Import jobs: what is to be read, how far it has been, and what came of it.
//
// The state belongs to whoever steers a job, the progress to whoever runs it: the two are written apart, so
// that a commit of rows never brings back a job that was cancelled meanwhile.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "store/records.h"
#include "store/session.h"

namespace carillon::store {

enum class ImportState : std::int64_t {
  kQueued = 1,
  kRunning = 2,
  kPaused = 3,
  kCompleted = 4,
  kCancelled = 5,
  kFailed = 6
};

// All of it true together, in the transaction that stored the last of these rows.
struct ImportProgress {
  std::int64_t rows = 0, created = 0, updated = 0, unchanged = 0, rejected = 0;
  std::int64_t bytes_read = 0;    // of the file
  std::int64_t report_bytes = 0;  // of the report of rejected rows that are told by now

  bool operator==(const ImportProgress&) const = default;
};

struct ImportJob {
  Id id = 0;
  std::int64_t place = 0;  // the data folder in which the file lies
  ImportState state = ImportState::kQueued;
  std::string reason;  // why it failed or stopped by itself
  std::string spec;    // JSON; see ingest/imports.h
  std::int64_t file_bytes = 0;
  std::int64_t file_changed_at = 0;
  ImportProgress progress;
  std::int64_t created_at = 0, updated_at = 0;
  Moment started_at, finished_at;
};

Status insert_import(Session& session, const ImportJob& job);
Result<std::optional<ImportJob>> get_import(Session& session, Id id);

struct ImportPage {
  std::vector<ImportJob> jobs;  // the newest first
  std::string next;             // cursor; empty at the end
};
Result<ImportPage> list_imports(Session& session, std::string_view cursor, std::size_t limit);

// Of one data folder, in the order in which they came.
Result<std::vector<ImportJob>> imports_of(Session& session, std::int64_t place,
                                          std::span<const ImportState> states);

// CRL_E_CONFLICT: there is none, or it is not over.
Status drop_import(Session& session, Id id);

Status save_progress(Session& session, Id id, const ImportProgress& progress, std::int64_t now_us);

// CRL_E_CONFLICT: the job is in none of the states `from`.
Status move_import(Session& session, Id id, std::span<const ImportState> from, ImportState to,
                   std::string_view reason, std::int64_t now_us);

}  // namespace carillon::store
