#include "ai/ask.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

namespace carillon::ai {

namespace {

// Shared by the one who waits and the provider's callback, whichever is later.
struct Waiting {
  std::mutex mutex;
  std::condition_variable answered;
  std::optional<Result<Reply>> result;
};

Reply copy_of(const crl_ai_result& result) {
  Reply reply{std::string(view(result.text)), std::string(view(result.model)), {}};
  for (std::uint32_t i = 0; i < result.n_warnings; ++i) reply.warnings.emplace_back(view(result.warnings[i]));
  return reply;
}

void done(void* ctx, crl_status status, const crl_ai_result* result, const crl_error* error) {
  const std::unique_ptr<std::shared_ptr<Waiting>> held(static_cast<std::shared_ptr<Waiting>*>(ctx));
  Waiting& waiting = **held;
  const std::scoped_lock lock(waiting.mutex);
  if (status != CRL_OK) {
    waiting.result.emplace(error == nullptr ? Error{status, "the provider gave no reason", 0, {}}
                                            : read_error(status, *error));
  } else if (result == nullptr || result->finish == CRL_FINISH_FILTERED) {
    waiting.result.emplace(unavailable("the provider declined to answer"));
  } else {
    waiting.result.emplace(copy_of(*result));
  }
  waiting.answered.notify_all();
}

}  // namespace

Result<Reply> ask(const Provider& provider, const Question& question) {
  const DocView input(question.input);
  std::vector<crl_ai_turn> turns;
  for (const auto& turn : question.turns) turns.push_back({turn.role, 0, str(turn.text)});
  crl_ai_request request{};
  request.size = sizeof request;
  request.task = str(question.task);
  request.input = input.doc();
  request.turns = turns.data();
  request.n_turns = static_cast<std::uint32_t>(turns.size());
  request.timeout_ms = static_cast<std::uint32_t>(question.timeout.count());
  request.json_schema = str(question.schema);
  request.schema_name = str(question.schema_name);
  request.temperature = -1;
  auto waiting = std::make_shared<Waiting>();
  auto held = std::make_unique<std::shared_ptr<Waiting>>(waiting);
  crl_ai_sink sink{};
  sink.size = sizeof sink;
  sink.ctx = held.get();
  sink.done = done;
  std::uint64_t op = 0;
  crl_error error = empty_error();
  const crl_status status = provider.table->complete(provider.self, &request, &sink, &op, &error);
  if (status != CRL_PENDING) return read_error(status == CRL_OK ? CRL_E_INTERNAL : status, error);
  static_cast<void>(held.release());  // done() owns it now
  std::unique_lock lock(waiting->mutex);
  if (!waiting->answered.wait_for(lock, question.timeout, [&] { return waiting->result.has_value(); })) {
    lock.unlock();
    if (provider.table->cancel != nullptr) provider.table->cancel(provider.self, op);
    return Error{CRL_E_TIMEOUT,
                 "the provider did not answer within " + std::to_string(question.timeout.count()) + " ms",
                 0,
                 {}};
  }
  return *std::move(waiting->result);
}

}  // namespace carillon::ai
