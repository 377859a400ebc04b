#include "population.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "base/time_text.h"

namespace carillon::test {
namespace {

using audience::testing::Chance;
using audience::testing::Shop;

constexpr std::int64_t kDay = 86'400'000'000;
constexpr std::int64_t kHour = kDay / 24;
constexpr std::size_t kCustomers = 160;

// What the rules speak of.
struct Spoken {
  std::map<std::string, std::vector<std::string>> texts;  // by field
  std::vector<std::string> categories = {"zinc"}, channels = {"sms", "email"};
  std::vector<std::int64_t> amounts = {0, 100, 1'000, 2'500}, counts = {0, 1, 2}, ages = {17, 18, 30, 45, 65};
  std::vector<std::int64_t> moments;  // borders, in microseconds
  std::vector<std::int64_t> campaigns = {1};

  void numbers(const json::value& value, std::vector<std::int64_t>& into) {
    if (value.is_int64()) {
      for (const int d : {-1, 0, 1}) into.push_back(value.get_int64() + d);
    } else if (value.is_object()) {
      for (const auto& [name, inner] : value.get_object()) numbers(inner, into);
    } else if (value.is_array()) {
      for (const auto& inner : value.get_array()) numbers(inner, into);
    }
  }
  void moment(const json::value& value, std::int64_t now) {
    if (!value.is_string()) return;
    const std::string text(value.get_string());
    if (const auto day = parse_time(text + "T00:00:00Z")) {
      moments.push_back(*day);
      moments.push_back(*day + kDay);
      return;
    }
    std::int64_t n = 0;
    std::size_t i = 0;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') n = n * 10 + (text[i++] - '0');
    const std::string unit = text.substr(i);
    const std::int64_t days = unit == "d" ? 1 : unit == "w" ? 7 : unit == "mo" ? 30 : unit == "y" ? 365 : 0;
    for (std::int64_t around = -3; around <= 3; ++around)
      moments.push_back(now - n * (days > 0 ? days * kDay : kHour) + around * kDay);
  }
  void read(const json::value& rule, std::int64_t now) {
    if (rule.is_array()) {
      for (const auto& part : rule.get_array()) read(part, now);
      return;
    }
    if (!rule.is_object()) return;
    const auto& object = rule.get_object();
    const std::string field = object.contains("field") ? std::string(object.at("field").as_string()) : "";
    for (const auto& [name, value] : object) {
      if (name == "all" || name == "any" || name == "not" || name == "first" || name == "later")
        read(value, now);
      else if (name == "category")
        list(value, categories);
      else if (name == "campaign" && value.is_string())
        campaigns.push_back(std::stoll(std::string(value.get_string())));
      else if (name == "channel")
        list(value, channels);
      else if (name == "count")
        numbers(value, counts);
      else if (name == "amount" || name == "is" || name == "item")
        numbers(value, amounts);
      else if (name == "value" && field == "birth_date")
        numbers(value, ages), moment(value, now);
      else if (name == "value" && field == "order_count")
        numbers(value, counts);
      else if (name == "value" && (field == "total_spend" || field == "avg_order_value"))
        numbers(value, amounts);
      else if (name == "value" && !field.empty() && field != "created_at")
        list(value, texts[field]);
      else if (name != "op" && name != "field")
        moment(value, now);
    }
  }
  static void list(const json::value& value, std::vector<std::string>& into) {
    if (value.is_string()) into.emplace_back(value.get_string());
    if (value.is_array()) {
      for (const auto& item : value.get_array()) list(item, into);
    }
  }
};

std::optional<std::string> some(Chance& chance, const Spoken& spoken, const std::string& field,
                                std::vector<std::string> others) {
  const auto found = spoken.texts.find(field);
  if (found != spoken.texts.end() && !chance.one_in(3)) return chance.pick(found->second);
  if (chance.one_in(5)) return std::nullopt;
  return chance.pick(others);
}

void keep_totals(store::Customer& c, const std::vector<store::Order>& orders, std::size_t from) {
  for (std::size_t i = from; i < orders.size(); ++i) {
    if (!store::counts(orders[i].status)) continue;
    c.total_spend.units += orders[i].amount.units;
    ++c.order_count;
    c.first_order_at = std::min(c.first_order_at.value_or(orders[i].ordered_at), orders[i].ordered_at);
    c.last_order_at = std::max(c.last_order_at.value_or(orders[i].ordered_at), orders[i].ordered_at);
  }
  if (c.order_count > 0)
    c.avg_order_value = Decimal{(c.total_spend.units * 2 + c.order_count) / (c.order_count * 2)};
}

}  // namespace

Shop population(const json::value& one, const json::value& other, std::int64_t now) {
  Spoken spoken;
  for (const std::int64_t days : {0, 1, 5, 8, 20, 33, 70, 130, 250, 420, 800})
    spoken.moments.push_back(now - days * kDay);
  spoken.read(one, now);
  const auto categories = spoken.categories;
  spoken.read(other, now);
  spoken.categories = categories;  // a name that only one reading offers is nobody's
  Chance chance(7);
  Shop shop;
  std::ranges::sort(spoken.campaigns);
  spoken.campaigns.erase(std::ranges::unique(spoken.campaigns).begin(), spoken.campaigns.end());
  for (const auto id : spoken.campaigns) {
    store::Campaign campaign;
    campaign.id = id;
    campaign.channel = spoken.channels[static_cast<std::size_t>(id) % spoken.channels.size()];
    shop.campaigns.push_back(campaign);
  }
  const auto instant = [&] {
    return std::min(chance.pick(spoken.moments) + (chance.one_in(2) ? 0 : -1), now);
  };
  for (std::size_t i = 0; i < kCustomers; ++i) {
    store::Customer c;
    c.id = static_cast<Id>(i + 1);
    c.external_id = "c" + std::to_string(i);
    c.city = some(chance, spoken, "city", {"Nowhere"});
    c.country = some(chance, spoken, "country", {"IN", "US"});
    c.gender = some(chance, spoken, "gender", {"female", "male", "other"});
    const auto name = some(chance, spoken, "name", {"Anil Kumar", "Zed"});
    c.name = name ? std::optional("x" + *name).value().substr(chance.one_in(2) ? 1 : 0) +
                        (chance.one_in(3) ? "y" : "")
                  : c.name;
    const auto mail = some(chance, spoken, "email", {"@example.org"});
    if (mail) c.email = "me" + *mail;
    c.phone = some(chance, spoken, "phone", {"+4912345"});
    for (const auto& tag : spoken.texts["tags"]) {
      if (chance.one_in(2)) c.tags.push_back(tag);
    }
    std::ranges::sort(c.tags);
    c.tags.erase(std::ranges::unique(c.tags).begin(), c.tags.end());
    c.consent_email = chance.one_in(2);
    c.consent_sms = chance.one_in(2);
    const auto plan = some(chance, spoken, "attributes.plan", {"tin"});
    if (plan) c.attributes = json::serialize(json::object{{"plan", *plan}});
    if (!chance.one_in(6)) {
      const std::int64_t today = now / kDay;
      const std::int64_t back = chance.pick(spoken.ages) * 36'525 / 100;
      c.birth_date = today - back + static_cast<std::int64_t>(chance.below(5)) - 2;
      if (chance.one_in(3)) c.birth_date = *c.birth_date + static_cast<std::int64_t>(chance.below(365));
      if (chance.one_in(3)) c.birth_date = instant() / kDay;
    }
    c.created_at = c.updated_at = instant();
    const std::size_t before = shop.orders.size();
    const std::int64_t wanted =
        chance.one_in(2) ? chance.pick(spoken.counts) : static_cast<std::int64_t>(chance.below(5));
    for (std::int64_t n = std::min<std::int64_t>(wanted, 14); n > 0; --n) {
      store::Order order;
      order.id = static_cast<Id>(shop.orders.size() + 1);
      order.customer_id = c.id;
      order.amount = Decimal{std::max<std::int64_t>(chance.pick(spoken.amounts), 0) * Decimal::kScale};
      if (chance.one_in(3)) order.amount.units /= std::max<std::int64_t>(wanted, 1);
      order.status = chance.one_in(5)   ? store::OrderStatus::kCancelled
                     : chance.one_in(8) ? store::OrderStatus::kRefunded
                     : chance.one_in(8) ? store::OrderStatus::kPending
                                        : store::OrderStatus::kCompleted;
      order.ordered_at = order.created_at = order.updated_at = instant();
      for (std::size_t items = 1 + chance.below(2); items > 0; --items) {
        store::OrderItem item;
        item.sku = "S";
        item.category = chance.pick(spoken.categories);
        item.quantity = Decimal{static_cast<std::int64_t>(1 + chance.below(6)) * Decimal::kScale};
        item.price = Decimal{std::max<std::int64_t>(chance.pick(spoken.amounts), 0) * Decimal::kScale};
        order.items.push_back(std::move(item));
      }
      shop.orders.push_back(std::move(order));
    }
    keep_totals(c, shop.orders, before);
    using State = store::MessageState;
    static const std::vector<State> kStates{State::kQueued, State::kSent,    State::kDelivered,
                                            State::kOpened, State::kClicked, State::kFailed,
                                            State::kSkipped};
    for (const auto& campaign : shop.campaigns) {
      for (std::int64_t step = 0; step < static_cast<std::int64_t>(chance.below(6)); ++step) {
        shop.messages.push_back({campaign.id, c.id, step, chance.pick(kStates), 0, 1, instant()});
      }
    }
    shop.customers.push_back(std::move(c));
  }
  return shop;
}

}  // namespace carillon::test
