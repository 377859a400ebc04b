// One channel as the pipeline sees it: what it can do, and when it may be offered messages again.
//
// Thread safety: offer() on the dispatcher's thread; open_again() from any.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include <carillon/abi/channel.h>
#include <carillon/result.hpp>

namespace carillon::delivery {

class Port {
 public:
  // To be held around each call of a channel; locks nothing where calls may run side by side.
  using Serial = std::function<std::unique_lock<std::mutex>()>;

  Port(std::string name, std::string plugin, const crl_channel* table, void* self, Serial serial);

  const std::string& name() const { return name_; }
  const std::string& plugin() const { return plugin_; }
  const crl_channel_caps& caps() const { return caps_; }
  // The columns of customers with the address and the consent that this channel needs.
  std::string_view address_column() const;
  std::string_view consent_column() const;

  bool open(std::int64_t now_us) const { return now_us >= closed_until_.load(); }
  std::int64_t closed_until() const { return closed_until_.load(); }
  void open_again() { closed_until_ = 0; }

  // Offers a batch. Answers how many were taken; when fewer than offered, `why` says why and the port
  // stays closed for as long as the channel advised.
  std::size_t offer(std::span<const crl_message* const> messages, std::int64_t now_us, Error& why);

  // Nobody waits for these any more; the channel may forget them.
  void cancel(std::span<const std::uint64_t> tokens);

  // What a vendor posted; receipts come through the sink before it returns.
  Status webhook(std::span<const crl_kv> headers, std::string_view body);
  // The answer to what a vendor asks before it posts anything.
  Result<std::string> challenge(std::span<const crl_kv> query);

 private:
  std::string name_, plugin_;
  const crl_channel* table_;
  void* self_;
  Serial serial_;
  crl_channel_caps caps_{};
  std::atomic<std::int64_t> closed_until_{0};
};

// Whether a repeat may cure what a channel answered.
bool may_repeat(crl_status status);
// An error in the few words that a ledger row keeps.
std::string reason_of(const Error& error);

}  // namespace carillon::delivery
