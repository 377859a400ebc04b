// A channel that writes each message to the host's log. Replace hand_over() with your vendor's call.
#include <string>

#include <carillon/channel.hpp>

namespace {

class MyChannel final : public carillon::Channel {
 public:
  explicit MyChannel(const carillon::Config& config) : sender_(config.text("sender", "Carillon")) {}

  carillon::ChannelCaps caps() const override {
    return {.address = CRL_ADDRESS_PHONE, .max_batch = 100, .max_text_len = 1000};
  }

  void send(carillon::Batch& batch) override {
    while (const auto message = batch.peek()) {
      carillon::Ticket ticket = batch.take();
      const auto vendor_id = hand_over(*message);
      if (vendor_id)
        ticket.sent(*vendor_id);
      else
        ticket.fail(vendor_id.error());
    }
  }

 private:
  carillon::Result<std::string> hand_over(const carillon::Outgoing& message) const {
    if (message.to().empty()) return carillon::invalid("the message has no phone number");
    carillon::host().info("message", {{"from", sender_}, {"to", message.to()}, {"text", message.text()}});
    return "log-" + std::string(message.idempotency_key());
  }

  std::string sender_;
};

constexpr const char* kConfigSchema = R"({
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "sender": {"type": "string", "default": "Carillon", "description": "what people see as the sender"}
  }
})";

}  // namespace

CARILLON_MODULE(carillon::channel<MyChannel>({.id = "com.example.my_channel",
                                              .name = "My channel",
                                              .version = "1.0.0",
                                              .vendor = "Example",
                                              .license = "MIT",
                                              .description = "Writes messages to the log",
                                              .config_schema = kConfigSchema}))
