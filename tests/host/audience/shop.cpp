#include "shop.h"

#include <algorithm>
#include <array>
#include <deque>

#include "store/campaigns.h"
#include "store/cells.h"
#include "store/customers.h"
#include "store/orders.h"

namespace carillon::audience::testing {

namespace {

constexpr std::int64_t kHour = 3'600'000'000;
const std::vector<std::string> kCategories = {"shoes", "Shoes", "boots", "München"};
const std::vector<std::string> kSkus = {"A-1", "a-1", "B%2"};
const std::vector<std::int64_t> kAgo = {0,       1,       12,      24,      25,      24 * 7,
                                        24 * 30, 24 * 31, 24 * 90, 24 * 91, 24 * 200};
const std::vector<std::int64_t> kUnits = {0, 1'000, 99'999, 1'000'000, 5'000'000, 10'000'001};
const std::vector<store::MessageState> kStates = {
    store::MessageState::kQueued,    store::MessageState::kSending, store::MessageState::kSent,
    store::MessageState::kDelivered, store::MessageState::kOpened,  store::MessageState::kClicked,
    store::MessageState::kSkipped,   store::MessageState::kFailed,  store::MessageState::kBounced};

store::Order random_order(Chance& chance, Id customer, std::int64_t now_us) {
  store::Order order;
  order.customer_id = customer;
  order.amount = Decimal{chance.pick(kUnits)};
  order.status = static_cast<store::OrderStatus>(1 + chance.below(4));
  if (chance.one_in(2)) order.status = store::OrderStatus::kCompleted;
  order.ordered_at = now_us - chance.pick(kAgo) * kHour;
  order.created_at = order.updated_at = order.ordered_at;
  for (std::size_t n = chance.below(3); n > 0; --n) {
    store::OrderItem item;
    item.sku = chance.pick(kSkus);
    if (!chance.one_in(4)) item.category = chance.pick(kCategories);
    item.quantity = Decimal{static_cast<std::int64_t>(1 + chance.below(3)) * Decimal::kScale};
    item.price = Decimal{chance.pick(kUnits)};
    order.items.push_back(std::move(item));
  }
  return order;
}

void keep_totals(store::Customer& customer, const std::vector<store::Order>& orders, std::size_t from) {
  customer.total_spend = {};
  customer.order_count = 0;
  customer.avg_order_value.reset();
  customer.first_order_at.reset();
  customer.last_order_at.reset();
  for (std::size_t i = from; i < orders.size(); ++i) {
    if (!counts(orders[i].status)) continue;
    customer.total_spend.units += orders[i].amount.units;
    ++customer.order_count;
    const std::int64_t at = orders[i].ordered_at;
    customer.first_order_at = std::min(customer.first_order_at.value_or(at), at);
    customer.last_order_at = std::max(customer.last_order_at.value_or(at), at);
  }
  if (customer.order_count > 0)
    customer.avg_order_value =
        Decimal{(customer.total_spend.units * 2 + customer.order_count) / (customer.order_count * 2)};
}

Status put_messages(store::Session& session, const std::vector<store::Message>& messages) {
  std::vector<crl_value> cells;
  for (const auto& m : messages) {
    for (const std::int64_t i :
         {m.campaign_id, m.customer_id, m.step, static_cast<std::int64_t>(m.state), m.reason, m.attempts})
      cells.push_back(cell::of_int(i));
    cells.push_back(cell::time(m.updated_at));
  }
  store::Mutation insert;
  insert.collection = "messages";
  insert.columns = {"campaign_id", "customer_id", "step", "state", "reason", "attempts", "updated_at"};
  insert.cells = cells;
  const auto done = session.mutate(insert);
  return done ? Status{} : Status(done.error());
}

}  // namespace

Status Shop::put(store::Session& session) const {
  if (Status s = store::insert_customers(session, customers); !s) return s;
  if (Status s = store::insert_orders(session, orders); !s) return s;
  for (const auto& campaign : campaigns) {
    if (Status s = store::insert_campaign(session, campaign); !s) return s;
  }
  return put_messages(session, messages);
}

std::vector<const store::Order*> Shop::orders_of(Id customer) const {
  std::vector<const store::Order*> out;
  for (const auto& order : orders) {
    if (order.customer_id == customer) out.push_back(&order);
  }
  return out;
}

std::vector<const store::Message*> Shop::messages_of(Id customer) const {
  std::vector<const store::Message*> out;
  for (const auto& message : messages) {
    if (message.customer_id == customer) out.push_back(&message);
  }
  return out;
}

const store::Campaign& Shop::campaign(Id id) const {
  return *std::ranges::find(campaigns, id, &store::Campaign::id);
}

Shop random_shop(Chance& chance, std::size_t customers, std::int64_t now_us) {
  Shop shop;
  shop.customers = random_customers(chance, customers, now_us);
  for (Id id = 1; id <= 3; ++id) {
    store::Campaign campaign;
    campaign.id = id;
    campaign.name = "campaign";
    campaign.channel = id == 1 ? "email" : "sms";
    campaign.audience = campaign.content = "{}";
    campaign.created_at = campaign.updated_at = now_us;
    shop.campaigns.push_back(std::move(campaign));
  }
  for (auto& customer : shop.customers) {
    const std::size_t before = shop.orders.size();
    for (std::size_t n = chance.below(5); n > 0; --n) {
      auto order = random_order(chance, customer.id, now_us);
      order.id = static_cast<Id>(shop.orders.size() + 1);
      order.external_id = "o" + std::to_string(order.id);
      shop.orders.push_back(std::move(order));
    }
    keep_totals(customer, shop.orders, before);
    for (const auto& campaign : shop.campaigns) {
      if (chance.one_in(2)) continue;
      shop.messages.push_back(
          {campaign.id, customer.id, 0, chance.pick(kStates), 0, 1, now_us - chance.pick(kAgo) * kHour});
    }
  }
  std::ranges::sort(shop.messages, {},
                    [](const store::Message& m) { return std::pair(m.campaign_id, m.customer_id); });
  return shop;
}

namespace {

using Records = std::vector<std::shared_ptr<const Record>>;

std::vector<const Record*> borrowed(const Records& records) {
  std::vector<const Record*> out;
  for (const auto& record : records) out.push_back(record.get());
  return out;
}

}  // namespace

class ShopRecord::Item final : public Record {
 public:
  explicit Item(const store::OrderItem& item) : item_(item) {}
  crl_value get(std::string_view column) const override {
    if (column == "sku") return cell::text(item_.sku);
    if (column == "category") return store::text_cell(item_.category);
    return cell::decimal(column == "quantity" ? item_.quantity : item_.price);
  }
  std::vector<const Record*> related(std::string_view) const override { return {}; }

 private:
  const store::OrderItem& item_;
};

class ShopRecord::Order final : public Record {
 public:
  explicit Order(const store::Order& order) : order_(order) {
    for (const auto& item : order.items) items_.push_back(std::make_shared<Item>(item));
  }
  crl_value get(std::string_view column) const override {
    if (column == "amount") return cell::decimal(order_.amount);
    if (column == "status") return cell::of_int(static_cast<std::int64_t>(order_.status));
    return cell::time(order_.ordered_at);
  }
  std::vector<const Record*> related(std::string_view) const override { return borrowed(items_); }

 private:
  const store::Order& order_;
  Records items_;
};

class ShopRecord::Campaign final : public Record {
 public:
  explicit Campaign(const store::Campaign& campaign) : campaign_(campaign) {}
  crl_value get(std::string_view) const override { return cell::text(campaign_.channel); }
  std::vector<const Record*> related(std::string_view) const override { return {}; }

 private:
  const store::Campaign& campaign_;
};

class ShopRecord::Message final : public Record {
 public:
  Message(const store::Message& message, const store::Campaign& campaign)
      : message_(message), campaign_(campaign) {}
  crl_value get(std::string_view column) const override {
    if (column == "campaign_id") return cell::of_int(message_.campaign_id);
    if (column == "state") return cell::of_int(static_cast<std::int64_t>(message_.state));
    return cell::time(message_.updated_at);
  }
  std::vector<const Record*> related(std::string_view) const override { return {&campaign_}; }

 private:
  const store::Message& message_;
  Campaign campaign_;
};

ShopRecord::ShopRecord(const Shop& shop, const store::Customer& customer) : customer_(customer) {
  for (const auto* order : shop.orders_of(customer.id)) orders_.push_back(std::make_shared<Order>(*order));
  for (const auto* message : shop.messages_of(customer.id))
    messages_.push_back(std::make_shared<Message>(*message, shop.campaign(message->campaign_id)));
}

std::vector<const Record*> ShopRecord::related(std::string_view relation) const {
  return borrowed(relation == "orders" ? orders_ : messages_);
}

}  // namespace carillon::audience::testing
