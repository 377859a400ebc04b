#include "suite.h"

#include <algorithm>
#include <thread>

#include <carillon/result.hpp>

namespace carillon::conformance {
namespace {

using Findings = std::vector<std::string>;

constexpr std::chrono::milliseconds kQuick{1000};  // of a machine that has much else to do

crl_channel_caps caps_of(const ChannelUnderTest& channel) {
  crl_channel_caps out{};
  out.size = sizeof out;
  channel.table.caps(channel.self, &out);
  return out;
}

// Takes them all and waits for the answers.
Findings send_and_wait(ChannelUnderTest& channel, std::deque<Letter>& letters) {
  const std::size_t taken = channel.sink.offer(channel.table, channel.self, letters);
  Findings out;
  if (taken < letters.size())
    out.push_back(std::to_string(letters.size() - taken) + " messages were never taken");
  static_cast<void>(channel.sink.answered(channel.sink.tokens_given()));
  const auto faults = channel.sink.faults(true);
  out.insert(out.end(), faults.begin(), faults.end());
  return out;
}

Findings check_caps(ChannelUnderTest& channel) {
  const auto caps = caps_of(channel);
  Findings out;
  if ((caps.address & (CRL_ADDRESS_EMAIL | CRL_ADDRESS_PHONE | CRL_ADDRESS_PUSH)) == 0) {
    out.push_back(
        "caps() names no kind of address: CRL_ADDRESS_EMAIL, CRL_ADDRESS_PHONE or CRL_ADDRESS_PUSH");
  }
  if ((caps.flags & CRL_CHANNEL_RECEIPTS_BY_ID) != 0 && (caps.flags & CRL_CHANNEL_RECEIPTS) == 0) {
    out.push_back("caps() has CRL_CHANNEL_RECEIPTS_BY_ID without CRL_CHANNEL_RECEIPTS");
  }
  const auto again = caps_of(channel);
  if (again.flags != caps.flags || again.address != caps.address)
    out.push_back("caps() answers something else the second time");
  return out;
}

Findings check_completes(ChannelUnderTest& channel) {
  return send_and_wait(channel, channel.sink.letters(20, caps_of(channel).address));
}

Findings check_never_waits(ChannelUnderTest& channel) {
  auto out = send_and_wait(channel, channel.sink.letters(300, caps_of(channel).address));
  if (channel.sink.longest_send() > kQuick) {
    out.push_back("send() took " + std::to_string(channel.sink.longest_send().count()) +
                  " ms; it must not wait for the network");
  }
  return out;
}

Findings check_odd_messages(ChannelUnderTest& channel) {
  auto& letters = channel.sink.letters(9, caps_of(channel).address);
  letters[0].to.clear();
  letters[1].to = "a@b.invalid>\r\nRCPT TO:<c@d.invalid";
  letters[2].to = std::string(10'000, '9');
  letters[3].text.clear();
  letters[3].html.clear();
  letters[4].text = std::string(1 << 20, 'x');
  letters[5].text = "\xFF\xFE\x80 {to} \x01";
  letters[6].subject = "A\r\nBcc: all@example.invalid";
  letters[7].key.clear();
  letters[8].key = std::string(5'000, 'k') + "\r\n\"";
  return send_and_wait(channel, letters);
}

Findings check_threads(ChannelUnderTest& channel) {
  if (channel.serial) return {};
  std::vector<std::deque<Letter>*> shares;
  for (int i = 0; i < 4; ++i) shares.push_back(&channel.sink.letters(100, caps_of(channel).address));
  std::vector<std::thread> threads;
  for (auto* share : shares)
    threads.emplace_back([&channel, share] { channel.sink.offer(channel.table, channel.self, *share); });
  for (auto& thread : threads) thread.join();
  static_cast<void>(channel.sink.answered(channel.sink.tokens_given()));
  return channel.sink.faults(true);
}

Findings check_cancel(ChannelUnderTest& channel) {
  auto& letters = channel.sink.letters(50, caps_of(channel).address);
  std::vector<std::uint64_t> tokens{0, 1, ~std::uint64_t{0}};
  for (Letter& letter : letters) tokens.push_back(letter.message()->token);
  channel.sink.offer(channel.table, channel.self, letters);
  for (int i = 0; i < 2; ++i)
    channel.table.cancel(channel.self, tokens.data(), static_cast<std::uint32_t>(tokens.size()));
  channel.table.cancel(channel.self, nullptr, 0);
  static_cast<void>(channel.sink.answered(channel.sink.tokens_given()));
  return channel.sink.faults(true);
}

Findings check_forged_receipts(ChannelUnderTest& channel) {
  Findings out;
  // Receipts of messages go on coming; those for this body may not.
  static_cast<void>(channel.sink.answered(channel.sink.tokens_given()));
  const std::vector<std::string> bodies{
      "", "{", "null", "\xFF\xFE", "a=b&c=%zz", "<xml/>", std::string(1 << 20, '['), "[{\"id\": 1}]"};
  for (const auto& body : bodies) {
    const crl_kv headers[] = {
        {str(std::string_view("X-Signature")), str(std::string_view("sha256=00"))},
        {str(std::string_view("Authorization")), str(std::string_view("Bearer nobody"))}};
    crl_error error = empty_error();
    const auto status = channel.table.webhook(channel.self, headers, 2, str(body), &error);
    const bool refused = status == CRL_E_AUTH || status == CRL_E_INVALID || status == CRL_E_UNSUPPORTED;
    const std::string shown = "\"" + body.substr(0, 20) + "\"";
    if (!refused && status != CRL_OK)
      out.push_back("webhook() answers " + shown + " with the status " + std::to_string(status) +
                    "; CRL_E_AUTH or CRL_E_INVALID is expected");
    if (refused && error.message_len == 0)
      out.push_back("webhook() refuses " + shown + " without saying why");
  }
  return out;
}

Findings check_stop(ChannelUnderTest& channel) {
  auto& letters = channel.sink.letters(200, caps_of(channel).address);
  channel.sink.offer(channel.table, channel.self, letters);
  channel.stop();
  return channel.sink.faults(true);
}

}  // namespace

const std::vector<ChannelCheck>& channel_checks() {
  static const std::vector<ChannelCheck> kChecks{
      {"caps", "it says whom it writes to and what it can", check_caps},
      {"completes", "20 messages to addresses of nobody are taken, and each is answered once",
       check_completes},
      {"never waits", "send() takes messages without waiting for the network", check_never_waits},
      {"odd messages",
       "messages without an address, with hostile texts or of a megabyte are answered like others",
       check_odd_messages},
      {"threads", "four threads that send at once get each message answered once", check_threads},
      {"cancel", "cancelled messages are answered once, and unknown tokens are nothing", check_cancel},
      {"receipts", "what no vendor posted is refused in words", check_forged_receipts},
      {"stop", "stopped in the middle it has answered all it took when stop() returns", check_stop},
  };
  return kChecks;
}

}  // namespace carillon::conformance
