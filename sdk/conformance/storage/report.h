// Gathers what a check finds wrong.
#pragma once

#include <string>

#include "suite.h"

namespace carillon::conformance {

class Report {
 public:
  // Notes a call that failed; answers whether it did not.
  template <class T>
  bool done(const Result<T>& result, const std::string& what) {
    if (!result.ok()) {
      findings_.push_back(what + ": status " + std::to_string(result.error().status) + ", " +
                          result.error().message);
    }
    return result.ok();
  }
  template <class T>
  void refused(const Result<T>& result, crl_status expected, const std::string& what) {
    const crl_status found = result.ok() ? CRL_OK : result.error().status;
    if (found != expected) {
      findings_.push_back(what + ": expected status " + std::to_string(expected) + ", found " +
                          std::to_string(found) + (result.ok() ? "" : ", " + result.error().message));
    }
  }
  template <class T>
  void equal(const T& found, const T& expected, const std::string& what) {
    if (found != expected)
      findings_.push_back(what + ": expected " + text(expected) + ", found " + text(found));
  }
  void note(std::string finding) { findings_.push_back(std::move(finding)); }
  bool good() const { return findings_.empty(); }
  Findings take() { return std::move(findings_); }

 private:
  static std::string text(const std::string& value) {
    return value.size() <= 200 ? value
                               : value.substr(0, 200) + "... (" + std::to_string(value.size()) + " bytes)";
  }
  template <class T>
  static std::string text(const T& value) {
    return std::to_string(value);
  }
  Findings findings_;
};

}  // namespace carillon::conformance
