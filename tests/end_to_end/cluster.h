// Three hosts of the real program on one real MariaDB, over simulated vendors that misbehave, and everything
// that can go wrong with them.
//
// One host's clock is ahead of the others'. The simulators write what they really sent into one book.
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "program.h"
#include "support/mariadb.h"

namespace carillon::end_to_end {

struct ClusterOptions {
  int messages_a_second = 1'000;  // of all hosts together, at most
};

class Cluster {
 public:
  static constexpr std::size_t kHosts = 3;

  explicit Cluster(const ClusterOptions& options);

  // The program's answers may be 503 or none at all while things go wrong: take them as they come.
  const Program& host(std::size_t i) const { return *hosts_[i]; }
  bool is_up(std::size_t i) const { return hosts_[i] != nullptr; }
  void kill_host(std::size_t i);
  void start_host(std::size_t i);
  void kill_database();
  void start_database();

  // `carillon storage check`.
  Finished check() const;
  std::string book() const { return (folder_.path() / "vendor.book").string(); }

 private:
  std::vector<std::string> settings(std::size_t i) const;

  const ClusterOptions options_;
  TempFolder folder_;
  test::MariaDb server_;
  std::string database_;
  std::array<std::unique_ptr<Program>, kHosts> hosts_;
};

}  // namespace carillon::end_to_end
