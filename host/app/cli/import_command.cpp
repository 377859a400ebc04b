#include "app/cli/import_command.h"

#include <chrono>
#include <ostream>
#include <thread>
#include <utility>

#include "app/cli/bulk_client.h"
#include "app/cli/exit_codes.h"
#include "app/cli/progress.h"
#include "app/cli/row_batches.h"
#include "base/clock.h"

namespace carillon::cli {
namespace {

constexpr std::size_t kMostRowsTold = 20;

struct FileTotals {
  BulkAnswer counts;  // its errors' lines are lines of the file
};

void add(FileTotals& totals, const Batch& batch, BulkAnswer answer) {
  BulkAnswer& sum = totals.counts;
  sum.received += answer.received;
  sum.created += answer.created;
  sum.updated += answer.updated;
  sum.unchanged += answer.unchanged;
  sum.rejected += answer.rejected;
  sum.queued += answer.queued;
  for (RejectedRow& row : answer.errors) {
    if (sum.errors.size() == kMostRowsTold) return;
    row.line = batch.file_line(row.line);
    sum.errors.push_back(std::move(row));
  }
}

struct Source {
  const char* resource;  // "customers" or "orders"
  const std::optional<std::filesystem::path>& file;
  const std::string& columns;
};

Result<FileTotals> send_file(BulkClient& client, const Source& source, std::uint64_t batch_bytes,
                             const Clock& clock, Console& err) {
  const std::filesystem::path& file = *source.file;
  const std::string resource = source.resource;
  const Result<RowFormat> format = format_of(file);
  if (!format) return format.error();
  if (!source.columns.empty() && *format != RowFormat::kCsv) {
    return invalid("--" + resource + "-map names columns of a CSV, and " + file.string() + " is none");
  }
  RowBatches batches(file, *format, batch_bytes);
  Progress progress(err, clock, resource, batches.total_bytes());
  FileTotals totals;
  while (true) {
    const Result<std::optional<Batch>> batch = batches.next();
    if (!batch) return batch.error();
    if (!batch->has_value()) return totals;
    Result<BulkAnswer> answer = client.post(resource, *format, (*batch)->body, source.columns);
    if (!answer) {
      Error error = answer.error();
      error.message += " (" + file.string() + " from line " + std::to_string((*batch)->first_line) +
                       "; what came before is stored, and the import may be repeated)";
      return error;
    }
    add(totals, **batch, *std::move(answer));
    progress.advance((*batch)->rows, (*batch)->bytes);
  }
}

void print(const std::string& resource, const std::filesystem::path& file, const BulkAnswer& counts,
           std::int64_t elapsed_us, Console& out, Console& err) {
  const std::uint64_t rate = elapsed_us <= 0
                                 ? counts.received
                                 : static_cast<std::uint64_t>(static_cast<double>(counts.received) * 1e6 /
                                                              static_cast<double>(elapsed_us));
  out.stream() << out.bold(resource) << ": " << grouped(counts.received)
               << " rows: " << (counts.queued > 0 ? grouped(counts.queued) + " queued, " : "")
               << grouped(counts.created) << " created, " << grouped(counts.updated) << " updated, "
               << grouped(counts.unchanged) << " unchanged, " << grouped(counts.rejected) << " rejected  "
               << out.faint(duration_text(elapsed_us) + ", " + grouped(rate) + " rows/s") << std::endl;
  for (const RejectedRow& row : counts.errors) {
    err.stream() << err.bad("rejected") << ": " << file.string() << ':' << row.line << ": "
                 << (row.pointer.empty() ? "" : row.pointer + ": ") << row.detail
                 << (row.code.empty() ? "" : " [" + row.code + "]") << '\n';
  }
  if (counts.rejected > counts.errors.size()) {
    err.stream() << "... and more; " << grouped(counts.rejected) << " rows of " << file.string()
                 << " were rejected in all\n";
  }
}

}  // namespace

int run(const ImportCommand& command, Console& out, Console& err) {
  const SystemClock clock;
  BulkClient client(command.url,
                    [](std::uint32_t ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); });
  bool rejected = false;
  const Source sources[] = {{"customers", command.customers, command.customers_map},
                            {"orders", command.orders, command.orders_map}};
  for (const Source& source : sources) {
    if (!source.file) continue;
    const std::int64_t started = clock.now_us();
    const Result<FileTotals> totals = send_file(client, source, command.batch_bytes, clock, err);
    if (!totals) {
      err.stream() << err.bad("failed") << ": " << totals.error().message << '\n';
      return kFailed;
    }
    print(source.resource, *source.file, totals->counts, clock.now_us() - started, out, err);
    rejected = rejected || totals->counts.rejected > 0;
  }
  return rejected ? kSomeRejected : kOk;
}

}  // namespace carillon::cli
