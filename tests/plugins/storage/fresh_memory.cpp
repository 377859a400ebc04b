#include "fresh_store.h"

namespace carillon::conformance {

struct FreshStore::Place {};

FreshStore::FreshStore(Settings settings) {
  auto opened = Store::open(plugin_file("memory"), "memory", settings);
  EXPECT_TRUE(succeeded(opened));
  if (opened) store_ = std::move(opened).value();
}

FreshStore::~FreshStore() = default;

}  // namespace carillon::conformance
