// Files that were built outside this tree, by two compilers with two C++ runtimes, in one process; and files
// that misbehave.
#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "sdk/channel_probe.hpp"
#include "sdk/test_host.hpp"

namespace carillon::test {
namespace {

std::string build_dir() {
  return std::filesystem::path(plugin_path("x")).parent_path().parent_path().parent_path().parent_path();
}

TEST(Outsiders, of_both_compilers_send_throw_inside_and_time_side_by_side) {
  TestHost host;
  for (const std::string compiler : {"gcc", "clang"}) {
    const auto path = build_dir() + "/outside/" + compiler + "/acme_sms.carillon.so";
    if (!std::filesystem::exists(path)) {
      ASSERT_EQ(compiler, "clang") << path << " is missing; run the test outside_plugin first";
      continue;
    }
    const Module module(path, host);
    ChannelProbe probe;
    auto made = create(module, "acme_sms_" + compiler, R"({"delay_ms": 1})", probe.sink());
    ASSERT_TRUE(made.ok()) << made.error().message;
    const auto sim = std::move(made).value();
    ASSERT_TRUE(start(*sim).ok());
    probe.send_all(
        *sim, {{.key = "k1", .to = "4512345678"}, {.key = "k2", .to = "nobody"}, {.key = "k3", .to = "99x"}});
    sim->drain(sim->self, 20'000);
    const auto seen = probe.completions();
    ASSERT_EQ(seen.size(), 3u);
    EXPECT_EQ(seen.at(1)[0].provider_id, "acme-00010cf4ee4e-k1");
    EXPECT_EQ(seen.at(2)[0].status, CRL_E_INVALID);
    EXPECT_EQ(seen.at(3)[0].status, CRL_E_INVALID);
    EXPECT_EQ(probe.receipt_count(), 1u);
    probe.send_all(*sim, {{.key = "k4", .to = "45"}}, 10);
    sim->stop(sim->self);
    EXPECT_EQ(probe.completions().at(10).size(), 1u);
  }
}

TEST(Throwers, become_errors_at_every_call) {
  TestHost host;
  const Module module(build_dir() + "/lib/carillon/bad_plugins/throws.carillon.so", host);
  ChannelProbe probe;
  const auto refused = create(module, "bad_throws", R"({"where": "create"})", probe.sink());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().status, CRL_E_INTERNAL);
  EXPECT_EQ(refused.error().message, "thrown on purpose in create");

  const auto make = [&](const std::string& where) {
    return create(module, "bad_throws", R"({"where": ")" + where + R"("})", probe.sink()).value();
  };
  EXPECT_EQ(start(*make("start")).error().message, "thrown on purpose in start");
  {
    const auto instance = make("stop");
    ASSERT_TRUE(start(*instance).ok());
    instance->stop(instance->self);
    EXPECT_NE(host.log().back().find("thrown on purpose in stop"), std::string::npos);
  }
  for (const auto* where : {"send", "number"}) {
    const auto instance = make(where);
    Error why;
    const auto before = probe.completed();
    EXPECT_EQ(probe.send(*instance, {{.key = "a"}, {.key = "b"}}, 1, &why), 1u);
    EXPECT_EQ(why.status, CRL_E_INTERNAL);
    EXPECT_EQ(probe.completed(), before + 1);
  }
  const auto instance = make("health");
  crl_error error = empty_error();
  EXPECT_EQ(instance->health(instance->self, &error), CRL_E_INTERNAL);
  const auto hooked = make("webhook");
  EXPECT_EQ(channel_of(*hooked).webhook(hooked->self, nullptr, 0, str(""), &error), CRL_E_INTERNAL);
  EXPECT_EQ(create(module, "bad_throws_", "{}").error().status, CRL_E_NOT_FOUND);
}

}  // namespace
}  // namespace carillon::test
