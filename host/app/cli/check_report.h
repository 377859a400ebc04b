// The lines of `carillon plugin check`: one for each check, below it what was found.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/cli/process.h"

namespace carillon::cli {

class CheckReport {
 public:
  explicit CheckReport(Console& out) : out_(out) {}

  // What is being tried; shown on terminals only, until its line is there.
  void begins(std::string_view check);
  void ok(std::string_view check, std::string_view what);
  void skipped(std::string_view check, std::string_view why);
  void failed(std::string_view check, std::string_view what, const std::vector<std::string>& findings);
  // "17 ok, 2 skipped, 1 failed".
  void sum_up();
  bool good() const { return failed_ == 0; }

 private:
  void line(const std::string& word, std::string_view check, std::string_view what);

  Console& out_;
  int ok_ = 0, skipped_ = 0, failed_ = 0;
};

}  // namespace carillon::cli
