// Which messages customers got.
#include <string>

#include <carillon/segop.hpp>

#include "language/compare.h"
#include "which.h"

namespace carillon::engagement {
namespace {

using language::Compare;

constexpr const char* kMessagedArgs =
    R"({"type":"object","properties":{"count":{"title":"How many",)" CARILLON_COMPARE_SCHEMA
    "}," CARILLON_MESSAGES_SCHEMA "}}";
constexpr const char* kWhichArgs = R"({"type":"object","properties":{)" CARILLON_MESSAGES_SCHEMA "}}";
constexpr const char* kCountArgs =
    R"({"type":"object","required":["is"],"properties":{"is":{"title":"Is",)" CARILLON_COMPARE_SCHEMA
    "}," CARILLON_MESSAGES_SCHEMA "}}";

struct Messaged {
  static constexpr const char* kExamples[] = {
      R"({"op":"messaged","within":"7d"})",
      "had a message sent in the last 7 days",
      R"({"op":"messaged","outcome":"delivered","campaign":"17","count":{"gte":2}})",
      "had at least 2 messages delivered by campaign 17",
      R"({"op":"messaged","outcome":"failed","channel":"email"})",
      "had a message failed over channel \"email\"",
      nullptr};
  static constexpr OperatorInfo info{
      .name = "messaged",
      .title = "had a message",
      .summary = "There is such a message, or as many of them as `count` says.",
      .args_schema = kMessagedArgs,
      .examples = kExamples};

  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    const auto which = Which::read(leaf, to);
    if (!which) return which.error();
    if (!leaf.has("count")) return Lowered{which->over_messages(to, CRL_X_EXISTS)};
    const auto count = Compare::read(leaf, "count");
    if (!count) return count.error();
    return Lowered{count->lower(to, which->over_messages(to, CRL_X_COUNT))};
  }
  static std::string describe(const Leaf& leaf, std::string_view) {
    const auto count = leaf.has("count") ? Compare::read(leaf, "count") : Result<Compare>(Compare{});
    if (!count || count->bounds().empty()) return "had a message" + Which::words(leaf);
    const std::string words = count->words();
    return "had " + words + (words.ends_with(" 1") ? " message" : " messages") + Which::words(leaf);
  }
};

struct NotMessaged {
  static constexpr const char* kExamples[] = {R"({"op":"not_messaged","within":"7d"})",
                                              "had no message sent in the last 7 days", nullptr};
  static constexpr OperatorInfo info{.name = "not_messaged",
                                     .title = "had no message",
                                     .summary = "There is no such message.",
                                     .args_schema = kWhichArgs,
                                     .examples = kExamples};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    const auto which = Which::read(leaf, to);
    if (!which) return which.error();
    return Lowered{to.negate(which->over_messages(to, CRL_X_EXISTS))};
  }
  static std::string describe(const Leaf& leaf, std::string_view) {
    return "had no message" + Which::words(leaf);
  }
};

struct MessagesCount {
  static constexpr const char* kExamples[] = {
      R"({"op":"messages_count","is":{"lt":3},"within":"30d"})",
      "the number of messages sent in the last 30 days is less than 3", nullptr};
  static constexpr OperatorInfo info{
      .name = "messages_count",
      .title = "number of messages",
      .summary = "How many such messages there are: a frequency cap as a rule.",
      .args_schema = kCountArgs,
      .examples = kExamples};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    const auto which = Which::read(leaf, to);
    if (!which) return which.error();
    const auto is = Compare::read(leaf, "is");
    if (!is) return is.error();
    return Lowered{is->lower(to, which->over_messages(to, CRL_X_COUNT))};
  }
  static std::string describe(const Leaf& leaf, std::string_view) {
    const auto is = Compare::read(leaf, "is");
    return "the number of messages" + Which::words(leaf) + " is " + (is ? is->words() : "something");
  }
};

}  // namespace
}  // namespace carillon::engagement

using namespace carillon::engagement;

CARILLON_MODULE(carillon::operators<Messaged, NotMessaged, MessagesCount>(
    {.id = "engagement",
     .name = "Engagement",
     .version = "1.0.0",
     .vendor = "Carillon",
     .license = "MIT",
     .description = "Which messages were sent, delivered, opened, clicked, failed or skipped, and how many",
     .config_schema = R"({"type":"object","additionalProperties":false,"properties":{}})"}))
