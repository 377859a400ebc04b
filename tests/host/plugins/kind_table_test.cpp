#include "plugins/kind_table.h"

#include <gtest/gtest.h>

#include <carillon/abi.h>

namespace carillon::plugins {
namespace {

TEST(KindTable, absent_optional_functions_become_stubs) {
  crl_channel given{};
  given.size = sizeof given;
  given.caps = [](void*, crl_channel_caps*) {};
  given.send = [](void*, const crl_message* const*, std::uint32_t, crl_error*) -> std::uint32_t { return 7; };
  const auto made = complete_table(CRL_CHANNEL_ID, &given);
  ASSERT_TRUE(made) << made.error().message;
  const auto& table = *static_cast<const crl_channel*>(made->get());
  EXPECT_EQ(table.send, given.send);
  table.cancel(nullptr, nullptr, 0);
  crl_error error = empty_error();
  EXPECT_EQ(table.webhook(nullptr, nullptr, 0, {}, &error), CRL_E_UNSUPPORTED);
  EXPECT_NE(read_error(CRL_E_UNSUPPORTED, error).message, "");
}

TEST(KindTable, a_table_of_an_older_minor_is_read_only_as_far_as_it_goes) {
  crl_channel given{};
  given.caps = [](void*, crl_channel_caps*) {};
  given.send = [](void*, const crl_message* const*, std::uint32_t, crl_error*) -> std::uint32_t { return 0; };
  given.cancel = [](void*, const std::uint64_t*, std::uint32_t) {
    FAIL() << "this lies beyond the table's end";
  };
  given.size = offsetof(crl_channel, cancel);
  const auto made = complete_table(CRL_CHANNEL_ID, &given);
  ASSERT_TRUE(made);
  static_cast<const crl_channel*>(made->get())->cancel(nullptr, nullptr, 0);
}

TEST(KindTable, names_the_required_function_that_is_missing) {
  crl_storage storage{};
  storage.size = sizeof storage;
  storage.caps = [](void*, crl_storage_caps*) {};
  EXPECT_NE(complete_table(CRL_STORAGE_ID, &storage).error().message.find("ensure()"), std::string::npos);
  crl_queue queue{};
  queue.size = sizeof queue;
  EXPECT_NE(complete_table(CRL_QUEUE_ID, &queue).error().message.find("publish()"), std::string::npos);
  crl_ai ai{};
  ai.size = sizeof ai;
  EXPECT_NE(complete_table(CRL_AI_ID, &ai).error().message.find("complete()"), std::string::npos);
  EXPECT_NE(complete_table(CRL_AI_ID, nullptr).error().message.find("null"), std::string::npos);
  EXPECT_FALSE(complete_table("carillon.oven/1", &ai));
}

TEST(KindTable, completes_every_operator) {
  crl_operator op{};
  op.size = sizeof op;
  op.name = "gt";
  op.args_schema = "{}";
  op.lower = [](void*, const crl_doc*, const crl_expr_builder*, std::uint32_t*, std::int32_t*,
                crl_error*) -> crl_status { return CRL_OK; };
  const crl_operator* const list[] = {&op};
  crl_segop given{sizeof given, 1, list};
  EXPECT_NE(complete_table(CRL_SEGOP_ID, &given).error().message.find("describe() of its operator \"gt\""),
            std::string::npos);
  op.describe = [](void*, const crl_doc*, crl_str, void (*)(void*, crl_str), void*) -> crl_status {
    return CRL_OK;
  };
  const auto made = complete_table(CRL_SEGOP_ID, &given);
  ASSERT_TRUE(made) << made.error().message;
  const auto& table = *static_cast<const crl_segop*>(made->get());
  ASSERT_EQ(table.n_operators, 1U);
  EXPECT_STREQ(table.operators[0]->title, "gt");
  EXPECT_EQ(table.operators[0]->examples[0], nullptr);
  EXPECT_EQ(table.operators[0]->eval(nullptr, nullptr, nullptr, 0, nullptr, nullptr), CRL_E_UNSUPPORTED);
}

}  // namespace
}  // namespace carillon::plugins
