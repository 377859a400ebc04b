// One question to a provider: sent, waited for with a limit, answered as text.
//
// The answer may come from any thread, or after the wait is over: it then meets nobody and is dropped.
// Thread safety: all calls from any thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <carillon/result.hpp>

#include "ai/provider.h"
#include "base/json.h"

namespace carillon::ai {

struct Turn {
  std::int32_t role = CRL_ROLE_USER;
  std::string text;
};

struct Question {
  std::string task;
  json::value input;
  std::vector<Turn> turns;
  std::string schema_name, schema;  // of the answer
  std::chrono::milliseconds timeout{30'000};
};

struct Reply {
  std::string text, model;
  std::vector<std::string> warnings;
};

// CRL_E_TIMEOUT when nothing came in time; the call is then cancelled.
Result<Reply> ask(const Provider& provider, const Question& question);

}  // namespace carillon::ai
