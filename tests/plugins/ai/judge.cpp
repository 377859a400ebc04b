#include "judge.h"

#include <fstream>
#include <memory>
#include <stdexcept>
#include <variant>

#include "audience/operator_plugins.h"
#include "base/time_text.h"
#include "notation.h"
#include "population.h"

namespace carillon::test {
namespace {

using audience::Compiled;

constexpr std::int64_t kDay = 86'400'000'000;

std::int64_t now() {
  static const std::int64_t then = parse_time("2026-06-15T12:00:00Z").value();
  return then;
}

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

}  // namespace

std::vector<Sentence> sentences(const std::filesystem::path& name) {
  std::vector<Sentence> out;
  std::ifstream file(name);
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

translate::Answer read_then(const std::string& prompt) {
  return translate::translate(
      {.prompt = prompt, .today = now() / kDay, .categories = {}, .cities = {}, .tags = {}});
}

bool sure(const translate::Answer& answer) {
  return answer.refusal.empty() && answer.warnings.empty() && answer.unused.empty();
}

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

std::string fault_of(const std::string& rule, const std::vector<std::string>& meanings) {
  std::string fault;
  for (const auto& meaning : meanings) {
    fault = meaning == "REFUSE" ? "should be refused" : difference(rule_of(meaning), json::parse(rule));
    if (fault.empty()) break;
  }
  return fault;
}

bool judged_alone(const json::value& rule) { return compiled(rule)->exact; }

}  // namespace carillon::test
