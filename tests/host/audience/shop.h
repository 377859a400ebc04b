// A shop by chance: customers with orders of items, campaigns and the messages of their ledger. It can be put
// into a store, and its customers judged in memory.
#pragma once

#include <map>
#include <vector>

#include "audience/evaluator.h"
#include "random_people.h"
#include "store/session.h"

namespace carillon::audience::testing {

struct Shop {
  std::vector<store::Customer> customers;
  std::vector<store::Order> orders;
  std::vector<store::Campaign> campaigns;
  std::vector<store::Message> messages;

  // All of it, into a store that has none of it.
  Status put(store::Session& session) const;

  std::vector<const store::Order*> orders_of(Id customer) const;
  std::vector<const store::Message*> messages_of(Id customer) const;
  const store::Campaign& campaign(Id id) const;
};

// Few enough instants, categories and amounts that rules meet orders, some of them at one instant. What is
// kept with a customer is what their orders make.
Shop random_shop(Chance& chance, std::size_t customers, std::int64_t now_us);

// A customer of a shop with all that belongs to them. Borrows from the shop.
class ShopRecord final : public Record {
 public:
  ShopRecord(const Shop& shop, const store::Customer& customer);
  crl_value get(std::string_view column) const override { return customer_.get(column); }
  std::vector<const Record*> related(std::string_view relation) const override;

 private:
  class Order;
  class Item;
  class Message;
  class Campaign;
  CustomerRecord customer_;
  std::vector<std::shared_ptr<const Record>> orders_, messages_;
};

}  // namespace carillon::audience::testing
