// A kind of rows as a stream of pages, in constant memory; see exports.cpp for what it promises.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <carillon/result.hpp>

#include "store/database.h"

namespace carillon::api {

struct RowPage {
  std::string text;
  std::string next;  // cursor; empty at the end
};
// Fills a page that is empty; may run again when its transaction is repeated.
using ReadPage = std::function<Status(store::Session&, std::string_view cursor, RowPage&)>;

// Pulls pages until the last; the first piece holds the header. One thread at a time.
class RowStream {
 public:
  RowStream(store::Database& database, std::string header, ReadPage read);

  // Empty at the end. Throws when storage fails midway: the answer then has no end, which is the sign that
  // rows are missing.
  std::string next();

 private:
  std::string page();

  store::Database& database_;
  std::string header_, cursor_;
  const ReadPage read_;
  bool over_ = false;
};

}  // namespace carillon::api
