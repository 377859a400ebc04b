// The questions that repositories ask most, for one row and for a page of rows, and the plainest change.
//
// `make` turns a row into a value. Thread safety: the session's thread.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <carillon/result.hpp>

#include "store/session.h"

namespace carillon::store {

template <class Make>
auto read_one(Session& session, const Query& query, const Make& make)
    -> Result<std::optional<decltype(make(Row{}))>> {
  std::optional<decltype(make(Row{}))> out;
  const auto done = session.query(query, [&](Row row) {
    out = make(row);
    return false;
  });
  if (!done) return done.error();
  return out;
}

// A page with its rows in the member `rows`, and in `next` the cursor of the page behind it.
template <class Page, class T, class Make>
Result<Page> read_page(Session& session, const Query& query, std::vector<T> Page::*rows, const Make& make) {
  Page page;
  auto next = session.query(query, [&](Row row) {
    (page.*rows).push_back(make(row));
    return true;
  });
  if (!next) return next.error();
  page.next = *std::move(next);
  return page;
}

// The page at `cursor`, by `order` from the last to the first.
inline void page_backward(Query& query, std::string_view order, std::string_view cursor, std::size_t limit) {
  query.order = {order};
  query.descending = {true};
  query.cursor = cursor;
  query.limit = limit;
}

inline Status insert_row(Session& session, std::string_view collection, std::vector<std::string_view> columns,
                         std::span<const crl_value> cells) {
  Mutation m;
  m.collection = collection;
  m.columns = std::move(columns);
  m.cells = cells;
  const auto done = session.mutate(m);
  return done ? Status{} : done.error();
}

}  // namespace carillon::store
