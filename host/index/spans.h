// The keys of a collection, shared out to threads that read them page by page: who has none left takes the
// later half of what another has yet to read, so all end together however unevenly the rows lie.
//
// Thread safety: all calls from any thread; a span is advanced by the one who took it.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <carillon/result.hpp>

#include "base/ids.h"
#include "store/database.h"

namespace carillon::index {

class Spans {
 public:
  struct Span {
    Id next, last;  // what is not read yet, both included
  };
  explicit Spans(Span all) { spans_.push_back({all, false}); }

  // The number of a span that nobody else reads; nothing: there is none left.
  std::optional<std::size_t> take();
  // What is left of it; nothing: all is read.
  std::optional<Span> left(std::size_t span) const;
  // All rows up to `upto` were read. Answers up to where they are the caller's: rows behind that were given
  // to another meanwhile.
  Id advance(std::size_t span, Id upto);

 private:
  struct Part {
    Span left;
    bool is_taken;
  };
  mutable std::mutex mutex_;
  std::vector<Part> spans_;  // guarded by mutex_
};

// The least key of a collection that has one of one column, and the greatest; the same for none.
Result<std::pair<Id, Id>> ends_of(store::Database& database, std::string_view collection);

}  // namespace carillon::index
