// A good channel for the loader's tests: its settings use every part of a schema, and config.fail says which
// of its calls shall fail.
#include <atomic>
#include <string>

#include <carillon/channel.hpp>

namespace {

constexpr const char* kSchema = R"({
  "type": "object",
  "required": ["sender"],
  "properties": {
    "sender": {"type": "string", "minLength": 2},
    "rate": {"type": "integer", "minimum": 1, "maximum": 100, "default": 10},
    "mode": {"enum": ["fast", "safe"], "default": "safe"},
    "token": {"type": "string", "pattern": "^[a-z]+$", "writeOnly": true},
    "fail": {"type": "string"},
    "limits": {
      "type": "object",
      "properties": {"burst": {"type": "integer", "default": 7}, "wait_s": {"type": "number"}},
      "additionalProperties": false
    },
    "routes": {
      "type": "array",
      "items": {
        "type": "object",
        "required": ["prefix"],
        "properties": {"prefix": {"type": "string"}, "weight": {"type": "integer", "default": 1}},
        "additionalProperties": false
      }
    }
  },
  "additionalProperties": false
})";

class Probe final : public carillon::Channel {
 public:
  explicit Probe(const carillon::Config& config)
      : fail_(config.text("fail")), rate_(config.integer("rate")), burst_(config.integer("/limits/burst")) {
    carillon::host().info("probe made", {{"rate", std::to_string(rate_)}});
  }
  carillon::ChannelCaps caps() const override { return {}; }
  void send(carillon::Batch& batch) override {
    while (batch.peek()) batch.take().sent("");
  }
  carillon::Status start() override {
    if (fail_ == "start") return carillon::unavailable("the network is down");
    return {};
  }
  carillon::Status health() override {
    if (fail_ == "health") return carillon::unavailable("feeling unwell");
    if (rate_ <= 0 || burst_ <= 0) return carillon::internal_error("the defaults did not arrive");
    return {};
  }

 private:
  std::string fail_;
  std::int64_t rate_, burst_;
};

}  // namespace

CARILLON_MODULE(carillon::channel<Probe>(
    {.id = "probe", .name = "A probe", .version = "1.0.0", .config_schema = kSchema, .serial = true}))
