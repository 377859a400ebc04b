// Import jobs: large files that are read in the background, a commit at a time.
//
// A job's position is written in the transaction that stores its rows, so a job that was killed goes on with
// the row behind the last one stored, and each row lands once. Rejected rows are told in a report file, whose
// length is written with the position. One job runs at a time, in the order in which they came: orders that
// were sent behind their customers find them.
//
// Thread safety: all calls from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <carillon/result.hpp>

#include "base/clock.h"
#include "base/ids.h"
#include "ingest/ingest.h"
#include "ingest/rows.h"
#include "store/import_jobs.h"

namespace carillon::ingest {

// What a job is to do; kept as JSON in its row.
struct ImportSpec {
  Noun noun = Noun::kCustomers;
  Format format = Format::kNdjson;
  ColumnMap columns{};
  bool packed = false;   // gzip
  bool dry_run = false;  // judge the rows, store none
  std::string name{};    // for people: what was uploaded, or the file of the import folder
  bool named = false;    // `name` lies in the import folder; else it was uploaded
};

std::string to_json(const ImportSpec& spec);
Result<ImportSpec> spec_from_json(std::string_view text);

struct ImportOptions {
  std::filesystem::path folder;           // of uploads and reports, the host's own
  std::filesystem::path drop_folder;      // whose files may be named; empty: none
  std::uint64_t max_bytes = 16ULL << 30;  // of a file, also when it is unpacked
  std::size_t rows_at_once = 5'000;       // of one commit
};

// How fast the job that runs is.
struct ImportPace {
  double rows_per_second = 0;
  std::optional<std::int64_t> seconds_left{};  // by the bytes of the file
};

struct ImportCounters {
  std::uint64_t rows = 0, rejected = 0, completed = 0, failed = 0, waiting = 0;
};

class Imports {
 public:
  Imports(store::Database& database, Ingest& ingest, IdSource& ids, const Clock& clock,
          ImportOptions options);
  ~Imports();  // what runs stops behind its last commit and goes on at the next start

  // Makes the folder, clears what no job needs, and goes on with what was under way.
  Status start();

  // What must be true together with a job that is entered: runs in the same transaction, also when that is
  // repeated. Its error undoes the transaction and is the answer.
  using With = std::function<Status(store::Session&, const store::ImportJob&)>;

  // `keep` writes the rows to the path it is given. The file belongs to the job from then on.
  Result<store::ImportJob> add_upload(const ImportSpec& spec,
                                      const std::function<Status(const std::filesystem::path&)>& keep,
                                      const With& with = {});
  // A file of the import folder, by its path within. CRL_E_INVALID: it lies outside; CRL_E_NOT_FOUND.
  Result<store::ImportJob> add_named(ImportSpec spec, const With& with = {});

  // CRL_E_NOT_FOUND, or CRL_E_STATE: the job is not in a state that allows it.
  Status pause(Id id);
  Status resume(Id id);
  Status cancel(Id id);
  // Forgets a job that is over, with its report. What it stored stays.
  Status remove(Id id);

  Result<store::ImportJob> get(Id id) const;
  ImportPace pace(Id id) const;
  // Of the rejected rows: line,code,pointer,detail,row as CSV. Its first `report_bytes` bytes are settled.
  std::filesystem::path report_path(Id id) const;

  // A mark that is not `mark`, when any job has changed since, or after `timeout`.
  std::uint64_t wait_for_change(std::uint64_t mark, std::chrono::milliseconds timeout) const;

  ImportCounters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::ingest
