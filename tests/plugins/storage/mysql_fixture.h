// A store in a database of its own, in the server that the program's tests share.
#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "mysql_store.h"
#include "shop.h"

namespace carillon::conformance {

class Mysql : public ::testing::Test {
 protected:
  ~Mysql() override {
    store_.reset();
    server_.drop_database(database_);
  }

  Settings settings(Settings more = {}) const {
    more.merge(mysql_settings(server_, database_));
    return more;
  }
  void open(const Settings& more = {}) {
    auto opened = open_mysql(settings(more));
    ASSERT_TRUE(succeeded(opened));
    store_ = std::move(opened).value();
  }
  Status ensure(CollectionSpec c) {
    const crl_collection* all[] = {c.raw()};
    return store_->ensure(all);
  }
  // The shop's customers, ready.
  void open_shop(const Settings& more = {}) {
    open(more);
    ASSERT_TRUE(succeeded(ensure(customers())));
  }
  SessionHandle session() { return std::move(store_->session()).value(); }
  void sql(const std::string& text) { server_.run(text, database_); }
  std::string ask(const std::string& text) { return server_.ask(text, database_); }

  test::MariaDb& server_ = test::MariaDb::shared();
  std::string database_ = server_.new_database();
  std::unique_ptr<Store> store_;
};

}  // namespace carillon::conformance
