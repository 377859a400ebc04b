#include "app/cli/check_report.h"

#include <ostream>

namespace carillon::cli {
namespace {

constexpr std::size_t kMostFindings = 5;
constexpr std::size_t kMostLetters = 400;
constexpr std::string_view kClearLine = "\r\033[K";

}  // namespace

void CheckReport::begins(std::string_view check) {
  if (out_.terminal())
    out_.stream() << kClearLine << out_.faint("        " + std::string(check)) << std::flush;
}

void CheckReport::line(const std::string& word, std::string_view check, std::string_view what) {
  if (out_.terminal()) out_.stream() << kClearLine;
  std::string name(check);
  if (name.size() < 22) name.append(22 - name.size(), ' ');
  out_.stream() << word << ' ' << name << ' ' << what << std::endl;
}

void CheckReport::ok(std::string_view check, std::string_view what) {
  ++ok_;
  line(out_.good("ok     "), check, what);
}

void CheckReport::skipped(std::string_view check, std::string_view why) {
  ++skipped_;
  line(out_.faint("skipped"), check, why);
}

void CheckReport::failed(std::string_view check, std::string_view what,
                         const std::vector<std::string>& findings) {
  ++failed_;
  line(out_.bad("failed "), check, what);
  for (std::size_t i = 0; i < findings.size() && i < kMostFindings; ++i) {
    const std::string& finding = findings[i];
    out_.stream() << "          " << finding.substr(0, kMostLetters)
                  << (finding.size() > kMostLetters ? " ..." : "") << '\n';
  }
  if (findings.size() > kMostFindings)
    out_.stream() << "          and " << findings.size() - kMostFindings << " more\n";
}

void CheckReport::sum_up() {
  out_.stream() << ok_ << " ok, " << skipped_ << " skipped, " << failed_ << " failed\n";
}

}  // namespace carillon::cli
