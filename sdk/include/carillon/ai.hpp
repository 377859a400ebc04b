// The base of an AI provider: it answers a task, from a model or from an algorithm of its own.
//
// complete() is handed a Reply, the duty to answer exactly once: answer() and fail() spend it, and one
// destroyed unspent fails with CRL_E_INTERNAL. A Reply may be moved into a timer, an HTTP call or a queue and
// be spent later from any thread; it must be spent or destroyed before stop() returns.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "abi/ai.h"
#include "plugin.hpp"

namespace carillon {

// Borrowed until complete() returns: copy what an answer given later needs.
class AiRequest {
 public:
  explicit AiRequest(const crl_ai_request* r) : r_(r) {}
  std::string_view task() const { return view(r_->task); }
  Doc input() const { return Doc(r_->input); }
  std::span<const crl_ai_turn> turns() const { return {r_->turns, r_->n_turns}; }
  std::string_view model() const { return view(r_->model); }              // empty: the configured one
  std::string_view json_schema() const { return view(r_->json_schema); }  // empty: plain text is wanted
  std::string_view schema_name() const { return view(r_->schema_name); }
  std::uint32_t max_output_tokens() const { return r_->max_output_tokens; }  // 0: the provider's default
  std::uint32_t timeout_ms() const { return r_->timeout_ms; }
  double temperature() const { return r_->temperature; }  // below 0: the provider's default
  std::uint64_t seed() const { return r_->seed; }         // 0: none

 private:
  const crl_ai_request* r_;
};

struct AiAnswer {
  std::string text{};
  std::int32_t finish = CRL_FINISH_STOP;  // CRL_FINISH_*
  std::string model{};
  std::string request_id{};
  std::uint32_t input_tokens = 0, output_tokens = 0;
  std::vector<std::string> warnings{};  // settings that were ignored, in words
  bool schema_enforced = false;         // by the provider itself
};

class Reply {
 public:
  Reply() = default;  // spent
  Reply(const crl_ai_sink& sink, std::uint64_t op) : sink_(sink), op_(op), open_(true) {}
  Reply(Reply&& other) noexcept
      : sink_(other.sink_), op_(other.op_), open_(std::exchange(other.open_, false)) {}
  Reply& operator=(Reply&& other) noexcept {
    if (this != &other) {
      drop();
      sink_ = other.sink_;
      op_ = other.op_;
      open_ = std::exchange(other.open_, false);
    }
    return *this;
  }
  ~Reply() { drop(); }

  // [any] A piece of the text as it comes; nothing happens when the caller wants no stream.
  void delta(std::string_view text) {
    if (open_ && sink_.delta != nullptr) sink_.delta(sink_.ctx, str(text));
  }
  // [any] The whole answer. Spends the reply.
  void answer(const AiAnswer& a) {
    if (!open_) return;
    std::vector<crl_str> warnings;
    for (const auto& w : a.warnings) warnings.push_back(str(w));
    const crl_ai_result raw{sizeof raw,
                            a.finish,
                            str(a.text),
                            str(a.model),
                            str(a.request_id),
                            a.input_tokens,
                            a.output_tokens,
                            warnings.data(),
                            static_cast<std::uint32_t>(warnings.size()),
                            a.schema_enforced ? 1u : 0u};
    open_ = false;
    sink_.done(sink_.ctx, CRL_OK, &raw, nullptr);
  }
  // [any] Spends the reply. CRL_OK is taken for CRL_E_INTERNAL.
  void fail(const Error& error) noexcept {
    if (!std::exchange(open_, false)) return;
    crl_error raw = empty_error();
    write_error(error, &raw);
    if (raw.status >= 0) raw.status = CRL_E_INTERNAL;
    sink_.done(sink_.ctx, raw.status, nullptr, &raw);
  }

  bool spent() const { return !open_; }
  std::uint64_t op() const { return op_; }  // what cancel() will name

 private:
  void drop() noexcept {
    if (!std::exchange(open_, false)) return;
    constexpr std::string_view kWhy = "the provider dropped the request";
    crl_error raw = empty_error();
    raw.status = CRL_E_INTERNAL;
    raw.message_len = static_cast<std::uint32_t>(kWhy.copy(raw.message, sizeof raw.message - 1));
    sink_.done(sink_.ctx, CRL_E_INTERNAL, nullptr, &raw);
  }

  crl_ai_sink sink_{};
  std::uint64_t op_ = 0;
  bool open_ = false;
};

class AiProvider : public Component {
 public:
  static constexpr const char* kInterface = CRL_AI_ID;
  static const void* table();

  // [worker] Answers at once or moves the reply away and answers later. What it throws fails the request.
  virtual void complete(const AiRequest& request, Reply&& reply) = 0;
  // [any] Best effort; the reply still has to be spent, with CRL_E_CANCELLED.
  virtual void cancel(std::uint64_t op) { (void)op; }

 private:
  std::atomic<std::uint64_t> next_op_{1};
};

inline const void* AiProvider::table() {
  static constexpr crl_ai kTable{
      sizeof(crl_ai), 0,
      [](void* self, const crl_ai_request* request, const crl_ai_sink* sink, std::uint64_t* op, crl_error*) {
        auto& provider = Instance<AiProvider>::object(self);
        *op = provider.next_op_.fetch_add(1);
        Reply reply(*sink, *op);
        crl_error thrown = empty_error();
        const crl_status status = guarded(&thrown, [&] {
          provider.complete(AiRequest(request), std::move(reply));
          return CRL_OK;
        });
        if (status != CRL_OK && !reply.spent()) {
          guarded_void("complete", [&] { reply.fail(read_error(status, thrown)); });
        }
        return crl_status{CRL_PENDING};
      },
      [](void* self, std::uint64_t op) {
        guarded_void("cancel", [&] { Instance<AiProvider>::object(self).cancel(op); });
      }};
  return &kTable;
}

// An entry of CARILLON_MODULE: T derives from AiProvider and is made from `const Config&` or from nothing.
template <class T>
constexpr Entry ai_provider(const Info& info) {
  return make_entry(CRL_AI_ID, info,
                    [](const crl_doc* config, const void*, const crl_instance** out, crl_error* error) {
                      return guarded_status(error, [&]() -> Status {
                        auto made = construct<T>(config);
                        if (!made) return made.error();
                        *out = Instance<AiProvider>::give(std::move(made).value());
                        return {};
                      });
                    });
}

}  // namespace carillon
