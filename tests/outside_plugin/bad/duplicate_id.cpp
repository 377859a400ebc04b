// Claims the id of a plugin that ships: a host that loads both must say which two files clash.
#include <carillon/channel.hpp>

namespace {

class Impostor final : public carillon::Channel {
 public:
  carillon::ChannelCaps caps() const override { return {}; }
  void send(carillon::Batch& batch) override {
    while (batch.peek()) batch.take().sent("");
  }
};

}  // namespace

CARILLON_MODULE(carillon::channel<Impostor>({.id = "sms_sim", .name = "An impostor", .version = "1.0.0"}))
