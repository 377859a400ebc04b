// The simulated vendor through the plugin line, as the host sees it.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "sdk/channel_probe.hpp"
#include "sdk/test_host.hpp"
#include "sim/ledger.h"

namespace carillon::test {
namespace {

class SmsSim : public ::testing::Test {
 protected:
  InstancePtr started(const std::string& config, ChannelProbe& probe) {
    auto made = create(module_, "sms_sim", config, probe.sink());
    EXPECT_TRUE(made.ok()) << made.error().message;
    EXPECT_TRUE(start(**made).ok());
    return std::move(made).value();
  }
  static std::vector<Letter> letters(std::size_t n, const std::string& prefix = "c1:") {
    std::vector<Letter> out;
    for (std::size_t i = 0; i < n; ++i) {
      out.push_back({.key = prefix + std::to_string(i), .to = "+45" + std::to_string(10'000'000 + i)});
    }
    return out;
  }
  static void drain(const crl_instance& instance) { instance.drain(instance.self, 20'000); }

  // Sends n messages and waits for everything that follows.
  ChannelProbe& run(ChannelProbe& probe, const std::string& config, std::size_t n) {
    const auto sim = started(config, probe);
    probe.send_all(*sim, letters(n));
    drain(*sim);
    sim->stop(sim->self);
    return probe;
  }

  TestHost host_;
  Module module_{plugin_path("sms_sim"), host_};
};

// What became of each key.
std::map<std::string, std::int32_t> fates(const ChannelProbe& probe) {
  std::map<std::string, std::int32_t> out;
  for (const auto& r : probe.receipts()) out[r.key] = r.state;
  return out;
}

// A share of n draws lies within six standard deviations of its rate.
void expect_rate(std::size_t hits, std::size_t n, double rate) {
  const double sigma = std::sqrt(static_cast<double>(n) * rate * (1 - rate));
  EXPECT_NEAR(static_cast<double>(hits), static_cast<double>(n) * rate, 6 * sigma + 1);
}

TEST_F(SmsSim, completes_each_message_once_and_delivers_nine_of_ten) {
  constexpr std::size_t n = 100'000;
  ChannelProbe probe;
  run(probe, R"({"latency_min_ms": 0, "latency_max_ms": 2})", n);
  const auto completions = probe.completions();
  ASSERT_EQ(completions.size(), n);
  for (const auto& [token, seen] : completions) {
    ASSERT_EQ(seen.size(), 1u) << "token " << token;
    ASSERT_EQ(seen[0].status, CRL_OK);
    ASSERT_EQ(seen[0].provider_id.substr(0, 4), "sms-");
  }
  const auto seen = fates(probe);
  ASSERT_EQ(seen.size(), n);
  ASSERT_EQ(probe.receipt_count(), n);
  const auto delivered =
      std::ranges::count_if(seen, [](const auto& f) { return f.second == CRL_RCPT_DELIVERED; });
  expect_rate(static_cast<std::size_t>(delivered), n, 0.9);
  for (const auto& r : probe.receipts()) {
    if (r.state != CRL_RCPT_DELIVERED) {
      ASSERT_EQ(r.state, CRL_RCPT_UNDELIVERED);
      ASSERT_NE(r.detail_code, "");
    }
  }
}

TEST_F(SmsSim, draws_the_same_fate_for_a_key_whatever_the_order_and_another_for_another_seed) {
  constexpr std::size_t n = 3000;
  ChannelProbe first, reversed, other;
  run(first, R"({"seed": 7, "latency_max_ms": 3})", n);
  {
    const auto sim = started(R"({"seed": 7, "latency_max_ms": 1})", reversed);
    auto batch = letters(n);
    std::ranges::reverse(batch);
    reversed.send_all(*sim, batch);
    drain(*sim);
  }
  run(other, R"({"seed": 8})", n);
  EXPECT_EQ(fates(first), fates(reversed));
  EXPECT_NE(fates(first), fates(other));
}

TEST_F(SmsSim, fails_a_share_of_attempts_for_a_while_and_a_repeat_can_succeed) {
  constexpr std::size_t n = 5000;
  ChannelProbe probe;
  const auto sim =
      started(R"({"temporary_failure_rate": 0.3, "success_rate": 1, "latency_max_ms": 2})", probe);
  auto waiting = letters(n);
  std::uint64_t token = 1;
  for (std::uint32_t attempt = 1; !waiting.empty(); ++attempt) {
    ASSERT_LT(attempt, 30u);
    for (auto& letter : waiting) letter.attempt = attempt;
    const auto first = token;
    probe.send_all(*sim, waiting, first);
    token += waiting.size();
    drain(*sim);
    std::vector<Letter> failed;
    const auto completions = probe.completions();
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      const auto& seen = completions.at(first + i);
      ASSERT_EQ(seen.size(), 1u);
      if (seen[0].status == CRL_OK) continue;
      ASSERT_EQ(seen[0].status, CRL_E_UNAVAILABLE);
      failed.push_back(waiting[i]);
    }
    if (attempt == 1) expect_rate(failed.size(), n, 0.3);
    waiting = failed;
  }
  EXPECT_EQ(fates(probe).size(), n);
  EXPECT_EQ(host_.counter("carillon_sim_duplicate_sends_total"), 0);
}

TEST_F(SmsSim, answers_a_repeated_key_with_the_same_id_and_counts_it) {
  ChannelProbe probe;
  const auto sim = started(R"({"latency_max_ms": 1})", probe);
  probe.send_all(*sim, letters(100), 1);
  drain(*sim);
  const auto receipts = probe.receipt_count();
  probe.send_all(*sim, letters(50), 1001);
  drain(*sim);
  const auto completions = probe.completions();
  for (std::uint64_t i = 0; i < 50; ++i) {
    EXPECT_EQ(completions.at(1 + i)[0].provider_id, completions.at(1001 + i)[0].provider_id);
    EXPECT_EQ(completions.at(1001 + i)[0].status, CRL_OK);
  }
  EXPECT_EQ(probe.receipt_count(), receipts) << "a repeat is not sent again, so it has no receipt";
  EXPECT_EQ(host_.counter("carillon_sim_duplicate_sends_total"), 50);
}

TEST_F(SmsSim, doubles_delays_and_loses_receipts_at_the_configured_rates) {
  constexpr std::size_t n = 20'000;
  ChannelProbe probe;
  run(probe, R"({"latency_min_ms": 0, "latency_max_ms": 1, "duplicate_rate": 0.25, "lost_rate": 0.1,
                 "late_rate": 0.05, "late_ms": 300})",
      n);
  std::map<std::string, int> per_key;
  for (const auto& r : probe.receipts()) ++per_key[r.key];
  expect_rate(n - per_key.size(), n, 0.1);
  const auto doubled = std::ranges::count_if(per_key, [](const auto& k) { return k.second == 2; });
  expect_rate(static_cast<std::size_t>(doubled), n, 0.9 * 0.25);
  EXPECT_TRUE(std::ranges::all_of(per_key, [](const auto& k) { return k.second <= 2; }));
}

TEST_F(SmsSim, sends_a_late_receipt_after_all_the_others) {
  ChannelProbe probe;
  run(probe, R"({"latency_min_ms": 0, "latency_max_ms": 1, "late_rate": 0.2, "late_ms": 400})", 200);
  const auto receipts = probe.receipts();
  ASSERT_EQ(receipts.size(), 200u);
  const auto first = receipts.front().at_us;
  const auto late =
      std::ranges::count_if(receipts, [&](const auto& r) { return r.at_us - first >= 350'000; });
  expect_rate(static_cast<std::size_t>(late), 200, 0.2);
}

TEST_F(SmsSim, lets_a_reordered_receipt_overtake_its_completion) {
  ChannelProbe probe;
  const auto sim = started(R"({"latency_min_ms": 60, "latency_max_ms": 60, "reorder_rate": 1})", probe);
  probe.send_all(*sim, letters(100));
  drain(*sim);
  const auto receipts = probe.receipts();
  ASSERT_EQ(receipts.size(), 100u);
  EXPECT_TRUE(std::ranges::all_of(receipts, [](const auto& r) { return r.completions_before == 0; }));
  EXPECT_EQ(probe.completed(), 100u);
}

TEST_F(SmsSim, completes_everything_once_when_it_is_stopped_in_the_middle) {
  constexpr std::size_t n = 10'000;
  ChannelProbe probe;
  const auto sim = started(R"({"latency_min_ms": 1, "latency_max_ms": 60000})", probe);
  probe.send_all(*sim, letters(n));
  ASSERT_TRUE(eventually([&] { return probe.completed() > 0; }));
  sim->stop(sim->self);
  EXPECT_EQ(host_.armed_timers(), 0u);
  const auto completions = probe.completions();
  ASSERT_EQ(completions.size(), n);
  for (const auto& [token, seen] : completions) {
    ASSERT_EQ(seen.size(), 1u) << "token " << token;
    ASSERT_TRUE(seen[0].status == CRL_OK || seen[0].status == CRL_E_UNAVAILABLE);
  }
  sim->stop(sim->self);
  EXPECT_EQ(probe.completed(), n);
}

TEST_F(SmsSim, completes_cancelled_messages_as_cancelled_and_sends_no_receipt_for_them) {
  ChannelProbe probe;
  const auto sim = started(R"({"latency_min_ms": 100, "latency_max_ms": 150})", probe);
  probe.send_all(*sim, letters(100));
  const std::vector<std::uint64_t> tokens{3, 50, 77, 9999};
  channel_of(*sim).cancel(sim->self, tokens.data(), 4);
  channel_of(*sim).cancel(sim->self, tokens.data(), 4);
  drain(*sim);
  const auto completions = probe.completions();
  ASSERT_EQ(completions.size(), 100u);
  for (const auto& [token, seen] : completions) {
    const bool cancelled = token == 3 || token == 50 || token == 77;
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].status, cancelled ? CRL_E_CANCELLED : CRL_OK);
  }
  EXPECT_EQ(fates(probe).size(), 97u);
}

TEST_F(SmsSim, takes_what_fits_in_flight_and_calls_ready_when_there_is_room) {
  ChannelProbe probe;
  const auto sim = started(R"({"max_in_flight": 10, "latency_min_ms": 20, "latency_max_ms": 30})", probe);
  Error why;
  EXPECT_EQ(probe.send(*sim, letters(25), 1, &why), 10u);
  EXPECT_EQ(why.status, CRL_E_UNAVAILABLE);
  EXPECT_TRUE(eventually([&] { return probe.ready_calls() > 0; }));
  EXPECT_GT(probe.completed(), 0u);
  EXPECT_GT(probe.send(*sim, letters(5, "c2:"), 100), 0u);
  drain(*sim);
}

TEST_F(SmsSim, answers_a_throttled_batch_with_the_time_to_wait) {
  ChannelProbe probe;
  const auto sim = started(R"({"throttle_per_second": 5})", probe);
  Error why;
  EXPECT_EQ(probe.send(*sim, letters(12), 1, &why), 5u);
  EXPECT_EQ(why.status, CRL_E_RATE);
  EXPECT_GT(why.retry_after_ms, 0u);
  EXPECT_LE(why.retry_after_ms, 1001u);
}

TEST_F(SmsSim, refuses_numbers_that_are_none_and_texts_too_long) {
  ChannelProbe probe;
  const auto sim = started(R"({"max_text_len": 20})", probe);
  const std::vector<Letter> batch{{.key = "a", .to = "ann@example.com"},
                                  {.key = "b", .to = "+012345678"},
                                  {.key = "c", .to = "+45 12 34 56 78", .text = std::string(21, 'x')},
                                  {.key = "d", .to = "+45 12 34 56 78", .text = std::string(20, 'x')},
                                  {.key = "e", .to = "123456"},
                                  {.key = "f", .to = "4512345678", .text = ""}};
  EXPECT_EQ(probe.send(*sim, batch), 6u);
  drain(*sim);
  const auto completions = probe.completions();
  for (const auto& [token, seen] : completions) {
    EXPECT_EQ(seen[0].status, token == 4 ? CRL_OK : CRL_E_INVALID) << token << seen[0].message;
  }
  EXPECT_EQ(completions.size(), 6u);
}

TEST_F(SmsSim, hands_receipts_in_again_that_the_host_could_not_take) {
  ChannelProbe probe;
  const auto sim = started(R"({"latency_max_ms": 1})", probe);
  probe.refuse_receipts(true);
  probe.send_all(*sim, letters(200));
  ASSERT_TRUE(eventually([&] { return probe.completed() == 200; }));
  ASSERT_TRUE(eventually([&] { return probe.refusals() > 1; }));
  EXPECT_EQ(probe.receipt_count(), 0u);
  probe.refuse_receipts(false);
  drain(*sim);
  EXPECT_EQ(fates(probe).size(), 200u);
}

TEST_F(SmsSim, posts_signed_receipts_that_its_own_webhook_understands) {
  ChannelProbe probe;
  std::mutex mutex;
  std::vector<PostedBody> posted;
  host_.on_http([&](const PostedBody& body) {
    const std::lock_guard lock(mutex);
    posted.push_back(body);
    return posted.size() == 1 ? 503 : 200;  // the first is not taken and must come again
  });
  const auto sim = started(R"({"receipts": "http", "receipts_url": "http://127.0.0.1/hooks/sms",
                               "webhook_secret": "s3cret", "latency_max_ms": 1})",
                           probe);
  probe.send_all(*sim, letters(150));
  drain(*sim);
  EXPECT_EQ(probe.receipt_count(), 0u);
  for (std::size_t i = 1; i < posted.size(); ++i) {
    const auto& signature = posted[i].headers.at("X-Carillon-Signature");
    const crl_kv header{str("x-carillon-signature"), str(signature)};
    crl_error error = empty_error();
    EXPECT_EQ(channel_of(*sim).webhook(sim->self, &header, 1, str(posted[i].body), &error), CRL_OK);
  }
  EXPECT_EQ(posted[0].url, "http://127.0.0.1/hooks/sms");
  EXPECT_EQ(fates(probe).size(), 150u);
}

TEST_F(SmsSim, refuses_webhooks_with_a_bad_signature_or_an_unknown_state) {
  ChannelProbe probe;
  const auto open = started("{}", probe);
  const auto closed = started(R"({"webhook_secret": "k"})", probe);
  const auto call = [](const crl_instance& sim, const std::string& body, const std::string& signature) {
    const crl_kv header{str("X-Carillon-Signature"), str(signature)};
    crl_error error = empty_error();
    const auto status = channel_of(sim).webhook(sim.self, &header, 1, str(body), &error);
    return read_error(status, error);
  };
  const std::string good =
      R"({"receipts":[{"idempotency_key":"k1","state":"delivered","at":"2026-05-01T10:00:00.5Z"},
                      {"provider_id":"sms-1","state":"failed","at":1700000000000000,"detail_code":"x"}]})";
  EXPECT_EQ(call(*closed, good, "sha256=00").status, CRL_E_AUTH);
  EXPECT_EQ(call(*closed, good, "").status, CRL_E_AUTH);
  EXPECT_EQ(probe.receipt_count(), 0u);
  EXPECT_EQ(call(*open, good, "").status, CRL_OK);
  ASSERT_EQ(probe.receipt_count(), 2u);
  EXPECT_EQ(probe.receipts()[0].at_us, 1'777'629'600'500'000);
  EXPECT_EQ(probe.receipts()[1].state, CRL_RCPT_UNDELIVERED);

  const auto wrong = call(*open, R"({"receipts":[{"idempotency_key":"k","state":"eaten"}]})", "");
  EXPECT_EQ(wrong.status, CRL_E_INVALID);
  EXPECT_NE(wrong.message.find("/receipts/0/state"), std::string::npos) << wrong.message;
  EXPECT_EQ(call(*open, R"({"receipts":[{"state":"sent"}]})", "").status, CRL_E_INVALID);
  EXPECT_EQ(call(*open, R"({"receipts":[{"provider_id":"p","state":"sent","at":"yesterday"}]})", "").status,
            CRL_E_INVALID);
  EXPECT_EQ(call(*open, "not json", "").status, CRL_E_INVALID);
  EXPECT_EQ(probe.receipt_count(), 2u) << "a body that is refused gives no receipt at all";
}

TEST_F(SmsSim, goes_down_and_says_until_when) {
  ChannelProbe probe;
  const auto sim = started(R"({"down_every_ms": 100, "down_for_ms": 99.9})", probe);
  Error why;
  ASSERT_TRUE(eventually([&] { return probe.send(*sim, letters(1), 1, &why) == 0; }));
  EXPECT_EQ(why.status, CRL_E_UNAVAILABLE);
  EXPECT_GT(why.retry_after_ms, 0u);
  EXPECT_LE(why.retry_after_ms, 101u);
}

TEST_F(SmsSim, refuses_a_configuration_that_makes_no_sense_and_names_the_member) {
  ChannelProbe probe;
  const auto refusal = [&](const std::string& config) {
    const auto made = create(module_, "sms_sim", config, probe.sink());
    return made ? Error{CRL_OK, ""} : made.error();
  };
  EXPECT_EQ(refusal(R"({"success_rate": 1.5})").vendor_code, "/success_rate");
  EXPECT_EQ(refusal(R"({"success_rate": "much"})").vendor_code, "/success_rate");
  EXPECT_EQ(refusal(R"({"latency_min_ms": 5, "latency_max_ms": 4})").vendor_code, "/latency_max_ms");
  EXPECT_EQ(refusal(R"({"receipts": "http"})").vendor_code, "/receipts_url");
  EXPECT_EQ(refusal(R"({"receipts": "pigeon"})").vendor_code, "/receipts");
}

TEST_F(SmsSim, refuses_a_share_for_good_however_often_it_is_asked) {
  constexpr std::size_t n = 4000;
  ChannelProbe first, again;
  const std::string config = R"({"permanent_failure_rate": 0.2, "latency_max_ms": 1})";
  run(first, config, n);
  run(again, config, n);
  std::size_t refused = 0;
  const auto second = again.completions();
  for (const auto& [token, seen] : first.completions()) {
    ASSERT_EQ(seen[0].status, second.at(token)[0].status);
    if (seen[0].status == CRL_E_INVALID) ++refused;
  }
  expect_rate(refused, n, 0.2);
  EXPECT_EQ(first.receipt_count(), n - refused);
}

TEST_F(SmsSim, answers_a_hanging_message_only_when_it_is_cancelled_or_stopped) {
  ChannelProbe probe;
  const auto sim = started(R"({"hang_rate": 1})", probe);
  probe.send_all(*sim, letters(10));
  const std::vector<std::uint64_t> tokens{3};
  channel_of(*sim).cancel(sim->self, tokens.data(), 1);
  EXPECT_EQ(probe.completed(), 1u);
  sim->stop(sim->self);
  EXPECT_EQ(probe.completed(), 10u);
}

TEST_F(SmsSim, misbehaves_when_it_is_asked_to) {
  constexpr std::size_t n = 2000;
  ChannelProbe probe;
  run(probe,
      R"({"latency_max_ms": 1, "double_completion_rate": 0.1, "garbage_rate": 0.1, "receipt_flood": 3})", n);
  std::size_t twice = 0, unknown = 0;
  for (const auto& [token, seen] : probe.completions()) {
    if (token > n) ++unknown;
    if (token <= n && seen.size() == 2) ++twice;
  }
  expect_rate(twice, n, 0.1);
  expect_rate(unknown, n, 0.1);
  EXPECT_EQ(probe.receipt_count(), 4 * n + unknown);
}

TEST_F(SmsSim, throws_out_of_send_when_it_is_asked_to_and_the_host_hears_of_each_message) {
  ChannelProbe probe;
  const auto sim = started(R"({"throw_rate": 0.3, "latency_max_ms": 1})", probe);
  const auto all = letters(100);
  std::size_t taken = 0;
  for (int calls = 0; taken < all.size() && calls < 1000; ++calls) {
    const std::vector<Letter> rest(all.begin() + static_cast<std::ptrdiff_t>(taken), all.end());
    taken += probe.send(*sim, rest, taken + 1);
  }
  drain(*sim);
  const auto completions = probe.completions();
  ASSERT_EQ(completions.size(), 100u);
  const auto thrown =
      std::ranges::count_if(completions, [](const auto& c) { return c.second[0].status == CRL_E_INTERNAL; });
  expect_rate(static_cast<std::size_t>(thrown), 100, 0.3);
  for (const auto& [token, seen] : completions) EXPECT_EQ(seen.size(), 1u);
}

TEST_F(SmsSim, takes_most_answers_early_and_a_few_very_late_with_a_long_tail) {
  ChannelProbe probe;
  const auto sim = started(
      R"({"latency": "long_tail", "latency_min_ms": 0, "latency_max_ms": 100, "receipts": "off"})", probe);
  const auto start = std::chrono::steady_clock::now();
  probe.send_all(*sim, letters(2000));
  const auto ms = [&] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start)
        .count();
  };
  ASSERT_TRUE(eventually([&] { return probe.completed() >= 1000; }));
  const auto half = ms();
  ASSERT_TRUE(eventually([&] { return probe.completed() == 2000; }));
  EXPECT_GE(ms(), 3 * half / 2);
  EXPECT_GE(half, 45);
}

// Several hosts, one book: here three instances, one of them dead in the middle of a line.
TEST_F(SmsSim, writes_what_it_accepts_into_a_book_that_several_hosts_share) {
  const auto path =
      (std::filesystem::temp_directory_path() / ("sim_ledger_" + std::to_string(::getpid()))).string();
  std::filesystem::remove(path);
  EXPECT_EQ(sim::read_ledger(path).error().status, CRL_E_NOT_FOUND);
  const std::string config =
      R"({"latency_max_ms": 1, "temporary_failure_rate": 0.2, "ledger": ")" + path + "\"}";
  ChannelProbe a, b, c;
  run(a, config, 300);
  std::size_t accepted = 0;
  for (const auto& [token, seen] : a.completions()) accepted += seen[0].status == CRL_OK ? 1 : 0;
  auto counts = sim::read_ledger(path);
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->accepted, accepted);
  EXPECT_EQ(counts->keys, accepted);
  EXPECT_EQ(counts->repeats + counts->two_keys + counts->two_recipients + counts->damaged, 0u);
  std::ofstream(path, std::ios::app) << "9-1-0\t+45";
  run(b, config, 300);
  counts = sim::read_ledger(path);
  EXPECT_EQ(counts->keys, accepted);
  EXPECT_EQ(counts->repeats, accepted);
  EXPECT_EQ(counts->damaged, 1u);
  {
    const auto sim = started(R"({"latency_max_ms": 1, "ledger": ")" + path + "\"}", c);
    c.send_all(*sim, {{.key = "7-1-0", .to = "+4511111111"},
                      {.key = "7-2-0", .to = "+4511111111"},
                      {.key = "8-1-0", .to = "+4511111111"},
                      {.key = "8-1-0", .to = "+4522222222"}});
    drain(*sim);
  }
  counts = sim::read_ledger(path);
  EXPECT_EQ(counts->two_keys, 1u);
  EXPECT_EQ(counts->two_recipients, 1u);
  std::filesystem::remove(path);
}

// Else a host that dies between the two leaves a receipt for what nobody accepted.
TEST_F(SmsSim, writes_into_its_book_before_a_receipt_that_overtakes_the_answer) {
  const auto path =
      (std::filesystem::temp_directory_path() / ("sim_early_" + std::to_string(::getpid()))).string();
  std::filesystem::remove(path);
  ChannelProbe probe;
  const auto sim = started(
      R"({"latency_min_ms": 500, "latency_max_ms": 500, "reorder_rate": 1, "ledger": ")" + path + "\"}",
      probe);
  probe.send_all(*sim, letters(50));
  ASSERT_TRUE(eventually([&] { return probe.receipts().size() == 50; }));
  const auto early = sim::read_ledger(path);
  ASSERT_TRUE(early.ok());
  EXPECT_EQ(early->keys, 50u);
  drain(*sim);
  EXPECT_EQ(sim::read_ledger(path)->accepted, 50u);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace carillon::test
