// smtp: e-mails through a mail server.
#include <memory>
#include <mutex>
#include <vector>

#include <carillon/channel.hpp>

#include "bounces.h"
#include "engine.h"
#include "schema.h"

namespace carillon::smtp {
namespace {

class SmtpChannel final : public Channel {
 public:
  explicit SmtpChannel(const Config& config)
      : settings_(config), composer_(settings_), credentials_(settings_, [this] { ready(); }) {
    if (const auto loaded = composer_.load_key(); !loaded) {
      config.refuse("/dkim/private_key", loaded.error().message);
    }
  }

  ChannelCaps caps() const override {
    return {.address = CRL_ADDRESS_EMAIL,
            .flags = CRL_CHANNEL_HTML | CRL_CHANNEL_SUBJECT |
                     (settings_.bounce_token.empty() ? 0U : CRL_CHANNEL_RECEIPTS),
            .max_batch = 500,
            .max_in_flight = settings_.max_in_flight};
  }

  Status start() override {
    if (!settings_.oauth.token_url.empty() && !http_available()) return Host::lacks(CRL_HTTP_ID);
    credentials_.start();
    engine_ = std::make_unique<Engine>(settings_, composer_, credentials_, [this] { ready(); });
    return engine_->start();
  }
  void drain(std::chrono::milliseconds deadline) override {
    if (engine_) engine_->wait_idle(deadline);
  }
  void stop() override {
    engine_.reset();
    credentials_.stop();
  }
  Status health() override {
    if (!engine_) return Error{CRL_E_STATE, "the channel is not started", 0, {}};
    return engine_->health();
  }

  void send(Batch& batch) override {
    if (credentials_.by_token()) {
      if (const auto token = credentials_.token(); !token) return batch.leave(token.error());
    }
    std::vector<Draft> drafts;
    while (const auto message = batch.peek()) {
      if (const auto why = Composer::check(*message)) {
        batch.take().fail(*why);
        continue;
      }
      Draft draft(*message);
      if (auto why = engine_ ? engine_->admit(draft.weight)
                             : Error{CRL_E_STATE, "the channel is not started", 0, {}}) {
        batch.leave(*std::move(why));
        break;
      }
      draft.ticket = batch.take();
      drafts.push_back(std::move(draft));
    }
    if (!drafts.empty()) engine_->take(std::move(drafts));
  }

  void cancel(std::span<const std::uint64_t> tokens) override {
    if (engine_) engine_->cancel({tokens.begin(), tokens.end()});
  }

  Status webhook(const WebhookCall& call) override {
    const auto bounce = read_bounce_call(call, settings_);
    if (!bounce) return bounce.error();
    if (bounce->state == 0) return {};
    const Receipt receipt = bounce->borrowed(host().now_us());
    return emit({&receipt, 1});
  }

 private:
  const Settings settings_;
  Composer composer_;
  Credentials credentials_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace
}  // namespace carillon::smtp

CARILLON_MODULE(carillon::channel<carillon::smtp::SmtpChannel>(
    {.id = "smtp",
     .name = "SMTP",
     .version = "1.0.0",
     .vendor = "Carillon",
     .license = "MIT",
     .description = "E-mails through a mail server, with TLS, DKIM and one-click unsubscribing",
     .config_schema = carillon::smtp::kSchema}))
