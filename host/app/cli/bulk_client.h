// Sends bulk requests to a running host and reads its answers. The CLI's only door to libcurl.
//
// For one thread; one connection, kept between requests.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <carillon/result.hpp>

#include "app/cli/row_batches.h"

namespace carillon::cli {

struct RejectedRow {
  std::uint64_t line = 0;  // of the body, from 1
  std::string code, pointer, detail;
};

struct BulkAnswer {
  std::uint64_t received = 0, created = 0, updated = 0, unchanged = 0, rejected = 0;
  std::vector<RejectedRow> errors;  // the first of the rejected ones
  std::uint64_t queued = 0;         // taken into the host's queue, which tells no more of them
};

class BulkClient {
 public:
  // `url` is the host's, without a path. `pause_ms` is called to wait when the host says that it is busy.
  BulkClient(std::string url, std::function<void(std::uint32_t)> pause_ms);
  ~BulkClient();

  // POST /api/v1/{resource}/bulk. A host that is busy (429, 503) is asked again for about a minute. The Error
  // tells what the host said, or that none answers and how to start one. `columns`: the API's `map`, or
  // empty.
  Result<BulkAnswer> post(const std::string& resource, RowFormat format, const std::string& body,
                          const std::string& columns = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The body of an answer 200 or, of a host with a queue, 202; an Error when it has another shape.
Result<BulkAnswer> parse_answer(const std::string& body);

}  // namespace carillon::cli
