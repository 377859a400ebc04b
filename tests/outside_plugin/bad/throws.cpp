// Throws wherever the host calls in; config.where says where. The thunks must turn it into errors.
#include <stdexcept>
#include <string>

#include <carillon/channel.hpp>

namespace {

class Thrower final : public carillon::Channel {
 public:
  explicit Thrower(const carillon::Config& config) : where_(config.text("where", "create")) { at("create"); }

  carillon::ChannelCaps caps() const override {
    at("caps");
    return {};
  }
  carillon::Status start() override {
    at("start");
    return {};
  }
  void stop() override { at("stop"); }
  carillon::Status health() override {
    at("health");
    return {};
  }
  // Takes one message before it throws: that one must complete all the same.
  void send(carillon::Batch& batch) override {
    while (batch.peek()) {
      auto ticket = batch.take();
      at("send");
      if (where_ == "number") throw 42;
      ticket.sent("fine");
    }
  }
  carillon::Status webhook(const carillon::WebhookCall&) override {
    at("webhook");
    return {};
  }

 private:
  void at(const char* place) const {
    if (where_ == place) throw std::runtime_error(std::string("thrown on purpose in ") + place);
  }
  std::string where_;
};

constexpr const char* kSchema =
    R"({"type":"object","properties":{"where":{"type":"string","default":"create"}},"additionalProperties":false})";

}  // namespace

CARILLON_MODULE(carillon::channel<Thrower>(
    {.id = "bad_throws", .name = "Throws", .version = "1.0.0", .config_schema = kSchema}))
