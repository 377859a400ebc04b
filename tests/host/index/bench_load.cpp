// How long the tables of a storage that is there take to be read: bench_load PLUGIN SETTINGS, the settings as
// JSON. Not a test: built and run by hand.
#include <atomic>
#include <chrono>
#include <cstdio>

#include "audience/stores.h"
#include "base/json.h"
#include "index/loader.h"

namespace carillon::index {
namespace {

int run(const std::string& plugin, const json::object& settings) {
  audience::testing::PluginStore store(plugin, settings);
  const std::atomic<bool> never{false};
  Loader loader(store.database(), std::size_t{8} << 30, never);
  const auto timed = [](const char* what, auto work) {
    const auto began = std::chrono::steady_clock::now();
    if (const Status done = work(); !done) {
      std::printf("%s: %s\n", what, done.error().message.c_str());
      return false;
    }
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - began;
    std::printf("%s in %.2f s\n", what, spent.count());
    return true;
  };
  const auto silent = [](std::size_t) {};
  People people;
  Run orders;
  if (!timed("customers", [&] { return loader.customers(people, silent); })) return 1;
  if (!timed("orders", [&] { return loader.orders(people, orders, silent); })) return 1;
  std::printf("%zu customers, %zu orders, %zu items\n", people.table.size, orders.table->size,
              orders.table->run(kItems)->table->size);
  return 0;
}

}  // namespace
}  // namespace carillon::index

int main(int argc, char** argv) {
  if (argc != 3) {
    std::puts("usage: bench_load PLUGIN SETTINGS");
    return 2;
  }
  const auto settings = carillon::parse_json(argv[2]);
  if (!settings || !settings->is_object()) {
    std::puts("the settings must be an object of JSON");
    return 2;
  }
  return carillon::index::run(argv[1], settings->get_object());
}
