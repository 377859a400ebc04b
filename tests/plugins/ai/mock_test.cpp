// The built-in AI provider through the plugin line: what it suggests for what it is asked.
#include <iostream>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "sdk/test_host.hpp"

namespace carillon::test {
namespace {

constexpr std::string_view kPlaceholder = R"({{ customer.name | default: "there" }})";

struct Answer {
  int calls = 0;
  crl_status status = CRL_PENDING;
  std::string text, error, vendor_code;
  std::vector<std::string> warnings;
};

struct Suggested {
  std::string subject, text, tone, rationale;
};

class MockAi : public ::testing::Test {
 protected:
  Answer ask(const std::string& task, const std::string& input, std::uint64_t seed = 0) {
    const JsonDoc doc(input);
    crl_ai_request request{};
    request.size = sizeof request;
    request.task = str(task);
    request.input = doc.get();
    request.temperature = -1;
    request.seed = seed;
    Answer answer;
    const crl_ai_sink sink{
        sizeof sink, 0, &answer, nullptr,
        [](void* ctx, crl_status status, const crl_ai_result* result, const crl_error* error) {
          auto& out = *static_cast<Answer*>(ctx);
          ++out.calls;
          out.status = status;
          if (result != nullptr) {
            out.text = view(result->text);
            for (std::uint32_t i = 0; i < result->n_warnings; ++i) {
              out.warnings.emplace_back(view(result->warnings[i]));
            }
          }
          if (error != nullptr) {
            const Error e = read_error(status, *error);
            out.error = e.message;
            out.vendor_code = e.vendor_code;
          }
        }};
    const auto* ai = static_cast<const crl_ai*>(instance_->get_interface(instance_->self, CRL_AI_ID));
    std::uint64_t op = 0;
    crl_error error = empty_error();
    EXPECT_EQ(ai->complete(instance_->self, &request, &sink, &op, &error), CRL_PENDING);
    EXPECT_EQ(answer.calls, 1);
    return answer;
  }

  std::vector<Suggested> suggest(const std::string& objective, const std::string& more = "",
                                 std::uint64_t seed = 0) {
    const auto answer =
        ask("message_suggestions",
            R"({"objective": )" + boost::json::serialize(boost::json::value(objective)) + more + "}", seed);
    EXPECT_EQ(answer.status, CRL_OK) << answer.error;
    std::vector<Suggested> out;
    const auto parsed = boost::json::parse(answer.text);
    const auto field = [](const boost::json::object& o, const char* name) {
      const auto* v = o.if_contains(name);
      return v == nullptr ? std::string{} : std::string(v->as_string());
    };
    for (const auto& each : parsed.at("suggestions").as_array()) {
      const auto& o = each.as_object();
      out.push_back({field(o, "subject"), field(o, "text"), field(o, "tone"), field(o, "rationale")});
    }
    return out;
  }

  TestHost host_;
  Module module_{plugin_path("ai_mock"), host_};
  InstancePtr instance_ = create(module_, "mock", "{}").value();
};

TEST_F(MockAi, suggests_three_different_short_messages_with_a_placeholder_for_the_name) {
  const auto seen = suggest("Win back inactive users with 20% off shoes until Sunday, code BACK20");
  ASSERT_EQ(seen.size(), 3u);
  std::set<std::string> texts, tones;
  for (const auto& s : seen) {
    texts.insert(s.text);
    tones.insert(s.tone);
    EXPECT_NE(s.text.find(kPlaceholder), std::string::npos) << s.text;
    EXPECT_NE(s.text.find("20% off"), std::string::npos) << s.text;
    EXPECT_LE(s.text.size(), 160u) << s.text;
    EXPECT_EQ(s.subject, "");
    EXPECT_NE(s.rationale.find("win-back"), std::string::npos) << s.rationale;
  }
  EXPECT_EQ(texts.size(), 3u);
  EXPECT_EQ(tones.size(), 3u);
}

TEST_F(MockAi, carries_offer_product_code_and_deadline_into_an_email_with_a_subject) {
  const auto seen =
      suggest("Bring back customers with $10 off winter jackets, use code WARM10, until 30 November",
              R"(, "channel": "email", "brand": "Nordlys")");
  ASSERT_EQ(seen.size(), 3u);
  for (const auto& s : seen) {
    EXPECT_NE(s.subject, "");
    for (const auto* fact : {"$10 off winter jackets", "WARM10", "until 30 November", "Nordlys"}) {
      EXPECT_NE(s.text.find(fact), std::string::npos) << fact << " in:\n" << s.text;
    }
  }
}

TEST_F(MockAi, recognises_the_occasion_also_when_an_offer_is_mentioned) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"bring back inactive users", "win-back"},
      {"People who have not ordered for three months should come back", "win-back"},
      {"Announce our new summer collection", "new arrival"},
      {"We launch a new product on Friday", "new arrival"},
      {"Give everyone 15% discount this weekend", "discount"},
      {"Clearance sale on shoes", "discount"},
      {"Say thank you to last month's buyers", "thank-you"},
      {"Birthday greeting with a 20% discount", "birthday"},
      {"Remind people of their abandoned cart, offer free shipping", "abandoned cart"},
      {"Reward our most loyal VIP customers with 25% off", "loyalty"},
      {"Invite customers to our summer festival", "event"},
      {"Ask for a review of their last purchase", "review request"},
      {"Something nice for everybody", "general"},
  };
  for (const auto& [objective, intent] : cases) {
    const auto seen = suggest(objective);
    EXPECT_NE(seen[0].rationale.find("Occasion: " + intent), std::string::npos)
        << objective << " -> " << seen[0].rationale;
  }
}

TEST_F(MockAi, takes_a_sum_for_an_offer_only_where_it_is_given_away) {
  EXPECT_EQ(suggest("Thank customers who spent over $500")[0].text.find("$500"), std::string::npos);
  EXPECT_EQ(suggest("A message to our top 10% customers")[0].text.find("10%"), std::string::npos);
  EXPECT_NE(suggest("Give a $15 voucher to say thank you")[0].text.find("$15 off"), std::string::npos);
  const auto rupees = suggest(
                          "Flat \xE2\x82\xB9"
                          "500 off for lapsed customers")[0]
                          .text;
  EXPECT_NE(rupees.find("Rs 500 off"), std::string::npos) << rupees;
}

TEST_F(MockAi, takes_neither_the_basket_nor_the_people_for_a_product) {
  EXPECT_NE(suggest("Remind people of their abandoned cart")[0].text.find("your basket"), std::string::npos);
  EXPECT_EQ(suggest("Give 20% off for our best customers")[0].text.find("off best"), std::string::npos);
  EXPECT_NE(suggest("Flat 20% off for Diwali")[0].text.find("Diwali special: 20% off"), std::string::npos);
}

TEST_F(MockAi, keeps_every_short_message_within_160_characters_whatever_the_facts) {
  const std::vector<std::string> occasions{"win back inactive users",
                                           "announce our new arrivals",
                                           "discount",
                                           "thank our customers",
                                           "birthday",
                                           "abandoned cart",
                                           "loyal VIP customers",
                                           "invite to our event",
                                           "ask for a review",
                                           "something"};
  const std::vector<std::string> facts{
      "", " with 20% off", " with 35% off handmade leather boots until 30 September, code AUTUMN35XL",
      " with free shipping on \"an extraordinarily long name of a thing\" this weekend",
      " \xE2\x80\x94 caf\xC3\xA9 \xF0\x9F\x8E\x89 on \"\xE2\x98\x95 beans\""};
  for (const auto& occasion : occasions) {
    for (const auto& fact : facts) {
      for (const auto* more : {"", R"(, "brand": "The Very Long Brand Name of Scandinavia")",
                               R"(, "brand": "\u2615", "variants": 6)"}) {
        for (const auto& s : suggest(occasion + fact, more)) {
          EXPECT_LE(s.text.size(), 160u) << s.text;
          for (const char c : s.text) EXPECT_LT(static_cast<unsigned char>(c), 0x80) << s.text;
          EXPECT_EQ(s.text.find('['), std::string::npos) << s.text;
          EXPECT_EQ(s.text.find('<'), std::string::npos) << s.text;
          EXPECT_EQ(s.text.find("  "), std::string::npos) << s.text;
        }
      }
    }
  }
}

TEST_F(MockAi, answers_the_same_brief_the_same_way_and_another_seed_differently) {
  const auto first = suggest("bring back inactive users");
  EXPECT_EQ(first[0].text, suggest("bring back inactive users")[0].text);
  EXPECT_NE(first[0].text, suggest("bring back inactive users", "", 1)[0].text);
}

TEST_F(MockAi, puts_the_tone_that_was_asked_for_first_and_gives_as_many_as_asked) {
  EXPECT_EQ(suggest("win back inactive users", R"(, "tone": "playful")")[0].tone, "playful");
  EXPECT_EQ(suggest("win back inactive users", R"(, "variants": 1)").size(), 1u);
  EXPECT_EQ(suggest("win back inactive users", R"(, "variants": 5)").size(), 5u);
  const auto many = ask("message_suggestions", R"({"objective": "sale", "variants": 50})");
  ASSERT_EQ(many.warnings.size(), 1u);
  EXPECT_NE(many.warnings[0].find("variants"), std::string::npos);
}

TEST_F(MockAi, mentions_the_audience_in_its_reasons) {
  const auto seen =
      suggest("thank them", R"(, "audience": {"description": "customers in Pune", "count": 1204})");
  EXPECT_NE(seen[0].rationale.find("customers in Pune (1204 customers)"), std::string::npos)
      << seen[0].rationale;
}

TEST_F(MockAi, refuses_other_tasks_and_empty_objectives_with_a_sentence) {
  const auto other = ask("segment_names", R"({"objective": "x"})");
  EXPECT_EQ(other.status, CRL_E_UNSUPPORTED);
  EXPECT_NE(other.error.find("segment_names"), std::string::npos);
  const auto missing = ask("message_suggestions", R"({"channel": "sms"})");
  EXPECT_EQ(missing.status, CRL_E_INVALID);
  EXPECT_EQ(missing.vendor_code, "/objective");
  EXPECT_EQ(ask("message_suggestions", R"({"objective": "  "})").status, CRL_E_INVALID);
}

}  // namespace
}  // namespace carillon::test
