// sms_sim: a simulated SMS vendor, for demonstrations and for trying a host's patience.
#include "sim/sim_channel.h"

namespace carillon::sim {
namespace {

constexpr std::array kReasons{
    Reason{"handset_off", "the handset is switched off"},
    Reason{"absent_subscriber", "the subscriber is not reachable"},
    Reason{"unknown_number", "the number is not in service"},
    Reason{"blocked", "the operator blocked the message"},
};
constexpr Profile kProfile{CRL_ADDRESS_PHONE, 0, "sms-", CRL_RCPT_UNDELIVERED, kReasons};

// E.164 as people write it: an optional +, 7 to 15 digits not starting with 0, and between them the marks
// that readers need.
bool is_phone(std::string_view to) {
  if (to.starts_with('+')) to.remove_prefix(1);
  std::size_t digits = 0;
  for (const char c : to) {
    if (c >= '0' && c <= '9') {
      if (digits == 0 && c == '0') return false;
      ++digits;
    } else if (std::string_view(" -().").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return digits >= 7 && digits <= 15;
}

class SmsSim final : public SimChannel {
 public:
  explicit SmsSim(const Config& config) : SimChannel(config, kProfile) {}

 protected:
  std::optional<Error> check(const Outgoing& message) const override {
    if (!is_phone(message.to())) {
      return invalid("\"" + std::string(message.to()) +
                     "\" is no phone number: 7 to 15 digits, as in +4512345678");
    }
    if (message.text().empty()) return invalid("the message has no text");
    const auto limit = settings().max_text_len;
    if (limit > 0 && message.text().size() > limit) {
      return invalid("the text has " + std::to_string(message.text().size()) + " bytes; the vendor takes " +
                     std::to_string(limit));
    }
    return std::nullopt;
  }
};

constexpr const char* kSchema = R"({"type": "object", "additionalProperties": false, "properties": {)"
#include "sim/properties.inc"
                                R"(,
    "max_text_len": {"type": "integer", "minimum": 0, "default": 1600,
      "description": "bytes of text that the vendor takes; 0: no limit"}
  }})";

}  // namespace
}  // namespace carillon::sim

CARILLON_MODULE(carillon::channel<carillon::sim::SmsSim>(
    {.id = "sms_sim",
     .name = "SMS simulator",
     .version = "1.0.0",
     .vendor = "Carillon",
     .license = "MIT",
     .description = "A simulated SMS vendor with latency, failures and unruly receipts",
     .config_schema = carillon::sim::kSchema}))
