// Sound but for its link: built without the version script, so that it exports more than one symbol.
#include <string>

#include <carillon/channel.hpp>

extern "C" {
CRL_EXPORT int acme_internal_counter = 0;
}

namespace {

class Chatty final : public carillon::Channel {
 public:
  carillon::ChannelCaps caps() const override { return {}; }
  void send(carillon::Batch& batch) override {
    while (batch.peek()) batch.take().sent(std::to_string(++acme_internal_counter));
  }
};

}  // namespace

CARILLON_MODULE(
    carillon::channel<Chatty>({.id = "bad_chatty", .name = "Exports too much", .version = "1.0.0"}))
