#include "queueing/waiting.h"

#include <algorithm>
#include <iterator>

namespace carillon::queueing {

std::chrono::milliseconds Waiting::pause(std::uint32_t attempts) const {
  const std::uint32_t doublings = std::min<std::uint32_t>(attempts == 0 ? 0 : attempts - 1, 20);
  return std::min<std::chrono::milliseconds>(pauses_.base * (1LL << doublings), pauses_.most);
}

void Waiting::queue(Row order) {
  const std::string key = order.key();
  lines_.at(key).rows.push_back(std::move(order));
  ++size_;
}

std::vector<Row> Waiting::tried(std::vector<Row> orders, Clock::time_point now) {
  std::vector<Row> given_up;
  for (Row& row : orders) {
    ++row.attempts;
    if (row.attempts >= pauses_.attempts || full()) {
      given_up.push_back(std::move(row));
      continue;
    }
    const std::string key = row.key();
    const auto due = now + pause(row.attempts);
    auto [line, is_new] = lines_.try_emplace(key, Line{{}, due});
    // The first of a line says when: it is the one that has waited longest.
    line->second.rows.push_back(std::move(row));
    ++size_;
  }
  return given_up;
}

std::vector<Row> Waiting::release(const std::string& key) {
  const auto line = lines_.find(key);
  if (line == lines_.end()) return {};
  std::vector<Row> out(std::make_move_iterator(line->second.rows.begin()),
                       std::make_move_iterator(line->second.rows.end()));
  size_ -= out.size();
  lines_.erase(line);
  return out;
}

std::vector<Row> Waiting::due(Clock::time_point now) {
  std::vector<std::string> keys;
  for (const auto& [key, line] : lines_) {
    if (line.due <= now) keys.push_back(key);
  }
  std::vector<Row> out;
  for (const auto& key : keys) {
    auto rows = release(key);
    std::move(rows.begin(), rows.end(), std::back_inserter(out));
  }
  return out;
}

std::optional<Waiting::Clock::time_point> Waiting::next_due() const {
  std::optional<Clock::time_point> next;
  for (const auto& [key, line] : lines_) {
    if (!next || line.due < *next) next = line.due;
  }
  return next;
}

void Waiting::clear() {
  lines_.clear();
  size_ = 0;
}

}  // namespace carillon::queueing
