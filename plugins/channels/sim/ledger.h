// The vendor's book: a line for each message that it accepted, shared by the simulators of several hosts.
//
// Lines are appended before the host is answered and survive the death of the process (not of the machine),
// so that what was really sent can be compared with what the hosts believe: read_ledger() counts it. Thread
// safety: append() by one thread of each process; any number of processes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <carillon/result.hpp>

namespace carillon::sim {

class Ledger {
 public:
  explicit Ledger(std::string path) : path_(std::move(path)) {}
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  Status open();
  void add(std::string_view key, std::string_view to, std::int64_t at_us);
  // Writes what was added, with one call to the system.
  Status write();

 private:
  std::string path_, lines_;
  int file_ = -1;
};

struct LedgerCounts {
  std::uint64_t accepted = 0;        // lines
  std::uint64_t keys = 0;            // different ones: messages, as a vendor that knows keys delivers them
  std::uint64_t repeats = 0;         // sends under a key that was accepted before
  std::uint64_t two_keys = 0;        // recipients of one campaign that got messages under several keys
  std::uint64_t two_recipients = 0;  // keys that were used for several recipients
  std::uint64_t damaged = 0;         // lines cut off by a death
};

// What `key` says before its first "-" is taken for the campaign. CRL_E_NOT_FOUND when there is no file.
Result<LedgerCounts> read_ledger(const std::string& path);

}  // namespace carillon::sim
