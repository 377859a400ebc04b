// The gate, links and choices within a running delivery, over a channel that keeps what it was given.
#include <condition_variable>
#include <mutex>

#include <gtest/gtest.h>

#include "base/time_text.h"
#include "delivery/direct.h"
#include "delivery/forecast.h"
#include "delivery/states.h"
#include "links/links.h"
#include "pipeline_fixture.h"
#include "policy/addresses.h"
#include "policy/choices.h"
#include "store/direct_messages.h"
#include "store/suppressions.h"

namespace carillon::delivery {
namespace {

using testing::Pipeline;
using testing::succeeded;

struct Kept {
  std::string to, from, subject, text, html, key;
  std::map<std::string, std::string> meta;
};

// A channel for e-mail that delivers at once.
class Mailbox {
 public:
  Mailbox() {
    table_.size = sizeof table_;
    table_.caps = [](void*, crl_channel_caps* out) {
      out->flags = CRL_CHANNEL_HTML | CRL_CHANNEL_SUBJECT;
      out->address = CRL_ADDRESS_EMAIL;
    };
    table_.cancel = [](void*, const std::uint64_t*, std::uint32_t) {};
    table_.send = [](void* self, const crl_message* const* messages, std::uint32_t n, crl_error*) {
      return static_cast<Mailbox*>(self)->take(messages, n);
    };
    table_.webhook = [](void*, const crl_kv*, std::uint32_t, crl_str, crl_error*) { return CRL_OK; };
  }
  void take_devices() {
    table_.caps = [](void*, crl_channel_caps* out) { out->address = CRL_ADDRESS_PUSH; };
  }
  void attach(Delivery& delivery) {
    sink_ = delivery.sink_for("email");
    delivery.attach("email", "mailbox", &table_, this, [] { return std::unique_lock<std::mutex>(); });
  }
  // What the vendor says later of a message.
  crl_status tell(const std::string& key, std::int32_t state, const std::string& why) {
    crl_receipt receipt{};
    receipt.size = sizeof receipt;
    receipt.state = state;
    receipt.idempotency_key = str(key);
    receipt.detail_code = str(why);
    const crl_receipt* list[] = {&receipt};
    return sink_->receipt(sink_->ctx, list, 1);
  }
  std::vector<Kept> kept() {
    const std::scoped_lock lock(mutex_);
    return kept_;
  }

 private:
  std::uint32_t take(const crl_message* const* messages, std::uint32_t n) {
    std::vector<crl_completion> done(n);
    std::vector<const crl_completion*> pointers;
    {
      const std::scoped_lock lock(mutex_);
      for (std::uint32_t i = 0; i < n; ++i) {
        const crl_message& m = *messages[i];
        Kept kept{std::string(view(m.to)),
                  std::string(view(m.from)),
                  std::string(view(m.subject)),
                  std::string(view(m.text)),
                  std::string(view(m.html)),
                  std::string(view(m.idempotency_key)),
                  {}};
        for (std::uint32_t k = 0; k < m.n_meta; ++k) {
          kept.meta[std::string(view(m.meta[k].key))] = view(m.meta[k].value);
        }
        kept_.push_back(std::move(kept));
        done[i].size = sizeof done[i];
        done[i].token = m.token;
      }
    }
    for (const auto& completion : done) pointers.push_back(&completion);
    sink_->complete(sink_->ctx, pointers.data(), n);
    return n;
  }

  crl_channel table_{};
  const crl_channel_sink* sink_ = nullptr;
  std::mutex mutex_;
  std::vector<Kept> kept_;
};

class Sending : public ::testing::Test {
 protected:
  Sending() : links(p.store.database(), p.clock, {"https://h.example", {"secret"}}) {
    EXPECT_TRUE(links.open());
  }

  void start(policy::Rules rules = {}) {
    Options options;
    options.exclusive = true;
    options.record_delay_us = 2'000;
    options.links = &links;
    options.policy = std::move(rules);
    p.delivery = std::make_unique<Delivery>(p.store.database(), *p.compiler, p.ids, p.clock, options);
    mailbox.attach(*p.delivery);
    ASSERT_TRUE(succeeded(p.delivery->start()));
  }
  Id campaign(const std::string& content, const std::string& options = "") {
    store::Campaign c;
    c.id = p.ids.next();
    c.name = "Test";
    c.channel = "email";
    c.audience = R"({"rule":{"all":[]}})";
    c.content = content;
    c.options = options.empty() ? "{}" : options;
    c.created_at = c.updated_at = p.clock.now_us();
    EXPECT_TRUE(
        succeeded(p.store.database().write([&](store::Session& s) { return store::insert_campaign(s, c); })));
    return c.id;
  }
  void run(Id id) {
    ASSERT_TRUE(succeeded(p.delivery->launch(id)));
    ASSERT_TRUE(p.runs_to_its_end(id));
    EXPECT_TRUE(p.ledger_agrees(id));
  }
  // A single message, sent; waits until it is kept.
  Kept one(const DirectRequest& request) {
    const std::size_t before = mailbox.kept().size();
    auto composed = p.delivery->direct().compose(request);
    EXPECT_TRUE(succeeded(composed));
    const auto* message = std::get_if<store::DirectMessage>(&*composed);
    EXPECT_NE(message, nullptr);
    if (message == nullptr) return {};
    EXPECT_TRUE(succeeded(p.store.database().write(
        [&](store::Session& s) { return store::insert_direct_message(s, *message); })));
    p.delivery->direct().posted();
    std::uint64_t mark = 0;
    for (int i = 0; i < 200 && mailbox.kept().size() == before; ++i)
      mark = p.delivery->wait_for_change(mark, std::chrono::milliseconds(100));
    const auto kept = mailbox.kept();
    EXPECT_GT(kept.size(), before);
    return kept.size() > before ? kept.back() : Kept{};
  }
  Forecast forecast(Id id) {
    store::Campaign stored;
    EXPECT_TRUE(succeeded(p.store.database().read([&](store::Session& s) -> Status {
      stored = store::get_campaign(s, id).value().value();
      return {};
    })));
    auto made = p.delivery->forecaster().of(stored, 0);
    EXPECT_TRUE(succeeded(made));
    return std::get<Forecast>(*made);
  }
  void suppress(std::string_view address) {
    store::Suppression s;
    s.id = p.ids.next();
    s.address = address;
    s.subject = policy::subject_of_address(address);
    ASSERT_TRUE(succeeded(p.store.database().write(
        [&](store::Session& t) { return store::put_suppressions(t, std::span(&s, 1)); })));
  }

  Pipeline p;
  links::Links links;
  Mailbox mailbox;
};

TEST_F(Sending, mails_say_how_to_unsubscribe_with_one_click) {
  p.add_customers(3);
  start();
  run(campaign(R"({"template":{"text":"Hi. {{ unsubscribe_url }}"}})", R"({"sender":"shop@example.com"})"));
  const auto kept = mailbox.kept();
  ASSERT_EQ(kept.size(), 3U);
  for (const auto& mail : kept) {
    EXPECT_EQ(mail.meta.at("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    const std::string url = mail.meta.at("List-Unsubscribe");
    EXPECT_EQ("Hi. " + url.substr(1, url.size() - 2), mail.text);
    EXPECT_EQ(mail.from, "shop@example.com");
    const auto token = links.verify(links::Kind::kUnsubscribe, url.substr(21, url.size() - 22));
    ASSERT_TRUE(token) << url;
    EXPECT_EQ(token->rest, "email");
  }
}

TEST_F(Sending, clicks_and_opens_are_counted_only_when_asked_and_never_in_text) {
  p.add_customers(1);
  start();
  const std::string content =
      R"({"template":{"text":"https://shop.example","html":"<a href=\"https://shop.example/?p={{ customer.external_id }}\">x</a><a href=\"{{ unsubscribe_url }}\">u</a>"}})";
  run(campaign(content));
  EXPECT_NE(mailbox.kept().back().html.find("\"https://shop.example/?p=c0\""), std::string::npos)
      << mailbox.kept().back().html;
  run(campaign(content, R"({"tracking":{"opens":true,"clicks":true}})"));
  const Kept mail = mailbox.kept().back();
  EXPECT_EQ(mail.text, "https://shop.example");
  EXPECT_EQ(mail.html.find("https://shop.example"), std::string::npos) << mail.html;
  const auto at = mail.html.find("https://h.example/c/");
  ASSERT_NE(at, std::string::npos);
  const auto from = at + 20;
  const auto token =
      links.verify(links::Kind::kClick, mail.html.substr(from, mail.html.find('"', from) - from));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->rest, "https://shop.example/?p=c0");
  EXPECT_NE(mail.html.find("href=\"https://h.example/u/"), std::string::npos);
  EXPECT_NE(mail.html.find("<img src=\"https://h.example/o/"), std::string::npos);
}

TEST_F(Sending, single_messages_have_links_of_ours_when_their_template_or_sender_asks) {
  p.add_customers(1);
  start();
  DirectRequest request;
  request.channel = "email";
  request.address = "asha@example.com";
  request.content = json::object{
      {"template", json::object{{"text", "Paid."}, {"html", "<a href=\"https://shop.example/a\">a</a>"}}}};
  const Kept plain = one(request);
  EXPECT_TRUE(plain.meta.empty()) << "a receipt needs no way to unsubscribe";
  EXPECT_EQ(plain.html, "<a href=\"https://shop.example/a\">a</a>");
  request.clicks = true;
  request.list_unsubscribe = true;
  const Kept counted = one(request);
  EXPECT_EQ(counted.meta.at("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
  EXPECT_TRUE(counted.html.starts_with("<a href=\"https://h.example/c/")) << counted.html;
  EXPECT_EQ(counted.html.find("/o/"), std::string::npos) << "opens are not counted";
  request = {};
  request.channel = "email";
  request.address = "asha@example.com";
  request.content = json::object{{"template", json::object{{"text", "{{ unsubscribe_url }}"}}}};
  const Kept linked = one(request);
  EXPECT_EQ(linked.meta.at("List-Unsubscribe"), "<" + linked.text + ">");
  const auto token = links.verify(links::Kind::kUnsubscribe, linked.text.substr(20));
  ASSERT_TRUE(token) << linked.text;
  policy::Choices choices(p.delivery->gate(), p.ids, p.clock);
  ASSERT_TRUE(succeeded(p.store.database().write([&](store::Session& s) -> Status {
    const auto known = choices.unsubscribe(
        s, {token->campaign, token->customer, token->rest, policy::AddressKind::kEmail}, false, {"test", ""});
    EXPECT_TRUE(known && *known);
    return {};
  })));
  EXPECT_EQ(one(request).to, "asha@example.com") << "what one has asked for still comes";
}

TEST_F(Sending, goes_to_the_device_of_a_customer_by_the_token_among_the_attributes) {
  p.add_customers(2);
  ingest::CustomerInput row;
  row.external_id = "c0";
  row.attributes = {true, R"({"push_token":"fXk3:APA91bHun4-MFrw_device","level":7})"};
  p.add(row);
  row.external_id = "c1";
  row.attributes = {true, R"({"push_token":"x"})"};
  p.add(row);
  p.add_customers(1, 2);
  mailbox.take_devices();
  start();
  const Id id = campaign(R"({"template":{"text":"Hi {{ customer.name }}"}})");
  EXPECT_EQ(forecast(id).sendable, 1);
  run(id);
  const auto kept = mailbox.kept();
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].to, "fXk3:APA91bHun4-MFrw_device");
  const auto stats = p.stats(id);
  EXPECT_EQ(stats.by_reason.at("no_address"), 1);
  EXPECT_EQ(stats.by_reason.at("invalid_address"), 1);
}

TEST_F(Sending, a_preview_counts_whom_caps_would_leave_out) {
  p.add_customers(10);
  policy::Rules rules;
  rules.caps = {policy::parse_cap("1 in 1 day").value()};
  start(rules);
  run(campaign(R"({"template":{"text":"Hi"}})"));
  p.add_customers(5, 10);
  const std::string content = R"({"template":{"text":"Hi"}})";
  const Id second = campaign(content);
  for (int repeat = 0; repeat < 2; ++repeat) {
    const Forecast seen = forecast(second);
    EXPECT_EQ(seen.skipped.at("frequency_cap"), 10);
    EXPECT_EQ(seen.sendable, 5);
  }
  EXPECT_EQ(forecast(campaign(content, R"({"frequency_caps":false})")).sendable, 15);
  run(second);
  EXPECT_EQ(p.stats(second).by_reason.at("frequency_cap"), 10);
  const auto counts = p.delivery->gate().counts();
  EXPECT_EQ(counts.passed, 15U) << "previews do not count";
  EXPECT_EQ(counts.refused.at("frequency_cap"), 10U);
}

TEST_F(Sending, what_a_link_tells_moves_the_ledger_forward_and_once) {
  p.add_customers(2);
  start();
  const Id id = campaign(R"({"template":{"text":"Hi"}})");
  run(id);
  std::vector<store::Message> rows;
  ASSERT_TRUE(succeeded(p.store.database().read([&](store::Session& s) -> Status {
    auto page = store::list_messages(s, id, std::nullopt, {}, 10);
    if (!page) return page.error();
    rows = page->messages;
    return {};
  })));
  for (int repeat = 0; repeat < 3; ++repeat) {
    EXPECT_TRUE(p.delivery->observe({id, 0, rows[0].customer_id}, store::MessageState::kClicked));
    EXPECT_TRUE(p.delivery->observe({id, 0, rows[0].customer_id}, store::MessageState::kOpened));
  }
  std::uint64_t mark = 0;
  for (int i = 0; i < 50 && p.stats(id).by_state.at("clicked") == 0; ++i) {
    mark = p.delivery->wait_for_change(mark, std::chrono::milliseconds(100));
  }
  EXPECT_EQ(p.stats(id).by_state.at("clicked"), 1);
  EXPECT_EQ(p.stats(id).by_state.at("opened"), 0);
  EXPECT_TRUE(p.ledger_agrees(id));
}

TEST_F(Sending, everybody_refused_is_a_row_with_its_reason) {
  p.add_customers(20);
  ingest::CustomerInput twin;
  twin.external_id = "twin";
  twin.email = {true, "P3@Example.com"};
  twin.consent_email = {true, true};
  p.add(twin);
  twin.external_id = "broken";
  twin.email = {true, "no.address@nowhere"};
  p.add(twin);
  suppress("p5@example.com");
  policy::Rules rules;
  rules.caps = {policy::parse_cap("1 in 1 day").value()};
  start(rules);
  const Id first = campaign(R"({"template":{"text":"Hi"}})");
  run(first);
  const auto s = p.stats(first);
  EXPECT_EQ(s.by_reason, (std::map<std::string, std::int64_t>{
                             {"duplicate_address", 1}, {"invalid_address", 1}, {"suppressed", 1}}));
  EXPECT_EQ(s.by_state.at("sent"), 19);
  const Id second = campaign(R"({"template":{"text":"Hi"}})");
  run(second);
  EXPECT_EQ(p.stats(second).by_reason.at("frequency_cap"), 19);
  const Id uncapped = campaign(R"({"template":{"text":"Hi"}})", R"({"frequency_caps":false,"holdout":0.5})");
  run(uncapped);
  const auto u = p.stats(uncapped);
  EXPECT_GT(u.by_reason.at("holdout"), 0);
  EXPECT_GT(u.by_state.at("sent"), 0);
  EXPECT_EQ(u.by_reason.count("frequency_cap"), 0U);
}

TEST_F(Sending, addresses_that_bounce_or_complain_are_not_written_to_again) {
  p.add_customers(4);
  start();
  const Id first = campaign(R"({"template":{"text":"Hi"}})");
  run(first);
  const auto kept = mailbox.kept();
  ASSERT_EQ(kept.size(), 4U);
  EXPECT_EQ(mailbox.tell(kept[0].key, CRL_RCPT_BOUNCED, "550 5.1.1"), CRL_OK);
  EXPECT_EQ(mailbox.tell(kept[1].key, CRL_RCPT_COMPLAINED, "abuse"), CRL_OK);
  EXPECT_EQ(mailbox.tell(kept[2].key, CRL_RCPT_BOUNCED, "452 4.2.2"), CRL_OK);
  const auto settled = [&] {
    const auto s = p.stats(first);
    return s.by_state.at("bounced") == 2 && s.by_state.at("complained") == 1;
  };
  std::uint64_t mark = 0;
  for (int i = 0; i < 100 && !settled(); ++i) {
    mark = p.delivery->wait_for_change(mark, std::chrono::milliseconds(50));
  }
  ASSERT_TRUE(settled());
  const Id second = campaign(R"({"template":{"text":"Hi"}})");
  run(second);
  EXPECT_EQ(p.stats(second).by_reason,
            (std::map<std::string, std::int64_t>{{"bounced_before", 1}, {"complained_before", 1}}));
}

TEST_F(Sending, a_message_that_must_wait_goes_when_its_time_has_come) {
  p.add_customers(30);
  start();
  const std::string when = time_text(p.clock.now_us() + 2'000'000).substr(0, 19);
  const Id id = campaign(R"({"template":{"text":"Hi"}})",
                         R"({"schedule":{"at":")" + when + R"(","per_customer":true}})");
  ASSERT_TRUE(succeeded(p.delivery->launch(id)));
  ASSERT_TRUE(p.runs_to_its_end(id));
  EXPECT_EQ(mailbox.kept().size(), 30U);
  EXPECT_GE(p.clock.now_us(), *parse_time(when + "Z"));
  EXPECT_TRUE(p.ledger_agrees(id));
}

}  // namespace
}  // namespace carillon::delivery
