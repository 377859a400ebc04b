#include "fresh_store.h"

namespace carillon::conformance {

struct FreshStore::Place {
  TempFolder folder;
};

FreshStore::FreshStore(Settings settings) : place_(std::make_unique<Place>()) {
  auto opened = open_sqlite(place_->folder.file("s.db"), std::move(settings));
  EXPECT_TRUE(succeeded(opened));
  if (opened) store_ = std::move(opened).value();
}

FreshStore::~FreshStore() = default;

}  // namespace carillon::conformance
