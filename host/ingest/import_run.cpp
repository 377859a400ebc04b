#include "ingest/import_run.h"

#include <future>
#include <map>
#include <utility>

#include "ingest/import_report.h"
#include "ingest/parse.h"
#include "ingest/row_reader.h"

namespace carillon::ingest {

namespace {

constexpr std::size_t kBatchBytes = 8U << 20;

// Counts what is read of the file, whatever it unpacks to.
class CountedSource final : public ByteSource {
 public:
  CountedSource(std::unique_ptr<ByteSource> inner, std::uint64_t& count)
      : inner_(std::move(inner)), count_(count) {}
  Result<std::string_view> next() override {
    auto piece = inner_->next();
    if (piece) count_ += piece->size();
    return piece;
  }

 private:
  std::unique_ptr<ByteSource> inner_;
  std::uint64_t& count_;
};

}  // namespace

struct ImportRun::File {
  File(std::unique_ptr<RowReader> rows, ImportReport&& rejected)
      : reader(std::move(rows)), report(std::move(rejected)) {}
  std::unique_ptr<RowReader> reader;
  ImportReport report;
};

// Rows in the order in which they were read: those that storage is to judge, and those that were rejected.
struct ImportRun::Batch {
  struct Entry {
    std::uint64_t line;
    std::string original;
    Issues issues;
    bool accepted;
  };
  std::vector<Entry> entries;
  std::vector<CustomerInput> customers;
  std::vector<OrderInput> orders;
  std::vector<std::size_t> places;  // of the accepted rows among the entries
  std::size_t bytes = 0;
  std::uint64_t bytes_read = 0;
  // What is true when so many of the accepted rows are stored, and when all of the batch is.
  std::map<std::size_t, store::ImportProgress> after;
  store::ImportProgress whole;

  std::size_t entry_of(std::size_t accepted) const {
    return accepted == 0 ? 0 : accepted < places.size() ? places[accepted] : entries.size();
  }
};

ImportRun::ImportRun(Parts parts, const store::ImportJob& job, ImportSpec spec, std::filesystem::path file,
                     std::filesystem::path report)
    : parts_(std::move(parts)),
      id_(job.id),
      spec_(std::move(spec)),
      file_path_(std::move(file)),
      report_path_(std::move(report)),
      progress_(job.progress) {}
ImportRun::~ImportRun() = default;

store::ImportProgress ImportRun::progress() const {
  const std::scoped_lock lock(mutex_);
  return progress_;
}

Result<ImportRun::End> ImportRun::run() {
  std::uint64_t bytes_read = 0;
  auto raw = read_file(file_path_);
  if (!raw) return raw.error().status == CRL_E_NOT_FOUND ? invalid(raw.error().message) : raw.error();
  std::unique_ptr<ByteSource> bytes = std::make_unique<CountedSource>(*std::move(raw), bytes_read);
  if (spec_.packed) bytes = gunzip(std::move(bytes), parts_.max_bytes);
  auto reader = open_rows({spec_.noun, spec_.format, std::move(bytes), spec_.columns});
  if (!reader) return reader.error();
  auto report = ImportReport::open(report_path_);
  if (!report) return report.error();
  file_ = std::make_unique<File>(*std::move(reader), *std::move(report));
  if (auto done = skip_committed(); !done) return done.error();

  Batch under_way;
  std::future<Status> commit_under_way;
  const auto settle = [&] { return commit_under_way.valid() ? commit_under_way.get() : Status{}; };
  bool end = false;
  while (!end && !stop_) {
    Batch batch;
    const Status read = read_batch(batch, end);
    batch.bytes_read = bytes_read;
    if (auto done = settle(); !done) return done.error();
    if (!read) {
      const Status kept = commit(batch);
      return kept ? read.error() : kept.error();
    }
    if (stop_) break;
    under_way = std::move(batch);
    commit_under_way = std::async(std::launch::async, [this, &under_way] { return commit(under_way); });
  }
  if (auto done = settle(); !done) return done.error();
  return end && !stop_ ? End::kDone : End::kStopped;
}

Status ImportRun::skip_committed() {
  const auto rows = progress_.rows;
  for (std::int64_t n = 0; n < rows; ++n) {
    if (stop_) return {};
    if (!file_->reader->skip())
      return invalid("the file has fewer rows than were read of it before; send it anew");
  }
  return {};
}

Status ImportRun::read_batch(Batch& batch, bool& end) {
  RowReader& reader = *file_->reader;
  const std::int64_t now = parts_.clock.now_us();
  while (batch.entries.size() < parts_.rows_at_once && batch.bytes < kBatchBytes && !stop_) {
    if (!reader.next()) {
      end = true;
      return reader.status();
    }
    Issues issues = reader.faults();
    if (issues.empty()) {
      if (spec_.noun == Noun::kCustomers) {
        auto row = parse_customer(reader.value(), now, issues);
        if (issues.empty()) batch.customers.push_back(std::move(row));
      } else {
        auto row = parse_order(reader.value(), now, issues);
        if (issues.empty()) batch.orders.push_back(std::move(row));
      }
    }
    const bool accepted = issues.empty();
    if (accepted) batch.places.push_back(batch.entries.size());
    batch.bytes += reader.original().size();
    batch.entries.push_back({reader.line(), std::string(reader.original()), std::move(issues), accepted});
  }
  return {};
}

Status ImportRun::commit(Batch& batch) {
  if (batch.entries.empty()) return {};
  batch.after[0] = progress();
  const std::size_t accepted = batch.places.size();
  if (accepted == 0) {
    const Status done =
        parts_.database.write([&](store::Session& session) { return save(session, batch, 0, {}); });
    if (!done) return done;
  } else if (auto done = commit_rows(batch); !done) {
    return done;
  }
  {
    const std::scoped_lock lock(mutex_);
    progress_ = batch.whole;
  }
  parts_.changed();
  return {};
}

Status ImportRun::commit_rows(Batch& batch) {
  const std::size_t accepted = batch.places.size();
  const auto with = [&](store::Session& session, std::size_t first, std::span<const Outcome> outcomes) {
    return save(session, batch, first, outcomes);
  };
  const bool customers = spec_.noun == Noun::kCustomers;
  if (spec_.dry_run) {
    const auto judged =
        customers ? parts_.ingest.judge_customers(batch.customers) : parts_.ingest.judge_orders(batch.orders);
    if (!judged) return judged.error();
    return parts_.database.write([&](store::Session& session) { return with(session, 0, *judged); });
  }
  const auto stored = customers ? parts_.ingest.write_customers(std::move(batch.customers), with)
                                : parts_.ingest.write_orders(std::move(batch.orders), with);
  if (!stored) return stored.error();
  // Rows may be stored in part, when storage fails between two transactions: the next run sees how far.
  for (std::size_t i = 0; i < accepted; ++i) {
    const auto& issues = (*stored)[i].issues;
    if (!issues.empty() && issues.front().code == "not_stored")
      return unavailable(issues.front().detail, 1'000);
  }
  return {};
}

// Within a transaction that may be repeated: everything is computed anew from what was true before it.
Status ImportRun::save(store::Session& session, Batch& batch, std::size_t first,
                       std::span<const Outcome> outcomes) {
  store::ImportProgress now = batch.after.at(first);
  const std::size_t begin = batch.entry_of(first);
  const std::size_t end = outcomes.empty() ? batch.entries.size() : batch.entry_of(first + outcomes.size());
  std::string told;
  if (now.report_bytes == 0) told = report_header();
  std::size_t at = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const Batch::Entry& entry = batch.entries[i];
    ++now.rows;
    const Outcome* outcome = entry.accepted ? &outcomes[at++] : nullptr;
    if (outcome != nullptr && outcome->verdict != Verdict::kRejected) {
      auto& count = outcome->verdict == Verdict::kCreated   ? now.created
                    : outcome->verdict == Verdict::kUpdated ? now.updated
                                                            : now.unchanged;
      ++count;
      continue;
    }
    ++now.rejected;
    append_rejected(told, entry.line, outcome == nullptr ? entry.issues : outcome->issues, entry.original);
  }
  if (end == batch.entries.size()) now.bytes_read = static_cast<std::int64_t>(batch.bytes_read);
  const auto report_end = file_->report.write(now.report_bytes, told);
  if (!report_end) return report_end.error();
  now.report_bytes = *report_end;
  (end == batch.entries.size() ? batch.whole : batch.after[first + outcomes.size()]) = now;
  return store::save_progress(session, id_, now, parts_.clock.now_us());
}

}  // namespace carillon::ingest
