#include "index/spans.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace carillon::index {

namespace {

// How many keys a span has beside its first one.
std::uint64_t width(const Spans::Span& span) {
  return span.next > span.last
             ? 0
             : static_cast<std::uint64_t>(span.last) - static_cast<std::uint64_t>(span.next);
}

}  // namespace

std::optional<std::size_t> Spans::take() {
  const std::scoped_lock lock(mutex_);
  std::size_t widest = 0;
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    if (!spans_[i].is_taken) {
      spans_[i].is_taken = true;
      return i;
    }
    if (width(spans_[i].left) > width(spans_[widest].left)) widest = i;
  }
  Span& of = spans_[widest].left;
  if (width(of) == 0) return std::nullopt;
  const Id middle = of.next + static_cast<Id>(width(of) / 2);
  const Span later{middle + 1, of.last};
  of.last = middle;
  spans_.push_back({later, true});
  return spans_.size() - 1;
}

std::optional<Spans::Span> Spans::left(std::size_t span) const {
  const std::scoped_lock lock(mutex_);
  const Span& of = spans_[span].left;
  return of.next > of.last ? std::nullopt : std::optional(of);
}

Id Spans::advance(std::size_t span, Id upto) {
  const std::scoped_lock lock(mutex_);
  Span& of = spans_[span].left;
  const Id own = std::min(upto, of.last);
  if (own == std::numeric_limits<Id>::max()) {
    of = {1, 0};
  } else {
    of.next = own + 1;
  }
  return own;
}

Result<std::pair<Id, Id>> ends_of(store::Database& database, std::string_view collection) {
  std::pair<Id, Id> out{0, 0};
  const Status read = database.read([&](store::Session& session) -> Status {
    store::Query query;
    query.collection = collection;
    query.columns = {"id"};
    query.order = {"id"};
    query.limit = 1;
    for (const bool last : {false, true}) {
      query.descending = {last};
      const auto done = session.query(query, [&](store::Row row) {
        (last ? out.second : out.first) = row[0].v.i;
        return true;
      });
      if (!done) return done.error();
    }
    return {};
  });
  if (!read) return read.error();
  return out;
}

}  // namespace carillon::index
