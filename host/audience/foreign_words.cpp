#include "audience/foreign_words.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "audience/fields.h"

namespace carillon::audience {

namespace {

struct Word {
  std::string_view word, meaning;
};

constexpr auto kFields = std::to_array<Word>({
    {"spend", "total_spend"},
    {"totalspent", "total_spend"},
    {"totalspends", "total_spend"},
    {"totalspending", "total_spend"},
    {"amountspent", "total_spend"},
    {"lifetimevalue", "total_spend"},
    {"ltv", "total_spend"},
    {"totalamount", "total_spend"},
    {"totalpurchaseamount", "total_spend"},
    {"visits", "order_count"},
    {"visitcount", "order_count"},
    {"totalvisits", "order_count"},
    {"numberofvisits", "order_count"},
    {"orders", "order_count"},
    {"totalorders", "order_count"},
    {"numberoforders", "order_count"},
    {"numorders", "order_count"},
    {"purchases", "order_count"},
    {"totalpurchases", "order_count"},
    {"purchasecount", "order_count"},
    {"orderscount", "order_count"},
    {"averageordervalue", "avg_order_value"},
    {"aov", "avg_order_value"},
    {"lastvisit", "last_order_at"},
    {"lastvisitdate", "last_order_at"},
    {"lastvisited", "last_order_at"},
    {"lastvisitat", "last_order_at"},
    {"lastpurchase", "last_order_at"},
    {"lastpurchasedate", "last_order_at"},
    {"lastpurchaseat", "last_order_at"},
    {"lastorder", "last_order_at"},
    {"lastorderdate", "last_order_at"},
    {"lastactive", "last_order_at"},
    {"lastactivity", "last_order_at"},
    {"lastactivedate", "last_order_at"},
    {"lastactiveat", "last_order_at"},
    {"lastactivitydate", "last_order_at"},
    {"lastseen", "last_order_at"},
    {"firstorder", "first_order_at"},
    {"firstorderdate", "first_order_at"},
    {"firstpurchase", "first_order_at"},
    {"firstpurchasedate", "first_order_at"},
    {"registrationdate", "created_at"},
    {"registeredat", "created_at"},
    {"joindate", "created_at"},
    {"joinedat", "created_at"},
    {"joined", "created_at"},
    {"signupdate", "created_at"},
    {"createddate", "created_at"},
    {"dateofbirth", "birth_date"},
    {"dob", "birth_date"},
    {"birthday", "birth_date"},
    {"tag", "tags"},
    {"emailaddress", "email"},
    {"phonenumber", "phone"},
    {"mobile", "phone"},
    {"fullname", "name"},
    {"customername", "name"},
    {"emailconsent", "consent_email"},
    {"smsconsent", "consent_sms"},
    {"customerid", "external_id"},
});

constexpr auto kDayCounters = std::to_array<Word>({
    {"inactive", "last_order_at"},
    {"inactivedays", "last_order_at"},
    {"inactivefor", "last_order_at"},
    {"daysinactive", "last_order_at"},
    {"dayssincelastvisit", "last_order_at"},
    {"dayssincelastorder", "last_order_at"},
    {"dayssincelastpurchase", "last_order_at"},
    {"lastvisitdays", "last_order_at"},
    {"lastorderdays", "last_order_at"},
    {"lastpurchasedays", "last_order_at"},
    {"dayssinceregistration", "created_at"},
    {"dayssincesignup", "created_at"},
});

constexpr auto kOperators = std::to_array<Word>({
    {"=", "eq"},
    {"==", "eq"},
    {"===", "eq"},
    {"eq", "eq"},
    {"equals", "eq"},
    {"equal", "eq"},
    {"is", "eq"},
    {"!=", "ne"},
    {"!==", "ne"},
    {"<>", "ne"},
    {"ne", "ne"},
    {"neq", "ne"},
    {"notequals", "ne"},
    {"notequal", "ne"},
    {"isnot", "ne"},
    {">", "gt"},
    {"gt", "gt"},
    {"greaterthan", "gt"},
    {"morethan", "gt"},
    {"over", "gt"},
    {">=", "gte"},
    {"gte", "gte"},
    {"greaterthanorequal", "gte"},
    {"greaterthanorequals", "gte"},
    {"greaterthanorequalto", "gte"},
    {"greaterorequal", "gte"},
    {"atleast", "gte"},
    {"<", "lt"},
    {"lt", "lt"},
    {"lessthan", "lt"},
    {"under", "lt"},
    {"<=", "lte"},
    {"lte", "lte"},
    {"lessthanorequal", "lte"},
    {"lessthanorequals", "lte"},
    {"lessthanorequalto", "lte"},
    {"lessorequal", "lte"},
    {"atmost", "lte"},
    {"between", "between"},
    {"notbetween", "not_between"},
    {"in", "in"},
    {"oneof", "in"},
    {"isoneof", "in"},
    {"notin", "not_in"},
    {"nin", "not_in"},
    {"contains", "contains"},
    {"includes", "contains"},
    {"has", "contains"},
    {"notcontains", "not_contains"},
    {"doesnotcontain", "not_contains"},
    {"notincludes", "not_contains"},
    {"startswith", "starts_with"},
    {"beginswith", "starts_with"},
    {"endswith", "ends_with"},
    {"doesnotstartwith", "not_starts_with"},
    {"doesnotbeginwith", "not_starts_with"},
    {"doesnotendwith", "not_ends_with"},
    {"isset", "is_set"},
    {"exists", "is_set"},
    {"notnull", "is_set"},
    {"isnotnull", "is_set"},
    {"isnotempty", "is_set"},
    {"isnotset", "is_not_set"},
    {"notset", "is_not_set"},
    {"null", "is_not_set"},
    {"isnull", "is_not_set"},
    {"isempty", "is_not_set"},
    {"notexists", "is_not_set"},
    {"before", "before"},
    {"after", "after"},
    {"on", "on"},
    {"onorbefore", "on_or_before"},
    {"onorafter", "on_or_after"},
    {"within", "within"},
    {"withinlast", "within"},
    {"inlast", "within"},
    {"inthelast", "within"},
    {"withinthelast", "within"},
    {"notwithin", "not_within"},
    {"notinthelast", "not_within"},
    {"notinlast", "not_within"},
    {"inactivefor", "not_within"},
    {"inactive", "not_within"},
    {"olderthan", "older_than"},
    {"youngerthan", "younger_than"},
});

constexpr auto kUnits = std::to_array<Word>({{"hour", "h"},
                                             {"hours", "h"},
                                             {"h", "h"},
                                             {"day", "d"},
                                             {"days", "d"},
                                             {"d", "d"},
                                             {"week", "w"},
                                             {"weeks", "w"},
                                             {"w", "w"},
                                             {"month", "mo"},
                                             {"months", "mo"},
                                             {"mo", "mo"},
                                             {"year", "y"},
                                             {"years", "y"},
                                             {"y", "y"}});

template <std::size_t N>
std::string meaning(const std::array<Word, N>& words, std::string_view word) {
  const auto found = std::ranges::find(words, word, &Word::word);
  return found == words.end() ? std::string{} : std::string(found->meaning);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string small(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::optional<std::string> window_in(std::string_view text) {
  std::string word = plain_word(text);
  if (word.ends_with("ago")) word.resize(word.size() - 3);
  const auto unit = std::min(word.find_first_not_of("0123456789"), word.size());
  if (unit == 0 || unit > 9) return std::nullopt;
  const std::string known = meaning(kUnits, std::string_view(word).substr(unit));
  if (known.empty()) return std::nullopt;
  return word.substr(0, unit) + known;
}

}  // namespace

std::string plain_word(std::string_view name) {
  std::string out;
  for (const char c : small(name)) {
    if (c != ' ' && c != '_' && c != '-') out += c;
  }
  return out;
}

std::string field_for(std::string_view name) {
  constexpr std::string_view kOf = "customer.";
  if (name.starts_with(kOf)) name.remove_prefix(kOf.size());
  if (name.starts_with(kAttributes)) return std::string(name);
  const std::string word = plain_word(name);
  for (const Field& field : fields()) {
    if (field.name == field.column && plain_word(field.name) == word) return field.name;
  }
  return meaning(kFields, word);
}

std::string time_counted_by(std::string_view name) { return meaning(kDayCounters, plain_word(name)); }

std::string operator_for(std::string_view name) { return meaning(kOperators, plain_word(name)); }

std::optional<std::string> relative_window(const json::value& value) {
  if (const auto* text = value.if_string()) return window_in(*text);
  const auto* object = value.if_object();
  if (object == nullptr) return std::nullopt;
  for (const char* name : {"value", "amount", "n"}) {
    const auto* n = object->if_contains(name);
    const auto* unit = object->if_contains("unit");
    if (n == nullptr || unit == nullptr || !unit->is_string()) continue;
    return window_in(json::serialize(*n) + std::string(unit->get_string()));
  }
  return std::nullopt;
}

std::optional<json::value> number_for(const json::value& value) {
  if (value.is_number()) return value;
  const auto* text = value.if_string();
  if (text == nullptr) return std::nullopt;
  std::string digits;
  for (const char c : std::string_view(*text)) {
    if (c != ',' && c != ' ') digits += c;
  }
  const bool form = !digits.empty() &&
                    std::ranges::all_of(digits, [](char c) { return is_digit(c) || c == '.' || c == '-'; }) &&
                    is_digit(digits.back());
  if (!form) return std::nullopt;
  std::int64_t whole = 0;
  const char* const end = digits.data() + digits.size();
  if (const auto read = std::from_chars(digits.data(), end, whole); read.ec == std::errc{} && read.ptr == end)
    return json::value(whole);
  const json::value exact(digits);
  if (!json_decimal(exact)) return std::nullopt;
  return exact;
}

}  // namespace carillon::audience
