// A host that answers bulk requests from a script, and keeps what it was asked.
//
// One connection at a time, on a free port of 127.0.0.1. Read requests() after the client is done.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace carillon::cli {

struct CannedRequest {
  std::string target, content_type, body;
};

struct CannedAnswer {
  unsigned status = 200;
  std::string body;
};

class CannedHost {
 public:
  explicit CannedHost(std::function<CannedAnswer(const CannedRequest&)> answer);
  ~CannedHost();
  std::string url() const;
  const std::vector<CannedRequest>& requests() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace carillon::cli
