// http: any vendor's HTTP API, described by configuration alone.
#include <algorithm>
#include <memory>
#include <vector>

#include <carillon/channel.hpp>

#include "answer.h"
#include "calls.h"
#include "google_token.h"
#include "receipts.h"
#include "request.h"
#include "schema.h"
#include "verify.h"

namespace carillon::http_channel {
namespace {

OwnValues own_values(const Config& config) {
  OwnValues out;
  for (const std::string table : {"/vars", "/secrets"}) {
    for (const auto& name : config.doc().keys(table))
      out[name] = config.text(table + "/" + Doc::escape(name));
  }
  return out;
}

// Whether the templates ask for it.
bool names(const Config& config, std::string_view place) {
  return config.doc().json().find(place) != std::string_view::npos;
}

std::uint32_t address_of(std::string_view word) {
  if (word == "push") return CRL_ADDRESS_PUSH;
  return word == "email" ? CRL_ADDRESS_EMAIL : CRL_ADDRESS_PHONE;
}

class HttpChannel final : public Channel {
 public:
  explicit HttpChannel(const Config& config)
      : address_(address_of(config.text("address", "phone"))),
        uses_subject_(names(config, "{subject")),
        uses_html_(names(config, "{html")),
        max_text_len_(static_cast<std::uint32_t>(config.integer("max_text_len", 0))),
        max_in_flight_(static_cast<std::uint32_t>(config.integer("max_in_flight", 200))),
        max_per_second_(static_cast<std::uint32_t>(config.integer("max_per_second", 0))),
        from_(config.text("from")),
        own_(own_values(config)),
        request_(config, own_),
        answers_(config),
        receipts_(config),
        verifier_(config),
        calls_(max_in_flight_, static_cast<std::uint32_t>(config.integer("timeout_ms", 30'000)), answers_,
               [this] { ready(); }) {
    if (config.text("/auth/type") == "google")
      token_ = std::make_unique<GoogleToken>(config, [this] { ready(); });
  }

  ChannelCaps caps() const override {
    std::uint32_t flags = uses_subject_ ? CRL_CHANNEL_SUBJECT : 0U;
    if (uses_html_) flags |= CRL_CHANNEL_HTML;
    if (receipts_.configured()) flags |= CRL_CHANNEL_RECEIPTS;
    if (receipts_.configured() && receipts_.by_id_only()) flags |= CRL_CHANNEL_RECEIPTS_BY_ID;
    const auto batch = static_cast<std::uint32_t>(request_.batch());
    return {.address = address_,
            .flags = flags,
            .max_in_flight = max_in_flight_ * batch,
            .max_per_second = max_per_second_,
            .max_text_len = max_text_len_};
  }

  Status start() override {
    if (!http_available()) return Host::lacks(CRL_HTTP_ID);
    if (host().service<crl_json>(CRL_JSON_ID) == nullptr) return Host::lacks(CRL_JSON_ID);
    if (token_) token_->token().start();
    calls_.open();
    return {};
  }
  void drain(std::chrono::milliseconds deadline) override { calls_.wait_idle(deadline); }
  void stop() override {
    if (token_) token_->token().stop();
    calls_.stop();
  }

  void send(Batch& batch) override {
    std::string bearer;
    if (token_) {
      auto token = token_->token().get();
      if (!token) return batch.leave(token.error());
      bearer = std::move(*token);
    }
    while (batch.peek()) {
      if (!calls_.admit())
        return batch.leave(
            unavailable("max_in_flight = " + std::to_string(max_in_flight_) + " requests are under way"));
      send_one_request(batch, bearer);
    }
  }

  Status webhook(const WebhookCall& call) override {
    if (!receipts_.configured())
      return Error{CRL_E_UNSUPPORTED, "this channel has no [receipts] in its configuration", 0, {}};
    const auto now = host().now_us();
    if (auto verified = verifier_.check(call, now); !verified) return verified;
    const auto read = receipts_.read(call.body(), now);
    if (!read) return read.error();
    std::vector<Receipt> receipts;
    for (const auto& each : *read) receipts.push_back(each.borrowed());
    return emit(receipts);
  }

  Result<std::string> challenge(std::span<const crl_kv> query) override { return verifier_.challenge(query); }

 private:
  void send_one_request(Batch& batch, const std::string& bearer) {
    std::vector<Message> messages;
    std::vector<Ticket> tickets;
    while (messages.size() < request_.batch()) {
      const auto message = batch.peek();
      if (!message) break;
      messages.emplace_back(*message);
      if (messages.back().from.empty()) messages.back().from = from_;
      tickets.push_back(batch.take());
    }
    const auto now = host().now_us();
    std::vector<Values> values;
    for (const Message& message : messages) values.push_back(values_of(message, own_, now));
    Calls::Answered look;
    if (token_) {
      look = [this, bearer](const HttpResponse& answer) {
        if (answer.status == 401) token_->token().forget(bearer);
      };
    }
    calls_.start(request_.make(values, bearer), std::move(tickets), std::move(look));
  }

  const std::uint32_t address_;
  const bool uses_subject_, uses_html_;
  const std::uint32_t max_text_len_, max_in_flight_, max_per_second_;
  const std::string from_;
  const OwnValues own_;
  const RequestTemplate request_;
  const AnswerRules answers_;
  const ReceiptRules receipts_;
  const Verifier verifier_;
  Calls calls_;
  std::unique_ptr<GoogleToken> token_;
};

}  // namespace
}  // namespace carillon::http_channel

CARILLON_MODULE(carillon::channel<carillon::http_channel::HttpChannel>(
    {.id = "http",
     .name = "HTTP API",
     .version = "1.0.0",
     .vendor = "Carillon",
     .license = "MIT",
     .description = "Any vendor's HTTP API, described by configuration alone",
     .config_schema = carillon::http_channel::kSchema}))
