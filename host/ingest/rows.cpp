#include "ingest/rows.h"

#include <algorithm>
#include <future>
#include <optional>
#include <type_traits>

#include "ingest/parse.h"
#include "ingest/row_reader.h"

namespace carillon::ingest {

namespace {

constexpr std::size_t kRowsAtOnce = 5'000;

void reject(BulkReport& report, std::uint64_t line, Issues&& issues) {
  ++report.rejected;
  // Two batches' faults may come in either order, so some more than are shown are kept until they are sorted.
  if (report.errors.size() > BulkReport::kMaxErrors + 2 * kRowsAtOnce) return;
  for (auto& issue : issues) {
    report.errors.push_back({line, std::move(issue.code), std::move(issue.pointer), std::move(issue.detail)});
  }
}

// Rows of one kind on their way: read here, committed beside it, at most one batch at a time, in order.
template <class Row>
class Stream {
 public:
  Stream(Ingest& ingest, BulkReport& report) : ingest_(ingest), report_(report) { begin(); }

  Status add(Row row, std::uint64_t line) {
    rows_.push_back(std::move(row));
    lines_.push_back(line);
    return rows_.size() < kRowsAtOnce ? Status{} : flush();
  }

  Status finish() {
    if (auto done = flush(); !done) return done;
    return settle();
  }

 private:
  using Answer = Result<std::vector<Outcome>>;

  void begin() {
    rows_.clear();
    lines_.clear();
    rows_.reserve(kRowsAtOnce);
    lines_.reserve(kRowsAtOnce);
  }

  Status flush() {
    if (auto done = settle(); !done) return done;
    if (rows_.empty()) return {};
    under_way_ = std::move(lines_);
    answer_ = std::async(std::launch::async, [this, rows = std::move(rows_)]() mutable -> Answer {
      if constexpr (std::is_same_v<Row, CustomerInput>) {
        return ingest_.write_customers(std::move(rows));
      } else {
        return ingest_.write_orders(std::move(rows));
      }
    });
    begin();
    return {};
  }

  // Waits for the batch under way and counts what became of it.
  Status settle() {
    if (!answer_.valid()) return {};
    Answer answer = answer_.get();
    if (!answer) {
      if (!stored_any_) return answer.error();
      for (const auto line : under_way_) reject(report_, line, {{"", "not_stored", answer.error().message}});
      return {};
    }
    stored_any_ = true;
    for (std::size_t i = 0; i < answer->size(); ++i) {
      Outcome& outcome = (*answer)[i];
      switch (outcome.verdict) {
        case Verdict::kCreated:
          ++report_.created;
          break;
        case Verdict::kUpdated:
          ++report_.updated;
          break;
        case Verdict::kUnchanged:
          ++report_.unchanged;
          break;
        case Verdict::kRejected:
          reject(report_, under_way_[i], std::move(outcome.issues));
          break;
      }
    }
    return {};
  }

  Ingest& ingest_;
  BulkReport& report_;
  std::vector<Row> rows_;
  std::vector<std::uint64_t> lines_, under_way_;
  std::future<Answer> answer_;  // its destructor waits, so the batch never outlives the stream
  bool stored_any_ = false;
};

template <class Row>
Status run(Ingest& ingest, RowReader& reader, Row (*parse)(const json::value&, std::int64_t, Issues&),
           const Clock& clock, BulkReport& report) {
  Stream<Row> stream(ingest, report);
  const std::int64_t now = clock.now_us();
  while (reader.next()) {
    ++report.received;
    Issues issues = reader.faults();
    std::optional<Row> row;
    if (issues.empty()) row.emplace(parse(reader.value(), now, issues));
    if (!issues.empty()) {
      reject(report, reader.line(), std::move(issues));
      continue;
    }
    if (auto done = stream.add(*std::move(row), reader.line()); !done) return done;
  }
  return stream.finish();
}

}  // namespace

Result<std::unique_ptr<RowReader>> open_rows(RowsInput input) {
  if (input.format != Format::kCsv && !input.columns.names.empty()) {
    return invalid("a map of columns is for CSV; name the members of JSON as they are called here");
  }
  switch (input.format) {
    case Format::kJson:
      return read_json_array(std::move(input.bytes));
    case Format::kNdjson:
      return read_ndjson(std::move(input.bytes));
    case Format::kCsv:
      return read_csv(input.noun, std::move(input.bytes), input.columns);
  }
  return invalid("an unknown format of rows");
}

Result<BulkReport> ingest_bulk(Ingest& ingest, RowsInput input, const Clock& clock) {
  const Noun noun = input.noun;
  auto opened = open_rows(std::move(input));
  if (!opened) return opened.error();
  RowReader& reader = **opened;
  BulkReport report;
  const Status done = noun == Noun::kCustomers ? run(ingest, reader, parse_customer, clock, report)
                                               : run(ingest, reader, parse_order, clock, report);
  if (!done) return done.error();
  if (!reader.status() && report.received == 0) return reader.status().error();
  std::stable_sort(report.errors.begin(), report.errors.end(),
                   [](const RowFault& a, const RowFault& b) { return a.line < b.line; });
  if (report.errors.size() > BulkReport::kMaxErrors) report.errors.resize(BulkReport::kMaxErrors);
  if (!reader.status()) {
    report.errors.push_back({reader.line() + 1, "cut_off", "", reader.status().error().message});
  }
  return report;
}

Result<BulkReport> ingest_bulk(Ingest& ingest, Noun noun, Format format, std::string_view body,
                               const Clock& clock) {
  return ingest_bulk(ingest, RowsInput{noun, format, read_text(body), {}}, clock);
}

}  // namespace carillon::ingest
