// A model's answer is checked as anybody's would be; one with faults is given back once, with the faults.
#include "ai/segment_rules.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace carillon::ai {
namespace {

// Answers what it was told to answer, one after the other; an empty answer is a failure.
struct Model {
  std::vector<std::string> answers;
  std::vector<std::vector<std::string>> asked;  // the turns of each question

  static crl_status complete(void* self, const crl_ai_request* request, const crl_ai_sink* sink,
                             std::uint64_t*, crl_error*) {
    auto& model = *static_cast<Model*>(self);
    auto& turns = model.asked.emplace_back();
    for (std::uint32_t i = 0; i < request->n_turns; ++i) turns.emplace_back(view(request->turns[i].text));
    const std::size_t n = model.asked.size() - 1;
    const std::string text = n < model.answers.size() ? model.answers[n] : "";
    crl_ai_result result{};
    result.size = sizeof result;
    result.finish = CRL_FINISH_STOP;
    result.text = str(text);
    result.model = str(std::string_view("m-1"));
    sink->done(sink->ctx, text.empty() ? CRL_E_UNAVAILABLE : CRL_OK, text.empty() ? nullptr : &result,
               nullptr);
    return CRL_PENDING;
  }
  Provider provider(const std::string& name = "model") {
    static const crl_ai table{sizeof(crl_ai), 0, complete, nullptr};
    return {name, &table, this};
  }
};

const std::string kGood = R"({"rule":{"field":"city","op":"eq","value":"Pune"},"confidence":0.9})";
const std::string kFaulty = R"({"rule":{"field":"citty","op":"eq","value":"Pune"},"confidence":0.9})";

Issues faults(const json::value& rule) {
  if (rule.at("field") == "city") return {};
  return {{"/field", "unknown_field", "there is no field \"citty\"; did you mean \"city\"?"}};
}

Result<RuleSuggestion> asked(const std::vector<Provider>& providers) {
  RuleBrief brief;
  brief.prompt = "people of Pune";
  brief.today = "2026-06-15";
  brief.campaigns = {{"Diwali", "17"}};
  return suggest_rule(providers, brief, faults);
}

TEST(SuggestRule, takes_an_answer_without_faults_as_it_is) {
  Model model{{kGood}, {}};
  const auto made = asked({model.provider()});
  ASSERT_TRUE(made.ok());
  EXPECT_TRUE(made->refusal.empty());
  EXPECT_TRUE(made->warnings.empty());
  EXPECT_EQ(made->model, "m-1");
  ASSERT_EQ(model.asked.size(), 1u);
  EXPECT_NE(model.asked[0].back().find("Diwali"), std::string::npos) << model.asked[0].back();
}

TEST(SuggestRule, asks_again_once_with_the_fault_whatever_it_was) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"Sure! Here is your rule:", "no JSON"},
      {R"({"rule":{"field":"city"}})", "does not match the schema"},
      {R"({"rule":"all of them","confidence":1})", "/rule"},
      {kFaulty, "there is no field \"citty\""}};
  for (const auto& [first, fault] : cases) {
    Model model{{first, kGood}, {}};
    const auto made = asked({model.provider()});
    ASSERT_TRUE(made.ok()) << first;
    EXPECT_TRUE(made->refusal.empty()) << made->refusal;
    EXPECT_EQ(made->warnings.size(), 1u);
    ASSERT_EQ(model.asked.size(), 2u);
    const auto& turns = model.asked[1];
    ASSERT_EQ(turns.size(), model.asked[0].size() + 2);
    EXPECT_EQ(turns[turns.size() - 2], first);
    EXPECT_NE(turns.back().find(fault), std::string::npos) << turns.back();
  }
}

TEST(SuggestRule, gives_up_after_the_second_faulty_answer_and_says_why) {
  Model model{{kFaulty, kFaulty, kGood}, {}};
  const auto made = asked({model.provider()});
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(model.asked.size(), 2u);
  EXPECT_NE(made->refusal.find("citty"), std::string::npos) << made->refusal;
}

TEST(SuggestRule, goes_on_to_the_next_provider_where_one_fails) {
  Model broken{{""}, {}};
  Model stubborn{{kFaulty, kFaulty}, {}};
  Model good{{kGood}, {}};
  const auto made = asked({broken.provider("a"), stubborn.provider("b"), good.provider("c")});
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(made->provider, "c");
  EXPECT_TRUE(made->refusal.empty());
}

TEST(SuggestRule, keeps_the_fault_where_the_repair_fails) {
  Model model{{kFaulty, ""}, {}};
  const auto made = asked({model.provider()});
  ASSERT_TRUE(made.ok());
  EXPECT_NE(made->refusal.find("citty"), std::string::npos) << made->refusal;
}

TEST(SuggestRule, doubts_an_answer_that_left_something_out) {
  Model model{{R"({"rule":{"field":"city","op":"eq","value":"Pune"},"confidence":1,"unused":["rich"]})"}, {}};
  const auto made = asked({model.provider()});
  ASSERT_TRUE(made.ok());
  EXPECT_LE(made->confidence, 0.5);
}

TEST(SuggestRule, is_unavailable_where_nobody_answers) {
  Model broken{{""}, {}};
  EXPECT_FALSE(asked({broken.provider()}).ok());
  EXPECT_FALSE(asked({}).ok());
}

}  // namespace
}  // namespace carillon::ai
