// Hosts and their database are killed at random, campaigns are paused and resumed, vendors misbehave: in the
// end every recipient has exactly one message.
//
// CARILLON_CHAOS_SECONDS: for how long things go wrong (default 45). CARILLON_CHAOS_SEED: which of them.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "campaign.h"
#include "cluster.h"

namespace carillon::end_to_end {
namespace {

using Clock = std::chrono::steady_clock;

struct Town {
  const char* name;
  int people;
};
constexpr Town kTowns[] = {{"Metropolis", 50'000}, {"Anfield", 1'000}, {"Bexley", 1'000}, {"Camden", 1'000}};
constexpr int kEverybody = 53'000;

int number_from(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::atoi(text);
}

std::string phone(int i) { return "+9198" + std::to_string(10'000'000 + i); }

std::string people() {
  std::string out;
  int i = 0;
  for (const Town& town : kTowns) {
    for (int k = 0; k < town.people; ++k, ++i) {
      out += R"({"external_id":"k)" + std::to_string(i) + R"(","name":"Person )" + std::to_string(i) +
             R"(","city":")" + town.name + R"(","phone":")" + phone(i) + R"(","consent_sms":true})" + "\n";
    }
  }
  return out;
}

std::string launch_in(const Program& host, const Town& town) {
  const auto made =
      host.post("/api/v1/campaigns",
                std::string(R"({"name":")") + town.name + R"(","rule":{"field":"city","op":"eq","value":")" +
                    town.name + R"("},"channel":"sms","template":{"text":"Hi {{ customer.name }}"}})");
  EXPECT_EQ(made.status, 201) << made.body;
  std::string id(made.json().at("id").as_string());
  const auto launched = host.post("/api/v1/campaigns/" + id + "/launch");
  EXPECT_EQ(launched.status, 200) << launched.body;
  return id;
}

// What goes wrong next, and for how long.
class Chaos {
 public:
  Chaos(Cluster& cluster, const std::vector<std::string>& campaigns, std::uint64_t seed)
      : cluster_(cluster), campaigns_(campaigns), random_(seed) {}

  void run_until(Clock::time_point end) {
    while (Clock::now() < end) {
      const auto dice = draw(10);
      if (dice < 5) {
        const auto victim = draw(Cluster::kHosts);
        cluster_.kill_host(victim);
        look_for(draw_ms(1'500));
        cluster_.start_host(victim);
        ++hosts_killed;
      } else if (dice < 7) {
        cluster_.kill_database();
        look_for(draw_ms(1'000));
        cluster_.start_database();
        ++databases_killed;
      } else {
        const std::string path = "/api/v1/campaigns/" + campaigns_[draw(campaigns_.size())];
        const auto paused = cluster_.host(draw(Cluster::kHosts)).post(path + "/pause");
        look_for(draw_ms(1'500));
        if (paused.status != 200) continue;  // it was over
        EXPECT_TRUE(eventually([&] {
          const auto status = cluster_.host(draw(Cluster::kHosts)).post(path + "/resume").status;
          return status == 200 || status == 409;
        }));
        ++pauses;
      }
      look_for(draw_ms(2'000));
    }
  }

  int hosts_killed = 0, databases_killed = 0, pauses = 0;

 private:
  std::size_t draw(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  std::chrono::milliseconds draw_ms(std::size_t most) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(draw(most)));
  }
  // While things are as they are, whoever can answer shows books that balance.
  void look_for(std::chrono::milliseconds time) {
    const auto end = Clock::now() + time;
    while (Clock::now() < end) {
      const auto i = draw(Cluster::kHosts);
      if (cluster_.is_up(i)) {
        const auto answer =
            cluster_.host(i).get("/api/v1/campaigns/" + campaigns_[draw(campaigns_.size())] + "/stats");
        if (answer.status == 200) {
          const json::value stats = answer.json();
          std::int64_t sum = 0;
          for (const char* state : kStates) sum += number(stats, state);
          EXPECT_EQ(number(stats, "audience"), sum);
        }
      }
      std::this_thread::yield();
    }
  }

  Cluster& cluster_;
  const std::vector<std::string>& campaigns_;
  std::mt19937_64 random_;
};

using Keys = std::map<std::string, std::set<std::string>>;  // campaign and recipient: keys

// What the vendor accepted.
Keys read_book(const std::string& path, std::map<std::string, std::set<std::string>>& recipients) {
  Keys out;
  std::ifstream book(path);
  std::string line;
  while (std::getline(book, line)) {
    const auto first = line.find('\t'), second = line.find('\t', first + 1);
    if (second == std::string::npos) continue;  // cut off by a death
    const std::string key = line.substr(0, first), to = line.substr(first + 1, second - first - 1);
    out[key.substr(0, key.find('-')) + " " + to].insert(key);
    recipients[key].insert(to);
  }
  return out;
}

struct Row {
  std::string state, reason;
};
std::map<std::string, Row> rows_of(const Program& host, const std::string& campaign) {
  std::map<std::string, Row> out;
  std::string cursor;
  do {
    const json::value page = host.get("/api/v1/campaigns/" + campaign + "/messages?limit=1000" +
                                      (cursor.empty() ? "" : "&cursor=" + cursor))
                                 .json();
    for (const auto& row : page.at("data").as_array()) {
      const std::string who(row.at("customer_external_id").as_string());
      const auto* reason = row.at("reason").if_string();
      const bool is_new = out.try_emplace(who, Row{std::string(row.at("state").as_string()),
                                                   reason == nullptr ? "" : std::string(*reason)})
                              .second;
      EXPECT_TRUE(is_new) << who << " has two messages of one campaign";
    }
    const auto* next = page.at("next_cursor").if_string();
    cursor = next == nullptr ? "" : std::string(*next);
  } while (!cursor.empty());
  return out;
}

TEST(Chaos, every_recipient_has_exactly_one_message_whatever_dies) {
  const int seconds = number_from("CARILLON_CHAOS_SECONDS", 45);
  const auto seed = static_cast<std::uint64_t>(
      number_from("CARILLON_CHAOS_SEED", static_cast<int>(std::random_device{}() & 0x7FFFFFFFU)));
  std::cout << "CARILLON_CHAOS_SEED=" << seed << std::endl;
  Cluster cluster({.messages_a_second = std::max(60, kEverybody * 11 / 10 / seconds)});
  const auto imported = cluster.host(0).post("/api/v1/customers/bulk", people(), "application/x-ndjson");
  ASSERT_EQ(imported.status, 200) << imported.body;
  ASSERT_EQ(number(imported.json(), "created"), kEverybody);
  std::vector<std::string> campaigns;
  for (std::size_t i = 0; i < std::size(kTowns); ++i) {
    campaigns.push_back(launch_in(cluster.host(i % Cluster::kHosts), kTowns[i]));
  }

  Chaos chaos(cluster, campaigns, seed);
  chaos.run_until(Clock::now() + std::chrono::seconds(seconds));
  std::cout << chaos.hosts_killed << " hosts killed, " << chaos.databases_killed << " databases, "
            << chaos.pauses << " pauses" << std::endl;

  const Program& host = cluster.host(0);
  for (const auto& campaign : campaigns) {
    ASSERT_TRUE(eventually([&] { return is_over(host, campaign); }, std::chrono::seconds(180)))
        << host.get("/api/v1/campaigns/" + campaign + "/stats").body;
  }
  // Receipts are still under way; when none is, the books agree.
  Finished checked;
  ASSERT_TRUE(eventually([&] { return (checked = cluster.check()).exit_code == 0; })) << checked.output;

  std::map<std::string, std::set<std::string>> recipients;
  const Keys accepted = read_book(cluster.book(), recipients);
  for (const auto& [key, to] : recipients) ASSERT_EQ(to.size(), 1U) << "key " << key << " went to several";
  std::size_t messages = 0;
  int first = 0;
  for (std::size_t c = 0; c < campaigns.size(); ++c) {
    const auto rows = rows_of(host, campaigns[c]);
    ASSERT_EQ(rows.size(), static_cast<std::size_t>(kTowns[c].people));
    for (int i = first; i < first + kTowns[c].people; ++i) {
      const auto& [state, reason] = rows.at("k" + std::to_string(i));
      const auto found = accepted.find(campaigns[c] + " " + phone(i));
      const std::size_t keys = found == accepted.end() ? 0 : found->second.size();
      ASSERT_LE(keys, 1U) << "k" << i << " got messages under several keys";
      ASSERT_TRUE(state != "queued" && state != "sending" && state != "skipped") << state << " " << reason;
      if (state != "failed") { ASSERT_EQ(keys, 1U) << "k" << i << " is " << state << " and was never sent"; }
      messages += keys;
    }
    first += kTowns[c].people;
  }
  EXPECT_EQ(messages, recipients.size()) << "the vendor got messages that nobody knows of";
}

}  // namespace
}  // namespace carillon::end_to_end
