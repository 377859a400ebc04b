// Sentences about customers and what they mean: what is read selects the same customers as what is meant.
#include "translate/translate.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "audience/operator_plugins.h"
#include "base/time_text.h"
#include "notation.h"
#include "population.h"

namespace carillon::test {
namespace {

using audience::Compiled;

constexpr std::int64_t kDay = 86'400'000'000;

std::int64_t now() { return parse_time("2026-06-15T12:00:00Z").value(); }

const audience::Compiler& compiler() {
  static const auto made = audience::Compiler::make(
      {audience::testing::load_operators("core"), audience::testing::load_operators("time"),
       audience::testing::load_operators("orders"), audience::testing::load_operators("engagement")},
      "UTC");
  return **made;
}

std::shared_ptr<const Compiled> compiled(const json::value& rule) {
  const auto result = compiler().compile(rule, now());
  if (const auto* issues = std::get_if<Issues>(&result)) {
    throw std::runtime_error(json::serialize(rule) + ": " + issues->front().pointer + " " +
                             issues->front().detail);
  }
  return std::get<0>(result);
}

// What cannot be judged in memory - a rank among all - is compared by its words as well.
std::string difference(const json::value& meant, const json::value& read) {
  if (meant == read) return {};
  const auto a = compiled(meant), b = compiled(read);
  if ((!a->exact || !b->exact) && a->explanation != b->explanation) return b->explanation;
  const auto shop = population(meant, read, now());
  for (const auto& customer : shop.customers) {
    const audience::testing::ShopRecord record(shop, customer);
    const bool left = holds(a->where, record, now()), right = holds(b->where, record, now());
    if (left != right)
      return std::string("customer ") + std::to_string(customer.id) + (left ? " is missing" : " is too much");
  }
  return {};
}

struct Sentence {
  std::string text;
  std::vector<std::string> meanings;  // any of them is right; REFUSE: to refuse it is
};

std::vector<Sentence> sentences(const std::string& name) {
  std::vector<Sentence> out;
  std::ifstream file(std::filesystem::path(CARILLON_SENTENCES) / name);
  for (std::string line; std::getline(file, line);) {
    const auto arrow = line.rfind(" => ");
    if (line.empty() || line.front() == '#' || arrow == std::string::npos) continue;
    Sentence sentence{line.substr(0, arrow), {}};
    std::string rest = line.substr(arrow + 4);
    for (auto at = rest.find(" /// "); at != std::string::npos; at = rest.find(" /// ")) {
      sentence.meanings.push_back(rest.substr(0, at));
      rest = rest.substr(at + 5);
    }
    sentence.meanings.push_back(rest);
    out.push_back(std::move(sentence));
  }
  return out;
}

struct Score {
  std::size_t right = 0, refused = 0, wrong = 0, silently_wrong = 0, all = 0;
};

Score score(const std::string& file, bool tell) {
  Score out;
  for (const auto& sentence : sentences(file)) {
    ++out.all;
    const auto answer = translate::translate(
        {.prompt = sentence.text, .today = now() / kDay, .categories = {}, .cities = {}, .tags = {}});
    const bool may_refuse = std::ranges::count(sentence.meanings, "REFUSE") > 0;
    std::string fault;
    if (!answer.refusal.empty()) {
      if (!may_refuse) fault = "refused: " + answer.refusal;
    } else {
      for (const auto& meaning : sentence.meanings) {
        fault = meaning == "REFUSE" ? "should be refused"
                                    : difference(rule_of(meaning), json::parse(answer.rule));
        if (fault.empty()) break;
      }
    }
    if (fault.empty()) {
      ++out.right;
      continue;
    }
    if (!answer.refusal.empty())
      ++out.refused;
    else
      ++out.wrong;
    const bool silent = answer.refusal.empty() && answer.warnings.empty() && answer.unused.empty();
    if (silent) ++out.silently_wrong;
    if (tell) {
      std::cout << (!answer.refusal.empty() ? "REFUSED "
                    : silent                ? "SILENT  "
                                            : "WRONG   ")
                << sentence.text << "\n    meant " << sentence.meanings.front() << "\n    read  "
                << answer.rule << "\n    " << fault << "\n";
    }
  }
  std::cout << file << ": " << out.right << " of " << out.all << " right, " << out.refused << " refused, "
            << out.wrong << " wrong, " << out.silently_wrong << " of these without a word\n";
  return out;
}

TEST(Sentences, are_read_as_they_are_meant) {
  const Score dev = score("dev.txt", true);
  ASSERT_GE(dev.all, 400u);
  EXPECT_GE(dev.right * 100, dev.all * 95);
  EXPECT_EQ(dev.silently_wrong, 0u);
}

TEST(Sentences, that_were_held_out_are_read_as_they_are_meant) {
  const Score held_out = score("held_out.txt", std::getenv("TELL_HELD_OUT") != nullptr);
  ASSERT_GE(held_out.all, 100u);
  EXPECT_GE(held_out.right * 100, held_out.all * 90);
  EXPECT_EQ(held_out.silently_wrong, 0u);
}

// Written without a look at the grammar, scored once as they were, and then mended for.
TEST(Sentences, of_other_voices_are_read_as_they_are_meant) {
  for (const char* file : {"six_voices.txt", "eight_voices.txt", "plain.txt", "workday.txt", "counter.txt",
                           "brief.txt", "ledger.txt", "three_desks.txt"}) {
    const Score voices = score(file, true);
    ASSERT_GE(voices.all, 100u);
    EXPECT_GE(voices.right * 100, voices.all * 97) << file;
    EXPECT_EQ(voices.silently_wrong, 0u) << file;
  }
}

// SENTENCES=FILE reads and tells of any other file: how new sentences are tried.
TEST(Sentences, of_a_file_that_is_named_are_scored) {
  const char* file = std::getenv("SENTENCES");
  if (file == nullptr) GTEST_SKIP() << "SENTENCES names no file";
  EXPECT_EQ(score(file, true).silently_wrong, 0u);
}

}  // namespace
}  // namespace carillon::test
