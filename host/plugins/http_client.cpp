#include "plugins/http_client.h"

#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "plugins/http_transfer.h"

namespace carillon::plugins {

namespace {

constexpr std::size_t kMaxUnderWay = 4096;
constexpr int kPollMs = 1000;

}  // namespace

struct HttpClient::Impl {
  explicit Impl(const HttpOptions& http_options) : options(http_options) {}

  struct New {
    std::uint64_t op;
    std::unique_ptr<Transfer> transfer;
  };

  void run() {
    for (bool last = false; !last;) {
      std::vector<New> starting;
      std::set<std::uint64_t> cancelling;
      {
        const std::scoped_lock lock(mutex);
        starting.swap(incoming);
        cancelling.swap(cancelled);
        last = stopping;
      }
      for (auto& [op, transfer] : starting) {
        // Cancelled or stopped before it began: it never touches the network.
        if (last || cancelling.contains(op) || curl_multi_add_handle(multi, transfer->easy()) != CURLM_OK) {
          transfer->finish_cancelled();
          forget_one();
          continue;
        }
        ops[transfer->easy()] = op;
        running[op] = std::move(transfer);
      }
      if (last) {
        while (!running.empty()) drop(running.begin()->first);
        return;
      }
      for (const auto op : cancelling) drop(op);
      int n = 0;
      curl_multi_perform(multi, &n);
      finish_done();
      curl_multi_poll(multi, nullptr, 0, kPollMs, nullptr);
    }
  }

  void finish_done() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode result = message->data.result;
      const auto op = ops.find(message->easy_handle);
      if (op == ops.end()) continue;
      const auto transfer = take(op->second);
      transfer->finish(result);
      forget_one();
    }
  }

  // Cancels a running request; nothing happens when it has ended already.
  void drop(std::uint64_t op) {
    const auto transfer = take(op);
    if (transfer == nullptr) return;
    transfer->finish_cancelled();
    forget_one();
  }

  std::unique_ptr<Transfer> take(std::uint64_t op) {
    const auto found = running.find(op);
    if (found == running.end()) return nullptr;
    auto transfer = std::move(found->second);
    running.erase(found);
    ops.erase(transfer->easy());
    curl_multi_remove_handle(multi, transfer->easy());
    return transfer;
  }

  void forget_one() {
    const std::scoped_lock lock(mutex);
    --under_way;
  }

  const HttpOptions options;
  CURLM* multi = nullptr;  // made with the thread; curl_multi_wakeup() is its one call from elsewhere

  std::mutex mutex;
  std::vector<New> incoming;
  std::set<std::uint64_t> cancelled;
  std::uint64_t last_op = 0;
  std::size_t under_way = 0;
  bool stopping = false;
  std::thread thread;

  // The client's thread only.
  std::map<std::uint64_t, std::unique_ptr<Transfer>> running;
  std::map<CURL*, std::uint64_t> ops;
};

HttpClient::HttpClient(const HttpOptions& options) : impl_(std::make_unique<Impl>(options)) {}

HttpClient::~HttpClient() { stop(); }

Result<std::uint64_t> HttpClient::start(const crl_http_request& request, const crl_http_sink& sink) {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  if (!ready) return unavailable("the HTTP library cannot be started");
  auto transfer = Transfer::make(request, sink, impl_->options);
  if (!transfer) return transfer.error();
  const std::scoped_lock lock(impl_->mutex);
  if (impl_->stopping) return Error{CRL_E_STATE, "the host is stopping and sends nothing more", 0, {}};
  if (impl_->under_way >= kMaxUnderWay) {
    return Error{CRL_E_RATE,
                 std::to_string(kMaxUnderWay) + " requests are under way already; try again later",
                 1000,
                 {}};
  }
  if (impl_->multi == nullptr) {
    impl_->multi = curl_multi_init();
    if (impl_->multi == nullptr) return unavailable("no memory for the HTTP client");
    curl_multi_setopt(impl_->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 256L);
    curl_multi_setopt(impl_->multi, CURLMOPT_MAX_HOST_CONNECTIONS, 32L);
    impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
  }
  const std::uint64_t op = ++impl_->last_op;
  ++impl_->under_way;
  impl_->incoming.push_back({op, std::move(*transfer)});
  curl_multi_wakeup(impl_->multi);
  return op;
}

void HttpClient::cancel(std::uint64_t op) {
  const std::scoped_lock lock(impl_->mutex);
  if (impl_->multi == nullptr || op == 0 || op > impl_->last_op) return;
  impl_->cancelled.insert(op);
  curl_multi_wakeup(impl_->multi);
}

void HttpClient::stop() {
  std::thread thread;
  {
    const std::scoped_lock lock(impl_->mutex);
    impl_->stopping = true;
    if (impl_->multi == nullptr) return;
    curl_multi_wakeup(impl_->multi);
    thread.swap(impl_->thread);
  }
  if (thread.joinable()) thread.join();
  const std::scoped_lock lock(impl_->mutex);
  curl_multi_cleanup(impl_->multi);
  impl_->multi = nullptr;
}

}  // namespace carillon::plugins
