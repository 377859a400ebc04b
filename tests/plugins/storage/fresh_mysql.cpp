#include "fresh_store.h"
#include "mysql_store.h"

namespace carillon::conformance {

struct FreshStore::Place {
  std::string database = test::MariaDb::shared().new_database();
};

FreshStore::FreshStore(Settings settings) : place_(std::make_unique<Place>()) {
  settings.merge(mysql_settings(test::MariaDb::shared(), place_->database));
  auto opened = open_mysql(settings);
  EXPECT_TRUE(succeeded(opened));
  if (opened) store_ = std::move(opened).value();
}

FreshStore::~FreshStore() {
  store_.reset();
  test::MariaDb::shared().drop_database(place_->database);
}

}  // namespace carillon::conformance
