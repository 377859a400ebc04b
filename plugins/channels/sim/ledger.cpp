#include "ledger.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <unordered_map>
#include <unordered_set>

#include <fcntl.h>
#include <unistd.h>

namespace carillon::sim {

Ledger::~Ledger() {
  if (file_ >= 0) ::close(file_);
}

Status Ledger::open() {
  if (file_ >= 0) return {};
  file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (file_ < 0) return invalid("the ledger " + path_ + " cannot be written: " + std::strerror(errno));
  return {};
}

void Ledger::add(std::string_view key, std::string_view to, std::int64_t at_us) {
  const auto put = [this](std::string_view text) {
    for (const char c : text) lines_ += c == '\t' || c == '\n' ? ' ' : c;
    lines_ += '\t';
  };
  // A line that a death cut off must not swallow the next one.
  if (lines_.empty()) lines_ += '\n';
  put(key);
  put(to);
  lines_ += std::to_string(at_us) + "\n";
}

Status Ledger::write() {
  std::string_view rest = lines_;
  while (!rest.empty()) {
    const auto n = ::write(file_, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return unavailable("the ledger " + path_ + " cannot be written: " + std::strerror(errno));
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  lines_.clear();
  return {};
}

Result<LedgerCounts> read_ledger(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return not_found("there is no ledger " + path);
  LedgerCounts out;
  std::unordered_map<std::string, std::string> recipient_of;  // by key
  std::unordered_map<std::string, std::string> key_of;        // by campaign and recipient
  std::unordered_set<std::string> several_keys, several_recipients;
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) continue;
    const auto first = line.find('\t');
    const auto second = first == std::string::npos ? first : line.find('\t', first + 1);
    if (second == std::string::npos || in.eof() || second + 1 == line.size()) {
      ++out.damaged;
      continue;
    }
    const std::string key = line.substr(0, first), to = line.substr(first + 1, second - first - 1);
    ++out.accepted;
    const auto [known, is_new] = recipient_of.emplace(key, to);
    if (!is_new) ++out.repeats;
    if (known->second != to) several_recipients.insert(key);
    const std::string person = key.substr(0, key.find('-')) + '\t' + to;
    if (key_of.emplace(person, key).first->second != key) several_keys.insert(person);
  }
  out.keys = recipient_of.size();
  out.two_keys = several_keys.size();
  out.two_recipients = several_recipients.size();
  return out;
}

}  // namespace carillon::sim
