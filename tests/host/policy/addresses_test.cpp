#include "policy/addresses.h"

#include <gtest/gtest.h>

#include "policy/zones.h"

namespace carillon::policy {
namespace {

TEST(Addresses, an_email_address_is_what_mail_servers_take) {
  for (const char* good : {"a@example.com", "first.last+tag@mail.example.co.uk", "o'neil@example.com",
                           "gr\xC3\xBC\xC3\x9F@b\xC3\xBC"
                           "cher.example",
                           "x_1@sub-domain.example.org"}) {
    EXPECT_TRUE(is_email(good)) << good;
  }
  for (const char* bad :
       {"", "a", "@example.com", "a@", "a@b", "a b@example.com", ".a@example.com", "a.@example.com",
        "a..b@example.com", "a@example..com", "a@-example.com", "a@example.com.", "a@[127.0.0.1]",
        "a@127.0.0.1", "a@example.com\r\nBcc: b@example.com", "\"a\"@example.com", "a@b@example.com",
        "a<b>@example.com"}) {
    EXPECT_FALSE(is_email(bad)) << bad;
  }
  EXPECT_FALSE(is_email(std::string(65, 'a') + "@example.com"));
  EXPECT_FALSE(is_email("a@" + std::string(64, 'a') + ".com"));
}

TEST(Addresses, a_phone_number_becomes_the_same_whatever_way_it_was_written) {
  for (const char* text :
       {"+919812345678", "+91 98123 45678", "0091 98123-45678", "098123 45678", "9812345678"}) {
    EXPECT_EQ(phone_number(text, "IN"), "+919812345678") << text;
  }
  EXPECT_EQ(phone_number("+44 (0)20 7946 0000", ""), "+442079460000");
  EXPECT_EQ(phone_number("020 7946 0000", "GB"), "+442079460000");
}

TEST(Addresses, what_cannot_be_a_phone_number_is_none) {
  for (const char* text : {"", "+", "hello", "12", "+0001", "+1", "+91981234567890123", "+9198a2345678"}) {
    EXPECT_FALSE(phone_number(text, "")) << text;
  }
  EXPECT_FALSE(phone_number("9812345678", "")) << "of no country";
}

TEST(Addresses, a_normal_number_stays_as_it_is_however_often_it_is_judged) {
  for (int round = 0; round < 3; ++round) {
    for (const char* text :
         {"+919812345678", "+15551000001", "+442079460000", "+4915112345678", "+39061234567"}) {
      EXPECT_EQ(phone_number(text, "IN"), text);
    }
    EXPECT_EQ(phone_number("+910 98123 45678", "IN"), "+919812345678");
    EXPECT_EQ(phone_number("+910"
                           "9812345678",
                           "IN"),
              "+919812345678");
  }
}

TEST(Addresses, a_calling_code_that_countries_share_names_none) {
  EXPECT_EQ(country_of("+919812345678"), "IN");
  EXPECT_EQ(country_of("+15551000001"), "");
  EXPECT_EQ(country_of("+353861234567"), "IE");
}

TEST(Addresses, subjects_ignore_case_and_tell_addresses_from_customers) {
  EXPECT_EQ(subject_of_address("Asha@Example.com"), subject_of_address("asha@example.COM"));
  EXPECT_EQ(subject_of_address("GR\xC3\x9CN@example.com"), subject_of_address("gr\xC3\xBCn@example.com"));
  EXPECT_NE(subject_of_address("12"), subject_of_customer(12));
  EXPECT_GT(subject_of_address(""), 0);
}

TEST(Zones, a_country_has_a_zone_when_all_its_clocks_show_the_same) {
  const Zones zones;
  EXPECT_EQ(zones.of_country("IN"), "Asia/Kolkata");
  EXPECT_EQ(zones.of_country("de"), "Europe/Berlin");
  EXPECT_EQ(zones.of_country("US"), "");
  EXPECT_EQ(zones.of_country("XX"), "");
}

}  // namespace
}  // namespace carillon::policy
