// Segments from their text to their members: versions, sizes, overlaps, reasons and audiences of several
// parts.
#include "api_fixture.h"
#include "audience/sizes.h"
#include "ruletext/ruletext.h"
#include "store/segments.h"

namespace carillon::api::testing {
namespace {

class SegmentFlows : public ApiTest {
 protected:
  SegmentFlows() {
    send("POST", "/api/v1/customers/bulk",
         "external_id,name,city,phone,consent_sms,tags,attributes\n"
         "c1,Asha,Pune,+919812345678,true,vip,\"{\"\"plan\"\":\"\"gold\"\"}\"\n"
         "c2,Ben,Pune,+919812345679,false,,\n"
         "c3,Chitra,Delhi,,,vip,\n"
         "c4,Dev,Mumbai,+919812345670,true,,\n",
         {{"Content-Type", "text/csv"}});
  }

  static std::string as_body(const std::string& text) {
    return json::serialize(json::object{{"rule_text", text}});
  }

  std::string save(const std::string& name, const std::string& text) {
    const auto made =
        post("/api/v1/segments", json::serialize(json::object{{"name", name}, {"rule_text", text}}));
    EXPECT_EQ(made.status(), 201) << made;
    return made.text("/id");
  }
};

TEST_F(SegmentFlows, a_rule_may_come_as_text_and_is_shown_in_both_forms) {
  const auto made = post("/api/v1/segments", R"({"name":"x","rule_text":"city = 'Pune' and has \"vip\""})");
  ASSERT_EQ(made.status(), 201) << made;
  EXPECT_EQ(made.text("/rule_text"), R"(city = "Pune" AND HAS "vip")");
  EXPECT_EQ(made.text("/rule/all/0/op"), "eq");
  const auto preview = post("/api/v1/segments/preview", R"({"rule_text":"city = 'Pune'","sample":1})");
  ASSERT_EQ(preview.status(), 200) << preview;
  EXPECT_EQ(preview.text("/count"), "2");
  EXPECT_EQ(preview.text("/fields"), R"(["city"])");
  EXPECT_EQ(preview.text("/rule/value"), "Pune");
  EXPECT_NE(preview.text("/as_of"), "(absent)");
  const auto parsed = post("/api/v1/segments/parse", R"({"rule":{"op":"has_tag","value":"vip"}})");
  EXPECT_EQ(parsed.text("/rule_text"), R"(HAS "vip")") << parsed;
}

TEST_F(SegmentFlows, a_fault_in_a_text_is_told_with_its_column) {
  const auto syntax = post("/api/v1/segments/preview", R"({"rule_text":"city = Pune"})");
  ASSERT_EQ(syntax.status(), 422) << syntax;
  EXPECT_EQ(syntax.text("/errors/0/pointer"), "/rule_text");
  EXPECT_EQ(syntax.text("/errors/0/column"), "8");
  EXPECT_NE(syntax.text("/errors/0/detail").find("in quotes"), std::string::npos) << syntax;
  const auto meaning =
      post("/api/v1/segments", R"({"name":"x","rule_text":"city = 'Pune' AND citty = 'x'"})");
  ASSERT_EQ(meaning.status(), 422) << meaning;
  EXPECT_EQ(meaning.text("/errors/0/column"), "19");
  EXPECT_NE(meaning.text("/errors/0/detail").find("did you mean \"city\"?"), std::string::npos) << meaning;
  const auto both = post("/api/v1/segments", R"({"name":"x","rule_text":"visits > 1","rule":{"all":[]}})");
  ASSERT_EQ(both.status(), 422) << both;
  EXPECT_EQ(both.text("/errors/0/code"), "conflict");
  const auto none = post("/api/v1/segments", R"({"name":"x"})");
  ASSERT_EQ(none.status(), 422) << none;
  EXPECT_EQ(none.text("/errors/0/code"), "required");
}

TEST_F(SegmentFlows, every_operators_example_has_a_text_that_selects_the_same) {
  for (const auto& op : compiler->operators()) {
    for (const auto& [leaf, words] : op.examples) {
      const auto rule = parse_json(leaf);
      ASSERT_TRUE(rule) << leaf;
      const auto text = ruletext::print(*rule);
      ASSERT_TRUE(text) << leaf;
      const auto read = ruletext::parse(*text);
      const auto* parsed = std::get_if<ruletext::Parsed>(&read);
      ASSERT_NE(parsed, nullptr) << *text;
      EXPECT_EQ(parsed->rule, *rule) << *text;
    }
  }
}

TEST_F(SegmentFlows, versions_are_kept_and_compared_condition_by_condition) {
  const std::string path = "/api/v1/segments/" + save("s", "city = \"Pune\" AND visits > 1");
  const auto changed =
      send("PATCH", path, R"({"rule_text":"city = \"Pune\" AND visits > 2 AND email IS SET"})");
  ASSERT_EQ(changed.text("/version"), "2") << changed;
  EXPECT_EQ(get(path + "/versions").text("/data/1/rule_text"), R"(city = "Pune" AND visits > 1)");
  EXPECT_EQ(get(path + "/versions/2").text("/rule_text"), R"(city = "Pune" AND visits > 2 AND email IS SET)");
  EXPECT_EQ(get(path + "/versions/3").status(), 404);
  EXPECT_EQ(get(path + "/versions/x").status(), 404);
  const auto diff = get(path + "/diff");
  ASSERT_EQ(diff.status(), 200) << diff;
  EXPECT_EQ(diff.text("/from"), "1");
  EXPECT_EQ(diff.text("/changes/0/kind"), "changed");
  EXPECT_EQ(diff.text("/changes/0/before/rule_text"), "visits > 1");
  EXPECT_EQ(diff.text("/changes/0/after/rule_text"), "visits > 2");
  EXPECT_EQ(diff.text("/changes/1/kind"), "added");
  EXPECT_EQ(diff.text("/changes/1/before"), "null");
  EXPECT_EQ(diff.body.at("changes").get_array().size(), 2U);
}

TEST_F(SegmentFlows, are_found_by_name_tag_and_whether_they_are_archived) {
  const auto made =
      post("/api/v1/segments", R"({"name":"Gold in Pune","rule_text":"everybody","tags":["Value"]})");
  save("Silver", "nobody");
  const std::string path = "/api/v1/segments/" + made.text("/id");
  EXPECT_EQ(get("/api/v1/segments?search=gold&count=true").text("/count"), "1");
  EXPECT_EQ(get("/api/v1/segments?tag=value&count=true").text("/count"), "1");
  EXPECT_EQ(get("/api/v1/segments?tag=val&count=true").text("/count"), "0");
  EXPECT_EQ(post(path + "/archive", "").text("/archived"), "true");
  EXPECT_EQ(post(path + "/archive", "").status(), 200);
  EXPECT_EQ(get("/api/v1/segments?count=true").text("/count"), "1");
  EXPECT_EQ(get("/api/v1/segments?archived=true").text("/data/0/name"), "Gold in Pune");
  EXPECT_EQ(get("/api/v1/segments?archived=any&count=true").text("/count"), "2");
  EXPECT_EQ(post(path + "/unarchive", "").text("/archived_at"), "null");
  const auto copy = post(path + "/duplicate", "");
  ASSERT_EQ(copy.status(), 201) << copy;
  EXPECT_EQ(copy.text("/name"), "Gold in Pune (copy)");
  EXPECT_EQ(copy.text("/version"), "1");
  EXPECT_NE(copy.text("/id"), made.text("/id"));
  EXPECT_EQ(post(path + "/duplicate", R"({"name":"Other"})").text("/name"), "Other");
}

TEST_F(SegmentFlows, a_size_is_counted_once_a_day_after_an_edit_and_when_asked_for) {
  const std::string path = "/api/v1/segments/" + save("s", "city = \"Pune\"");
  ManualClock time(clock.now_us());
  audience::SizeSampler sampler(store.database(), *compiler, time);
  EXPECT_TRUE(*sampler.sample_one());
  EXPECT_FALSE(*sampler.sample_one());
  send("PATCH", path, R"({"rule_text":"city = \"Delhi\""})");
  time.advance(std::chrono::seconds(1));
  EXPECT_TRUE(*sampler.sample_one());
  EXPECT_FALSE(*sampler.sample_one());
  time.advance(std::chrono::hours(24));
  EXPECT_TRUE(*sampler.sample_one());
  EXPECT_FALSE(*sampler.sample_one());
  EXPECT_EQ(post(path + "/sizes", "").text("/count"), "1");
  const auto sizes = get(path + "/sizes");
  ASSERT_EQ(sizes.body.at("data").get_array().size(), 4U) << sizes;
  EXPECT_EQ(sizes.text("/data/0/count"), "2");
  EXPECT_EQ(sizes.text("/data/0/version"), "1");
  EXPECT_EQ(get(path + "/sizes?since=2999-01-01T00:00:00Z").body.at("data").get_array().size(), 0U);
  EXPECT_EQ(get(path + "/sizes?since=yesterday").status(), 422);
  post(path + "/archive", "");
  time.advance(std::chrono::hours(48));
  EXPECT_FALSE(*sampler.sample_one());
}

TEST_F(SegmentFlows, a_size_that_a_dead_host_left_is_due_again) {
  save("s", "everybody");
  const std::int64_t now = clock.now_us();
  const auto claim = [&](std::int64_t at) {
    bool claimed = false;
    EXPECT_TRUE(store.database().write([&](store::Session& session) -> Status {
      const auto found = store::claim_due_size(session, at, at + 1000);
      if (!found) return found.error();
      claimed = found->has_value();
      return {};
    }));
    return claimed;
  };
  EXPECT_TRUE(claim(now));
  EXPECT_FALSE(claim(now + 999));
  EXPECT_TRUE(claim(now + 1000));
}

TEST_F(SegmentFlows, an_overlap_counts_both_sides_and_what_they_share) {
  const std::string a = save("a", "city = \"Pune\"");
  const std::string b = save("b", "has \"vip\"");
  const auto saved = get("/api/v1/segments/" + a + "/overlap/" + b);
  ASSERT_EQ(saved.status(), 200) << saved;
  EXPECT_EQ(saved.text("/a/count") + saved.text("/b/count") + saved.text("/both"), "221");
  EXPECT_EQ(saved.text("/only_a") + saved.text("/only_b") + saved.text("/either"), "113");
  EXPECT_EQ(saved.text("/neither") + saved.text("/total"), "14");
  const auto given =
      post("/api/v1/segments/overlap", R"({"a":")" + a + R"(","b":{"rule_text":"city != \"Pune\""}})");
  ASSERT_EQ(given.status(), 200) << given;
  EXPECT_EQ(given.text("/both") + given.text("/either"), "04");
  const auto faulty = post("/api/v1/segments/overlap", R"({"a":"17","b":{"rule_text":"city ="}})");
  ASSERT_EQ(faulty.status(), 422) << faulty;
  EXPECT_EQ(faulty.text("/errors/0/pointer"), "/a");
  EXPECT_EQ(faulty.text("/errors/1/pointer"), "/b/rule_text");
  EXPECT_EQ(get("/api/v1/segments/" + a + "/overlap/17").status(), 404);
}

TEST_F(SegmentFlows, why_tells_the_value_and_verdict_of_each_condition) {
  const std::string id = save("s", "(city = \"Pune\" OR visits > 3) AND NOT attributes.plan = \"gold\"");
  const auto why = get("/api/v1/segments/" + id + "/why/external:c1");
  ASSERT_EQ(why.status(), 200) << why;
  EXPECT_EQ(why.text("/selected"), "false");
  EXPECT_EQ(why.text("/leaves/0/pointer"), "/all/0/any/0");
  EXPECT_EQ(why.text("/leaves/0/value") + why.text("/leaves/0/holds"), "Punetrue");
  EXPECT_EQ(why.text("/leaves/1/value") + why.text("/leaves/1/holds"), "0false");
  EXPECT_EQ(why.text("/leaves/2/value") + why.text("/leaves/2/holds"), "goldtrue");
  EXPECT_EQ(why.text("/groups/0/kind") + why.text("/groups/0/holds"), "allfalse");
  EXPECT_EQ(why.text("/groups/1/kind") + why.text("/groups/1/holds"), "anytrue");
  EXPECT_EQ(why.text("/groups/2/kind") + why.text("/groups/2/holds"), "notfalse");
  EXPECT_EQ(get("/api/v1/segments/" + id + "/why/external:c2").text("/selected"), "true");
  EXPECT_EQ(get("/api/v1/segments/" + id + "/why/external:nobody").status(), 404);
  const auto unsaved =
      post("/api/v1/segments/why", R"({"customer":"external:c3","rule_text":"phone IS SET"})");
  ASSERT_EQ(unsaved.status(), 200) << unsaved;
  EXPECT_EQ(unsaved.text("/leaves/0/value") + unsaved.text("/selected"), "nullfalse");
}

TEST_F(SegmentFlows, a_segment_within_a_rule_is_one_condition_of_it) {
  const std::string inner = save("Punekars", "city = \"Pune\"");
  const std::string outer = save("outer", "in_segment(\"" + inner + "\") AND has \"vip\"");
  EXPECT_EQ(get("/api/v1/segments/" + outer + "/count").text("/count"), "1");
  const auto why = get("/api/v1/segments/" + outer + "/why/external:c2");
  EXPECT_EQ(why.text("/leaves/0/kind") + why.text("/leaves/0/holds"), "segmenttrue") << why;
  EXPECT_EQ(why.text("/leaves/1/kind") + why.text("/leaves/1/holds"), "conditionfalse") << why;
  const auto cycle = send("PATCH", "/api/v1/segments/" + inner, as_body("in_segment(\"" + outer + "\")"));
  EXPECT_EQ(cycle.status(), 422) << cycle;
}

TEST_F(SegmentFlows, as_of_makes_every_evaluation_repeatable) {
  const std::string id = save("s", "created_at WITHIN 30d");
  const std::string path = "/api/v1/segments/" + id;
  EXPECT_EQ(get(path + "/count").text("/count"), "4");
  const std::string later = "as_of=2999-01-01T00:00:00Z";
  EXPECT_EQ(get(path + "/count?" + later).text("/count"), "0");
  EXPECT_EQ(get(path + "/count?" + later).text("/as_of"), "2999-01-01T00:00:00Z");
  EXPECT_EQ(get(path + "/members?" + later).body.at("data").get_array().size(), 0U);
  EXPECT_EQ(get(path + "/why/external:c1?" + later).text("/selected"), "false");
  EXPECT_EQ(get(path + "/overlap/" + id + "?" + later).text("/both"), "0");
  EXPECT_EQ(get(path + "/members?as_of=soon").status(), 422);
}

TEST_F(SegmentFlows, a_campaign_includes_and_excludes_segments_rules_and_customers) {
  const std::string pune = save("Pune", "city = \"Pune\"");
  const auto made =
      post("/api/v1/campaigns",
           R"({"name":"c","channel":"sms","template":{"text":"Hi"},"audience":{"include":[")" + pune +
               R"(",{"customer_ids":["external:c4","external:c3"]}],)"
               R"("exclude":[{"rule_text":"city = \"Delhi\""},{"customer_ids":["external:c2"]}]}})");
  ASSERT_EQ(made.status(), 201) << made;
  send("PATCH", "/api/v1/segments/" + pune, as_body("city IN (\"Pune\", \"Nowhere\")"));
  const auto launched = post("/api/v1/campaigns/" + made.text("/id") + "/launch", "");
  ASSERT_EQ(launched.status(), 200) << launched;
  EXPECT_EQ(launched.text("/audience_size"), "2") << launched;
  EXPECT_EQ(launched.text("/audience/include/0/version"), "2") << launched;
  EXPECT_EQ(launched.text("/audience/exclude/0/rule/value"), "Delhi") << launched;
}

TEST_F(SegmentFlows, every_fault_of_an_audience_is_told_at_its_place) {
  const auto a = post("/api/v1/campaigns",
                      R"({"name":"c","channel":"sms","template":{"text":"Hi"},"audience":{
                          "include":["17",{"rule_text":"citty = 1"},{"customer_ids":["external:no"]}],
                          "exclude":[{"campaign":"18"}]}})");
  ASSERT_EQ(a.status(), 422) << a;
  std::string pointers;
  for (const auto& error : a.body.at("errors").get_array())
    pointers += error.at("pointer").get_string().c_str();
  EXPECT_EQ(pointers,
            "/audience/include/1/rule_text/audience/include/2/customer_ids/0/audience/exclude/0/campaign");
  const auto segment = post("/api/v1/campaigns", R"({"name":"c","channel":"sms","template":{"text":"Hi"},
                            "audience":{"include":["17"]}})");
  EXPECT_EQ(segment.text("/errors/0/pointer"), "/audience/include/0/segment_id") << segment;
}

TEST_F(SegmentFlows, an_audience_may_leave_out_whom_an_earlier_campaign_wrote_to) {
  const auto campaign = [&](const std::string& audience) {
    const auto made =
        post("/api/v1/campaigns",
             R"({"name":"c","channel":"sms","template":{"text":"Hi"},"audience":)" + audience + "}");
    EXPECT_EQ(made.status(), 201) << made;
    const auto launched = post("/api/v1/campaigns/" + made.text("/id") + "/launch", "");
    EXPECT_EQ(launched.status(), 200) << launched;
    return launched;
  };
  const std::string first = campaign(R"({"include":[{"rule_text":"city = \"Pune\""}]})").text("/id");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::string state;
  while (!state.starts_with("completed") && std::chrono::steady_clock::now() < deadline)
    state = get("/api/v1/campaigns/" + first).text("/state");
  ASSERT_TRUE(state.starts_with("completed")) << state;
  // One of the two in Pune refused texts, so that the first campaign skipped them.
  const auto second =
      campaign(R"({"include":[{"rule_text":"EVERYBODY"}],"exclude":[{"campaign":")" + first + R"("}]})");
  EXPECT_EQ(second.text("/audience_size"), "3") << second;
  const auto skipped = campaign(R"({"include":[{"campaign":")" + first + R"(","outcome":"skipped"}]})");
  EXPECT_EQ(skipped.text("/audience_size"), "1") << skipped;
}

TEST_F(SegmentFlows, customers_are_queried_by_a_text) {
  const auto found =
      post("/api/v1/customers/query", R"({"rule_text":"has \"vip\"","fields":["external_id"]})");
  ASSERT_EQ(found.status(), 200) << found;
  EXPECT_EQ(found.text("/data/1/external_id"), "c3");
  const auto faulty = post("/api/v1/customers/query", R"({"rule_text":"has vip","fields":["shoe"]})");
  EXPECT_EQ(faulty.text("/errors/0/column"), "5") << faulty;
  EXPECT_EQ(faulty.text("/errors/1/pointer"), "/fields/0") << faulty;
}

TEST_F(SegmentFlows, rules_of_other_systems_are_turned_into_ours) {
  const auto a =
      post("/api/v1/segments/import-rule",
           R"({"rule":{"combinator":"and","rules":[{"field":"totalSpend","operator":">","value":"10,000"},
                          {"combinator":"or","not":true,"rules":[{"field":"city","operator":"beginsWith","value":"Mum"}]}]}})");
  ASSERT_EQ(a.status(), 200) << a;
  EXPECT_EQ(a.text("/rule_text"), R"(total_spend > 10000 AND NOT ANY(city STARTS WITH "Mum"))");
  const auto faulty =
      post("/api/v1/segments/import-rule",
           R"({"rule":{"operator":"AND","conditions":[{"field":"shoeSize","operator":"=","value":1},
                               {"field":"email","operator":">","value":5}]}})");
  ASSERT_EQ(faulty.status(), 422) << faulty;
  EXPECT_EQ(faulty.text("/errors/0/pointer"), "/rule/conditions/0/field");
}

}  // namespace
}  // namespace carillon::api::testing
