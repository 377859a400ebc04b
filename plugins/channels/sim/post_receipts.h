// Posts receipts to the host's public endpoint as a vendor would: signed, in batches, and again until they
// are taken (a 4xx answer but 429 is final).
//
// Thread safety: all calls are [any]. At most kMaxBodies are under way or wait to be posted again; a caller
// that finds it busy() keeps its receipts. After stop() returns no callback comes.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <carillon/http.hpp>

namespace carillon::sim {

class PostReceipts {
 public:
  PostReceipts(std::string url, std::string secret) : url_(std::move(url)), secret_(std::move(secret)) {}
  ~PostReceipts() { stop(); }

  bool busy() const;
  bool idle() const;  // nothing under way, nothing waiting
  void post(std::string body);
  // Posts again what waited long enough; to be called now and then.
  void post_again(std::int64_t steady_us);
  void stop();

 private:
  static constexpr std::size_t kMaxBodies = 8;
  static constexpr std::int64_t kPauseUs = 200'000;
  struct Body {
    std::string text;
    std::uint64_t op = 0;
    std::int64_t not_before_us = 0;
    bool under_way = false;
  };
  void send(Body& body);
  void answered(Body& body, const Result<HttpResponse>& answer);
  void forget(const Body& body);

  std::string url_, secret_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Body>> bodies_;
  bool stopping_ = false;
};

}  // namespace carillon::sim
