// email_sim: a simulated e-mail vendor, which can also leave what it sent in a folder.
#include <filesystem>
#include <memory>

#include "mailroom.h"
#include "sim/sim_channel.h"

namespace carillon::sim {
namespace {

constexpr std::array kReasons{
    Reason{"mailbox_full", "the mailbox is full"},
    Reason{"no_such_user", "the server knows no such mailbox"},
    Reason{"blocked_as_spam", "the server took the message for spam"},
    Reason{"domain_unreachable", "no mail server answers for the domain"},
};
constexpr Profile kProfile{CRL_ADDRESS_EMAIL, CRL_CHANNEL_HTML | CRL_CHANNEL_SUBJECT, "mail-",
                           CRL_RCPT_BOUNCED, kReasons};

class EmailSim final : public SimChannel {
 public:
  explicit EmailSim(const Config& config) : SimChannel(config, kProfile) {
    const auto from = mime::parse_mailbox(config.text("from", "Carillon <carillon@example.invalid>"));
    if (!from) config.refuse("from", "must be an address, as in Shop <shop@example.com>");
    const std::filesystem::path dir = config.text("eml_dir");
    if (dir.empty() || !from) return;
    std::error_code ec;
    std::filesystem::create_directories(dir, ec);
    if (!std::filesystem::is_directory(dir, ec)) {
      config.refuse("eml_dir", dir.string() + " is no folder and cannot be made one");
      return;
    }
    mailroom_ = std::make_unique<Mailroom>(dir, *from);
  }

 protected:
  std::optional<Error> check(const Outgoing& message) const override {
    if (!mime::is_address(message.to())) {
      return invalid("\"" + std::string(message.to()) + "\" is no e-mail address, as in ann@example.com");
    }
    if (message.text().empty() && message.html().empty()) return invalid("the message has no body");
    const auto size = message.text().size() + message.html().size();
    const auto limit = settings().max_text_len;
    if (limit > 0 && size > limit) {
      return invalid("the bodies have " + std::to_string(size) + " bytes; the vendor takes " +
                     std::to_string(limit));
    }
    return std::nullopt;
  }

  void accepting(const Outgoing& message, std::string_view provider_id) override {
    if (!mailroom_) return;
    const Status filed = mailroom_->file(message, provider_id);
    if (!filed) host().warn("a message could not be filed", {{"why", filed.error().message}});
  }

 private:
  std::unique_ptr<Mailroom> mailroom_;
};

constexpr const char* kSchema = R"({"type": "object", "additionalProperties": false, "properties": {)"
#include "sim/properties.inc"
                                R"(,
    "max_text_len": {"type": "integer", "minimum": 0, "default": 0,
      "description": "bytes of both bodies that the vendor takes; 0: no limit"},
    "open_rate": {"type": "number", "minimum": 0, "maximum": 1, "default": 0,
      "description": "share of delivered messages that are opened"},
    "click_rate": {"type": "number", "minimum": 0, "maximum": 1, "default": 0,
      "description": "share of opened messages whose link is clicked"},
    "from": {"type": "string", "default": "Carillon <carillon@example.invalid>",
      "description": "the sender of messages that name none"},
    "eml_dir": {"type": "string", "default": "",
      "description": "a folder for .eml files of what was sent; empty: none are written"}
  }})";

}  // namespace
}  // namespace carillon::sim

CARILLON_MODULE(carillon::channel<carillon::sim::EmailSim>(
    {.id = "email_sim",
     .name = "E-mail simulator",
     .version = "1.0.0",
     .vendor = "Carillon",
     .license = "MIT",
     .description = "A simulated e-mail vendor that can leave what it sent in a folder",
     .config_schema = carillon::sim::kSchema}))
