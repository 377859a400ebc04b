// The words that compare one field of a customer with a value.
#include <string>

#include <carillon/segop.hpp>

#include "language/calendar.h"
#include "language/words.h"
#include "subject.h"

namespace carillon::core {
namespace {

constexpr std::uint32_t kAnyScalar[] = {CRL_T_TEXT, CRL_T_I64,  CRL_T_DECIMAL, CRL_T_BOOL,
                                        CRL_T_DATE, CRL_T_TIME, CRL_T_JSON,    0};
constexpr std::uint32_t kOrdered[] = {CRL_T_I64, CRL_T_DECIMAL, CRL_T_DATE, CRL_T_TIME, CRL_T_JSON, 0};
constexpr std::uint32_t kListable[] = {CRL_T_TEXT, CRL_T_I64, CRL_T_DECIMAL, CRL_T_DATE, CRL_T_TIME,
                                       CRL_T_JSON, 0};
constexpr std::uint32_t kTexts[] = {CRL_T_TEXT, CRL_T_JSON, 0};
constexpr std::uint32_t kSets[] = {CRL_T_SET, 0};

constexpr const char* kScalarArgs = R"({"type":"object","required":["value"],"properties":{"value":{
  "title":"Value","description":"a text, a number, true or false; dates as 2025-01-31",
  "type":["string","number","boolean"],"maxLength":1000}}})";
constexpr const char* kOrderedArgs = R"({"type":"object","required":["value"],"properties":{"value":{
  "title":"Value","description":"a number, or a date or time such as 2025-01-31","type":["number","string"],
  "maxLength":100}}})";
constexpr const char* kBetweenArgs = R"({"type":"object","required":["value"],"properties":{"value":{
  "title":"From and to","description":"the lowest and the highest, both included","type":"array","minItems":2,
  "maxItems":2,"items":{"type":["number","string"],"maxLength":100}}}})";
constexpr const char* kListArgs = R"({"type":"object","required":["value"],"properties":{"value":{
  "title":"Values","type":"array","minItems":1,"maxItems":1000,
  "items":{"type":["string","number","boolean"],"maxLength":1000}}}})";
constexpr const char* kTextArgs = R"({"type":"object","required":["value"],"properties":{"value":{
  "title":"Text","type":"string","minLength":1,"maxLength":1000}}})";
constexpr const char* kTextListArgs = R"({"type":"object","required":["value"],"properties":{"value":{
  "title":"Tags","type":"array","minItems":1,"maxItems":1000,
  "items":{"type":"string","minLength":1,"maxLength":1000}}}})";
constexpr const char* kNoArgs = R"({"type":"object","properties":{}})";

Result<Lowered> lowered(const Result<Id>& root) {
  if (!root) return root.error();
  return Lowered{*root};
}

Result<Lowered> negated(const Result<Id>& root, Lowering& to) {
  if (!root) return root.error();
  return Lowered{to.negate(*root)};
}

// A field with its amount as people say it: "spent more than 10,000 in total", "ordered at least 3 times",
// and for every other field "<title> is ...".
std::string amount_phrase(const Leaf& leaf, std::string_view title, const std::string& how,
                          const std::string& amount) {
  const std::string field = leaf.field();
  if (field == "total_spend" || field == "spend") return "spent " + how + amount + " in total";
  if (field == "order_count" || field == "visits") {
    return "ordered " + how + (amount == "1" ? "once" : amount + " times");
  }
  return std::string(title) + " is " + how + amount;
}

// Only the texts of times and dates are such; "2025-01-31" may also be somebody's tag.
language::Dates dates_of(const Leaf& leaf) {
  const std::string field = leaf.field();
  const bool moment =
      !field.starts_with("attributes.") && (field.ends_with("_at") || field.ends_with("_date"));
  return moment ? language::Dates::kAsMoments : language::Dates::kAsTexts;
}

// A number, date or time without quotes.
std::string bare(const Doc& value) {
  constexpr auto kMoments = language::Dates::kAsMoments;
  if (value.kind() != Doc::Kind::kText) return language::value_words(value, kMoments);
  const auto number = value.decimal("");
  return number ? language::grouped(to_text(*number)) : language::value_words(value, kMoments);
}

struct Equal {
  static constexpr const char* kExamples[] = {R"({"field":"city","op":"eq","value":"Pune"})", "lives in Pune",
                                              R"({"field":"attributes.plan","op":"eq","value":"gold"})",
                                              "is on the gold plan", nullptr};
  static constexpr OperatorInfo info{.name = "eq",
                                     .title = "is",
                                     .summary = "The field equals the value; text ignores case.",
                                     .args_schema = kScalarArgs,
                                     .examples = kExamples,
                                     .field_types = kAnyScalar};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) { return lowered(equals(leaf, to, "/value")); }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    const Doc value = leaf.at("value");
    if (leaf.kind("value") == Doc::Kind::kInteger || leaf.kind("value") == Doc::Kind::kNumber) {
      return amount_phrase(leaf, title, "exactly ", bare(value));
    }
    return std::string(title) + " is " + language::value_words(value, dates_of(leaf));
  }
};

struct NotEqual {
  static constexpr const char* kExamples[] = {R"({"field":"country","op":"ne","value":"IN"})",
                                              "is not in India, or it is not known where", nullptr};
  static constexpr OperatorInfo info{.name = "ne",
                                     .title = "is not",
                                     .summary = "The field does not equal the value, or is missing.",
                                     .args_schema = kScalarArgs,
                                     .examples = kExamples,
                                     .field_types = kAnyScalar};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    return negated(equals(leaf, to, "/value"), to);
  }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    return std::string(title) + " is not " + language::value_words(leaf.at("value"), dates_of(leaf));
  }
};

// The four orders; `Spec` names one of them.
template <class Spec>
struct Ordered {
  static constexpr OperatorInfo info{.name = Spec::kName,
                                     .title = Spec::kTitle,
                                     .summary = Spec::kSummary,
                                     .args_schema = kOrderedArgs,
                                     .examples = Spec::kExamples,
                                     .field_types = kOrdered};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    return lowered(compares(Spec::kOp, leaf, to, "/value"));
  }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    const Doc value = leaf.at("value");
    const bool is_time = value.kind() == Doc::Kind::kText && !value.decimal("");
    return amount_phrase(leaf, title, std::string(is_time ? Spec::kTimeWords : Spec::kWords) + ' ',
                         bare(value));
  }
};

struct GreaterSpec {
  static constexpr const char* kName = "gt";
  static constexpr const char* kTitle = "is more than";
  static constexpr const char* kSummary = "The field is greater than the value, or later.";
  static constexpr std::string_view kWords = "more than", kTimeWords = "after";
  static constexpr std::uint32_t kOp = CRL_X_GT;
  static constexpr const char* kExamples[] = {R"({"field":"total_spend","op":"gt","value":10000})",
                                              "spent more than 10,000 in total", nullptr};
};
struct GreaterEqualSpec {
  static constexpr const char* kName = "gte";
  static constexpr const char* kTitle = "is at least";
  static constexpr const char* kSummary = "The field is greater than the value or equal to it.";
  static constexpr std::string_view kWords = "at least", kTimeWords = "on or after";
  static constexpr std::uint32_t kOp = CRL_X_GE;
  static constexpr const char* kExamples[] = {R"({"field":"order_count","op":"gte","value":3})",
                                              "ordered at least 3 times", nullptr};
};
struct LessSpec {
  static constexpr const char* kName = "lt";
  static constexpr const char* kTitle = "is less than";
  static constexpr const char* kSummary = "The field is less than the value, or earlier.";
  static constexpr std::string_view kWords = "less than", kTimeWords = "before";
  static constexpr std::uint32_t kOp = CRL_X_LT;
  static constexpr const char* kExamples[] = {R"({"field":"visits","op":"lt","value":3})",
                                              "visited less than 3 times", nullptr};
};
struct LessEqualSpec {
  static constexpr const char* kName = "lte";
  static constexpr const char* kTitle = "is at most";
  static constexpr const char* kSummary = "The field is less than the value or equal to it.";
  static constexpr std::string_view kWords = "at most", kTimeWords = "on or before";
  static constexpr std::uint32_t kOp = CRL_X_LE;
  static constexpr const char* kExamples[] = {R"({"field":"avg_order_value","op":"lte","value":"499.99"})",
                                              "has an average order of at most 499.99", nullptr};
};

struct Between {
  static constexpr const char* kExamples[] = {
      R"({"field":"total_spend","op":"between","value":[5000,10000]})",
      "spent between 5,000 and 10,000 in total", nullptr};
  static constexpr OperatorInfo info{.name = "between",
                                     .title = "is between",
                                     .summary = "The field lies between two values, both included.",
                                     .args_schema = kBetweenArgs,
                                     .examples = kExamples,
                                     .field_types = kOrdered};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    const auto from = compares(CRL_X_GE, leaf, to, "/value/0");
    if (!from) return from.error();
    const auto until = compares(CRL_X_LE, leaf, to, "/value/1");
    if (!until) return until.error();
    return Lowered{to.all_of({*from, *until})};
  }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    return amount_phrase(leaf, title, "between ",
                         bare(leaf.at("/value/0")) + " and " + bare(leaf.at("/value/1")));
  }
};

struct In {
  static constexpr const char* kExamples[] = {R"({"field":"city","op":"in","value":["Mumbai","Pune"]})",
                                              "lives in Mumbai or Pune", nullptr};
  static constexpr OperatorInfo info{.name = "in",
                                     .title = "is one of",
                                     .summary = "The field equals one of the values.",
                                     .args_schema = kListArgs,
                                     .examples = kExamples,
                                     .field_types = kListable};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    return lowered(is_one_of(leaf, to, "/value"));
  }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    return std::string(title) + " is " +
           language::listed(language::list_words(leaf.at("value"), dates_of(leaf)), "or");
  }
};

struct NotIn {
  static constexpr const char* kExamples[] = {R"({"field":"city","op":"not_in","value":["Mumbai","Pune"]})",
                                              "lives neither in Mumbai nor in Pune, or it is not known where",
                                              nullptr};
  static constexpr OperatorInfo info{.name = "not_in",
                                     .title = "is none of",
                                     .summary = "The field equals none of the values, or is missing.",
                                     .args_schema = kListArgs,
                                     .examples = kExamples,
                                     .field_types = kListable};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    return negated(is_one_of(leaf, to, "/value"), to);
  }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    return std::string(title) + " is not " +
           language::listed(language::list_words(leaf.at("value"), dates_of(leaf)), "or");
  }
};

// The three that look inside a text.
template <class Spec>
struct Matches {
  static constexpr OperatorInfo info{.name = Spec::kName,
                                     .title = Spec::kTitle,
                                     .summary = Spec::kSummary,
                                     .args_schema = kTextArgs,
                                     .examples = Spec::kExamples,
                                     .field_types = kTexts};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    return lowered(matches(Spec::kOp, leaf, to, "/value"));
  }
  static std::string describe(const Leaf& leaf, std::string_view title) {
    return std::string(title) + ' ' + Spec::kTitle + ' ' + language::value_words(leaf.at("value"));
  }
};

struct ContainsSpec {
  static constexpr const char* kName = "contains";
  static constexpr const char* kTitle = "contains";
  static constexpr const char* kSummary = "The text holds this one somewhere; case does not matter.";
  static constexpr std::uint32_t kOp = CRL_X_CONTAINS_CI;
  static constexpr const char* kExamples[] = {R"({"field":"name","op":"contains","value":"kumar"})",
                                              "has kumar in the name", nullptr};
};
struct StartsWithSpec {
  static constexpr const char* kName = "starts_with";
  static constexpr const char* kTitle = "starts with";
  static constexpr const char* kSummary = "The text begins with this one; case does not matter.";
  static constexpr std::uint32_t kOp = CRL_X_STARTS_WITH_CI;
  static constexpr const char* kExamples[] = {R"({"field":"phone","op":"starts_with","value":"+91"})",
                                              "has an Indian phone number", nullptr};
};
struct EndsWithSpec {
  static constexpr const char* kName = "ends_with";
  static constexpr const char* kTitle = "ends with";
  static constexpr const char* kSummary = "The text ends with this one; case does not matter.";
  static constexpr std::uint32_t kOp = CRL_X_ENDS_WITH_CI;
  static constexpr const char* kExamples[] = {R"({"field":"email","op":"ends_with","value":"@gmail.com"})",
                                              "uses Gmail", nullptr};
};

struct IsSet {
  static constexpr const char* kExamples[] = {R"({"field":"email","op":"is_set"})", "has an email address",
                                              nullptr};
  static constexpr OperatorInfo info{.name = "is_set",
                                     .title = "is known",
                                     .summary = "The field has a value.",
                                     .args_schema = kNoArgs,
                                     .examples = kExamples,
                                     .field_types = kAnyScalar};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) { return lowered(is_known(leaf, to)); }
  static std::string describe(const Leaf&, std::string_view title) {
    return std::string(title) + " is known";
  }
};

struct IsNotSet {
  static constexpr const char* kExamples[] = {R"({"field":"last_order_at","op":"is_not_set"})",
                                              "never ordered", nullptr};
  static constexpr OperatorInfo info{.name = "is_not_set",
                                     .title = "is missing",
                                     .summary = "The field has no value.",
                                     .args_schema = kNoArgs,
                                     .examples = kExamples,
                                     .field_types = kAnyScalar};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) { return negated(is_known(leaf, to), to); }
  static std::string describe(const Leaf&, std::string_view title) {
    return std::string(title) + " is missing";
  }
};

struct HasTag {
  static constexpr const char* kExamples[] = {R"({"field":"tags","op":"has_tag","value":"vip"})",
                                              "is tagged vip", nullptr};
  static constexpr OperatorInfo info{.name = "has_tag",
                                     .title = "has the tag",
                                     .summary = "The customer has this tag; case does not matter.",
                                     .args_schema = kTextArgs,
                                     .examples = kExamples,
                                     .field_types = kSets};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) { return lowered(holds(leaf, to, "/value")); }
  static std::string describe(const Leaf& leaf, std::string_view) {
    return "has the tag " + language::value_words(leaf.at("value"));
  }
};

struct HasAnyTag {
  static constexpr const char* kExamples[] = {R"({"field":"tags","op":"has_any_tag","value":["vip","gold"]})",
                                              "is tagged vip or gold", nullptr};
  static constexpr OperatorInfo info{.name = "has_any_tag",
                                     .title = "has any of the tags",
                                     .summary = "The customer has at least one of these tags.",
                                     .args_schema = kTextListArgs,
                                     .examples = kExamples,
                                     .field_types = kSets};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    std::vector<Id> parts;
    for (const Doc& item : leaf.items("value")) {
      const auto part = holds(leaf, to, item.pointer());
      if (!part) return part.error();
      parts.push_back(*part);
    }
    return Lowered{to.node(CRL_X_OR, parts)};
  }
  static std::string describe(const Leaf& leaf, std::string_view) {
    return "has the tag " + language::listed(language::list_words(leaf.at("value")), "or");
  }
};

}  // namespace
}  // namespace carillon::core

using namespace carillon::core;

CARILLON_MODULE(
    carillon::operators<Equal, NotEqual, Ordered<GreaterSpec>, Ordered<GreaterEqualSpec>, Ordered<LessSpec>,
                        Ordered<LessEqualSpec>, Between, In, NotIn, Matches<ContainsSpec>,
                        Matches<StartsWithSpec>, Matches<EndsWithSpec>, IsSet, IsNotSet, HasTag, HasAnyTag>(
        {.id = "core",
         .name = "Comparisons",
         .version = "1.0.0",
         .vendor = "Carillon",
         .license = "MIT",
         .description =
             "Compares the fields of a customer with values: equal, more, less, between, in, contains, tags",
         .config_schema = R"({"type":"object","additionalProperties":false,"properties":{}})"}))
