// A channel as a company outside this tree would write it, with the parts of C++ that break when two
// runtimes meet in one process: exceptions, iostreams, strings, locks, a timer of the host.
#include <chrono>
#include <condition_variable>
#include <iomanip>
#include <iostream>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <carillon/channel.hpp>
#include <carillon/timer.hpp>

namespace {

class AcmeSms final : public carillon::Channel {
 public:
  explicit AcmeSms(const carillon::Config& config)
      : delay_(std::chrono::milliseconds(config.integer("delay_ms", 5))),
        prefix_(config.text("prefix", "acme")) {}

  carillon::ChannelCaps caps() const override {
    return {
        .address = CRL_ADDRESS_PHONE, .flags = CRL_CHANNEL_RECEIPTS, .max_batch = 500, .max_text_len = 1600};
  }

  carillon::Status start() override {
    std::ostringstream line;
    line << "acme gateway opened, delay " << std::fixed << std::setprecision(1)
         << static_cast<double>(delay_.count()) / 1000.0 << " ms";
    carillon::host().info(line.str());
    return {};
  }

  void send(carillon::Batch& batch) override {
    while (const auto message = batch.peek()) {
      carillon::Ticket ticket = batch.take();
      try {
        std::string id = vendor_id(*message);  // before the ticket moves: it may throw
        const std::lock_guard lock(mutex_);
        waiting_.push_back({std::move(ticket), std::move(id), std::string(message->idempotency_key())});
      } catch (const std::invalid_argument& e) {
        ticket.fail(
            carillon::invalid("\"" + std::string(message->to()) + "\" is no phone number: " + e.what()));
      }
    }
    (void)timer_.start(delay_);  // armed already: the messages ride along
  }

  void drain(std::chrono::milliseconds deadline) override {
    std::unique_lock lock(mutex_);
    idle_.wait_for(lock, deadline, [this] { return waiting_.empty(); });
  }

  void stop() override {
    timer_.cancel();
    for (auto& each : take_all()) each.ticket.fail({CRL_E_CANCELLED, "acme was stopped"});
  }

 private:
  struct Waiting {
    carillon::Ticket ticket;
    std::string id, key;
  };

  std::string vendor_id(const carillon::Outgoing& message) const {
    std::size_t read = 0;
    const long long number = std::stoll(std::string(message.to()), &read);
    if (read != message.to().size()) throw std::invalid_argument("letters after the digits");
    std::ostringstream id;
    id << prefix_ << '-' << std::hex << std::setw(12) << std::setfill('0') << number << '-'
       << message.idempotency_key();
    return id.str();
  }

  std::vector<Waiting> take_all() {
    const std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
  }

  void deliver() {
    std::vector<Waiting> due = take_all();
    std::vector<carillon::Receipt> receipts;
    const auto now = carillon::host().now_us();
    for (auto& each : due) {
      each.ticket.sent(each.id);
      receipts.push_back({.provider_id = each.id, .idempotency_key = each.key, .at_us = now});
    }
    const carillon::Status kept = emit(receipts);
    if (!kept) carillon::host().warn("receipts were refused", {{"why", kept.error().message}});
    const std::lock_guard lock(mutex_);
    if (waiting_.empty())
      idle_.notify_all();
    else
      (void)timer_.start(delay_);
  }

  std::chrono::microseconds delay_;
  std::string prefix_;
  std::mutex mutex_;
  std::condition_variable idle_;
  std::vector<Waiting> waiting_;
  carillon::Timer timer_{[this] { deliver(); }};
};

constexpr const char* kSchema = R"({
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "delay_ms": {"type": "integer", "minimum": 0, "default": 5, "description": "how long the gateway takes"},
    "prefix": {"type": "string", "default": "acme", "description": "start of the gateway's message ids"}
  }
})";

}  // namespace

CARILLON_MODULE(carillon::channel<AcmeSms>({.id = ACME_ID,
                                            .name = "Acme SMS",
                                            .version = "1.2.0",
                                            .vendor = "Acme",
                                            .license = "Apache-2.0",
                                            .description = "A channel built outside this tree",
                                            .config_schema = kSchema}))
