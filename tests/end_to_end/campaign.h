// A campaign seen through the API.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "program.h"

namespace carillon::end_to_end {

inline constexpr const char* kStates[] = {"queued",  "sending", "sent",   "delivered", "opened",
                                          "clicked", "skipped", "failed", "bounced",   "complained"};

inline std::int64_t number(const json::value& object, std::string_view member) {
  return object.at(member).to_number<std::int64_t>();
}

// Everybody, over a channel; answers the campaign's id.
inline std::string launch_to_all(const Program& program, const std::string& channel) {
  const auto segment = program.post("/api/v1/segments", R"({"name":"all","rule":{"all":[]}})");
  EXPECT_EQ(segment.status, 201) << segment.body;
  const std::string segment_id(segment.json().at("id").as_string());
  const auto made =
      program.post("/api/v1/campaigns", R"({"name":"c","segment_id":")" + segment_id + R"(","channel":")" +
                                            channel + R"(","template":{"text":"Hi {{ customer.name }}"}})");
  EXPECT_EQ(made.status, 201) << made.body;
  std::string id(made.json().at("id").as_string());
  const auto launched = program.post("/api/v1/campaigns/" + id + "/launch");
  EXPECT_EQ(launched.status, 200) << launched.body;
  return id;
}

struct Books {
  std::int64_t audience = 0, sum = 0, open = 0;
  std::string state;
  std::map<std::string, std::int64_t> by_state;
};

// At every look the audience is the sum of the states.
inline Books books(const Program& program, const std::string& campaign) {
  const json::value stats = program.get("/api/v1/campaigns/" + campaign + "/stats").json();
  Books out;
  out.audience = number(stats, "audience");
  out.state = std::string(stats.at("state").as_string());
  for (const char* state : kStates) out.sum += out.by_state[state] = number(stats, state);
  out.open = out.by_state["queued"] + out.by_state["sending"];
  EXPECT_EQ(out.audience, out.sum);
  return out;
}

inline bool is_over(const Program& program, const std::string& campaign) {
  const Books b = books(program, campaign);
  return b.open == 0 && b.state.starts_with("completed");
}

// The ledger's rows of a state, page by page.
inline std::int64_t rows_in(const Program& program, const std::string& campaign, const std::string& state) {
  std::int64_t n = 0;
  std::string cursor;
  do {
    const json::value page =
        program
            .get("/api/v1/campaigns/" + campaign + "/messages?limit=1000&state=" + state +
                 (cursor.empty() ? "" : "&cursor=" + cursor))
            .json();
    n += static_cast<std::int64_t>(page.at("data").as_array().size());
    const auto* next = page.at("next_cursor").if_string();
    cursor = next == nullptr ? "" : std::string(*next);
  } while (!cursor.empty());
  return n;
}

inline std::string customers_ndjson(int n) {
  std::string out;
  for (int i = 0; i < n; ++i) {
    out += R"({"external_id":"k)" + std::to_string(i) + R"(","name":"Person )" + std::to_string(i) +
           R"(","phone":"+1555)" + std::to_string(1'000'000 + i) + R"(","consent_sms":true})" + "\n";
  }
  return out;
}

inline void import_people(const Program& program, int n) {
  const auto answer = program.post("/api/v1/customers/bulk", customers_ndjson(n), "application/x-ndjson");
  ASSERT_EQ(answer.status, 200) << answer.body;
  ASSERT_EQ(number(answer.json(), "created"), n);
}

}  // namespace carillon::end_to_end
