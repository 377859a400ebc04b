#include "delivery/domain_shares.h"

#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sqlite_fixture.h"

namespace carillon::delivery {
namespace {

class DomainSharesTest : public ::testing::Test {
 protected:
  static crl_channel mail() {
    crl_channel table{};
    table.caps = [](void*, crl_channel_caps* caps) { caps->address = CRL_ADDRESS_EMAIL; };
    return table;
  }
  // Customers 1, 2, ... at these addresses.
  Prepared batch(const std::vector<std::string>& addresses) {
    Prepared out;
    Id customer = 0;
    for (const auto& address : addresses) {
      out.add_rendered(port_, {{1, 0, ++customer}, 1, nullptr}, address, {});
    }
    return out;
  }
  static std::vector<Id> customers(const std::vector<Flight>& flights) {
    std::vector<Id> out;
    for (const Flight& flight : flights) out.push_back(flight.key.customer);
    return out;
  }

  const crl_channel table_ = mail();
  Port port_{"mail", "test", &table_, nullptr, [] { return std::unique_lock<std::mutex>(); }};
  ManualClock clock_{1'000'000'000'000};
  store::testing::SqliteStore store_;
  Rates rates_{store_.database(), clock_};
  const DomainShares::Limits limits_{{"gmail.com", {{"mail:@gmail.com", 2, 60'000'000}}}};
};

TEST_F(DomainSharesTest, hold_back_what_a_domain_has_no_room_for_and_let_the_others_pass) {
  Prepared messages = batch({"a@gmail.com", "b@x.org", "c@GMail.com", "d@gmail.com", "e@x.org"});
  DomainShares shares(rates_, limits_);
  EXPECT_EQ(customers(shares.hold_back(messages, 5)), (std::vector<Id>{4}));
  EXPECT_GT(shares.come_again_us(), clock_.now_us());
  EXPECT_EQ(messages.waiting(), 4U);
}

TEST_F(DomainSharesTest, reserve_for_the_messages_that_are_offered_and_no_others) {
  Prepared messages = batch({"a@gmail.com", "b@x.org", "c@gmail.com", "d@gmail.com"});
  DomainShares first(rates_, limits_);
  EXPECT_TRUE(first.hold_back(messages, 2).empty());
  Prepared rest = batch({"c@gmail.com", "d@gmail.com"});
  DomainShares second(rates_, limits_);
  EXPECT_EQ(second.hold_back(rest, 2).size(), 1U);
}

TEST_F(DomainSharesTest, give_back_the_room_of_what_the_channel_did_not_take) {
  Prepared messages = batch({"a@gmail.com", "b@gmail.com"});
  DomainShares first(rates_, limits_);
  EXPECT_TRUE(first.hold_back(messages, 2).empty());
  first.give_back(messages, 2);
  DomainShares second(rates_, limits_);
  EXPECT_TRUE(second.hold_back(messages, 2).empty());
}

}  // namespace
}  // namespace carillon::delivery
