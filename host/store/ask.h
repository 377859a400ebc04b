// A question that is asked in a read transaction of its own.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include <carillon/result.hpp>

#include "store/database.h"

namespace carillon::store {

// What `question` answers, a Result, given a session.
template <class Question>
auto ask(Database& database, const Question& question) -> std::invoke_result_t<Question, Session&> {
  using Answer = std::invoke_result_t<Question, Session&>;
  std::optional<Answer> out;
  const Status read = database.read([&](Session& session) -> Status {
    out.emplace(question(session));
    return *out ? Status{} : Status(out->error());
  });
  if (!read) return read.error();
  return *std::move(out);
}

}  // namespace carillon::store
