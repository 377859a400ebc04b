#include "api/row_write.h"

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "api/etag.h"
#include "api/problem.h"

namespace carillon::api {

namespace {

struct Write {
  Context context;
  AnswerOf answer_of;
  std::optional<http::Response> kept{};

  http::Response answer(const Result<std::vector<ingest::Outcome>>& outcomes) {
    if (!outcomes) return failure(context.request, outcomes.error());
    const auto& outcome = outcomes->front();
    if (outcome.verdict == ingest::Verdict::kRejected) {
      if (outcome.issues.front().code == "changed") return has_changed(context);
      return invalid_request(context.request, outcome.issues);
    }
    return kept ? *std::move(kept) : answer_of(context, outcome);
  }
};

ingest::Companion keeping(const std::shared_ptr<Write>& write) {
  if (write->context.keeper == nullptr) return {};
  return [write](store::Session& session, std::size_t, std::span<const ingest::Outcome> outcomes) -> Status {
    const auto& outcome = outcomes.front();
    if (outcome.verdict == ingest::Verdict::kRejected) return {};
    write->kept = write->answer_of(write->context, outcome);
    return write->context.keep(session, *write->kept);
  };
}

}  // namespace

http::Response answer_when_stored(Context&& context, Submit submit, AnswerOf answer_of) {
  const auto write = std::make_shared<Write>(Write{std::move(context), std::move(answer_of)});
  http::Response response;
  response.later = [write, submit = std::move(submit)](const http::Answerer& answer) {
    submit(keeping(write), [write, answer](const Result<std::vector<ingest::Outcome>>& outcomes) {
      give(answer, write->context.request, [&] { return write->answer(outcomes); });
    });
  };
  return response;
}

}  // namespace carillon::api
