#include "delivery/rates.h"

#include <algorithm>

#include "delivery/rate_window.h"
#include "store/rate_windows.h"

namespace carillon::delivery {

namespace {

constexpr int kTries = 16;                // against other hosts that reserve at the same instant
constexpr std::int64_t kMoment = 50'000;  // until storage that failed is asked again

// One limit's row, read and changed within a transaction.
struct Open {
  const RateLimit& limit;
  std::int64_t version;
  RateWindow window;
};

Result<std::vector<Open>> open(store::Session& session, std::span<const RateLimit> limits) {
  std::vector<Open> out;
  for (const RateLimit& limit : limits) {
    const auto row = store::read_rate(session, limit.name);
    if (!row) return row.error();
    out.push_back({limit, row->version, RateWindow::read(row->used)});
  }
  return out;
}

Status write(store::Session& session, std::vector<Open>& rows, std::int64_t now_us, std::int64_t n) {
  for (Open& row : rows) {
    row.window.add(now_us, row.limit.window_us, n);
    if (auto done = store::write_rate(session, row.limit.name, row.version, row.window.bytes()); !done)
      return done;
  }
  return {};
}

}  // namespace

Grant Rates::reserve(std::span<const RateLimit> limits, std::size_t wanted) {
  if (limits.empty()) return {wanted, 0};
  for (int i = 0; i < kTries; ++i) {
    const std::int64_t now = clock_.now_us();
    Grant grant;
    const Status done = database_.write([&](store::Session& session) -> Status {
      auto rows = open(session, limits);
      if (!rows) return rows.error();
      auto room = static_cast<std::int64_t>(wanted);
      grant.come_again_us = 0;
      for (const Open& row : *rows) {
        const std::int64_t left = row.limit.most - row.window.used(now, row.limit.window_us);
        if (left < room) {
          grant.come_again_us =
              std::max(grant.come_again_us,
                       row.window.room_at(
                           now + 1, row.limit.window_us,
                           std::max<std::int64_t>(1, row.limit.most - std::max<std::int64_t>(0, left))));
        }
        room = std::min(room, std::max<std::int64_t>(0, left));
      }
      grant.n = static_cast<std::size_t>(room);
      return room == 0 ? Status{} : write(session, *rows, now, room);
    });
    if (done) return grant;
    if (done.error().status != CRL_E_CONFLICT) return {0, now + kMoment};
  }
  return {0, clock_.now_us() + kMoment};
}

void Rates::give_back(std::span<const RateLimit> limits, std::size_t n) {
  if (limits.empty() || n == 0) return;
  for (int i = 0; i < kTries; ++i) {
    const Status done = database_.write([&](store::Session& session) -> Status {
      auto rows = open(session, limits);
      if (!rows) return rows.error();
      return write(session, *rows, clock_.now_us(), -static_cast<std::int64_t>(n));
    });
    if (done || done.error().status != CRL_E_CONFLICT) return;
  }
}

}  // namespace carillon::delivery
