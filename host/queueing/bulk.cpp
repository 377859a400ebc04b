// Many rows at once: judged one by one, published a few thousand at a time.
#include <algorithm>
#include <array>

#include "ingest/row_reader.h"
#include "queueing/queue.h"

namespace carillon::queueing {

namespace {

constexpr std::size_t kRowsAtOnce = 4'000;
constexpr std::size_t kBytesAtOnce = 8U << 20;

}  // namespace

class Queue::Publication {
 public:
  explicit Publication(Queue& queue) : queue_(queue) {}

  Status add(Judged row, std::uint64_t line) {
    auto& part = parts_[row.stream()];
    bytes_ += row.entry.body.size();
    ++rows_;
    part.entries.push_back(std::move(row.entry));
    part.lines.push_back(line);
    return rows_ < kRowsAtOnce && bytes_ < kBytesAtOnce ? Status{} : flush();
  }

  // An Error only as long as no row is in the queue.
  Status flush() {
    Status status;
    std::uint64_t accepted = 0;
    for (std::size_t i = 0; i < kStreams.size(); ++i) {
      Part part = std::exchange(parts_[i], {});
      if (part.entries.empty()) continue;
      std::uint32_t kept = 0;
      const Status done = queue_.port_.publish(kStreams[i], part.entries, kept);
      accepted += kept;
      if (done) continue;
      status = done;
      for (std::size_t lost = kept; lost < part.lines.size(); ++lost)
        reject(part.lines[lost], {{"", "not_queued", done.error().message}});
    }
    queue_.published_ += accepted;
    queue_.refused_ += rows_ - accepted;
    receipt.accepted += accepted;
    rows_ = bytes_ = 0;
    return receipt.accepted == 0 ? status : Status{};
  }

  void reject(std::uint64_t line, Issues issues) {
    ++receipt.rejected;
    if (receipt.errors.size() > ingest::BulkReport::kMaxErrors + kRowsAtOnce) return;
    for (auto& issue : issues)
      receipt.errors.push_back(
          {line, std::move(issue.code), std::move(issue.pointer), std::move(issue.detail)});
  }

  BulkReceipt receipt;

 private:
  struct Part {
    std::vector<Entry> entries;
    std::vector<std::uint64_t> lines;
  };
  Queue& queue_;
  std::array<Part, kStreams.size()> parts_;
  std::size_t rows_ = 0, bytes_ = 0;
};

Result<BulkReceipt> Queue::publish_bulk(ingest::RowsInput input) {
  const std::uint32_t kind = input.noun == ingest::Noun::kOrders ? kOrderRow : kCustomerRow;
  auto opened = ingest::open_rows(std::move(input));
  if (!opened) return opened.error();
  ingest::RowReader& reader = **opened;
  Publication out(*this);
  const std::int64_t now = clock_.now_us();
  while (reader.next()) {
    ++out.receipt.received;
    if (!reader.faults().empty()) {
      out.reject(reader.line(), reader.faults());
      continue;
    }
    auto judged = judge(kind, reader.value(), now);
    if (auto* issues = std::get_if<Issues>(&judged)) {
      out.reject(reader.line(), std::move(*issues));
      continue;
    }
    if (auto done = out.add(std::get<Judged>(std::move(judged)), reader.line()); !done) return done.error();
  }
  if (auto done = out.flush(); !done) return done.error();
  BulkReceipt& receipt = out.receipt;
  if (!reader.status() && receipt.received == 0) return reader.status().error();
  std::stable_sort(receipt.errors.begin(), receipt.errors.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  if (receipt.errors.size() > ingest::BulkReport::kMaxErrors)
    receipt.errors.resize(ingest::BulkReport::kMaxErrors);
  if (!reader.status())
    receipt.errors.push_back({reader.line() + 1, "cut_off", "", reader.status().error().message});
  return std::move(receipt);
}

}  // namespace carillon::queueing
