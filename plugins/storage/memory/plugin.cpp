// The storage plugin "memory": everything in the memory of the host, gone when it stops.
#include <memory>

#include <carillon/storage.hpp>

#include "database.h"
#include "session.h"

namespace carillon::memory {

namespace {

constexpr const char* kConfigSchema = R"({
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "max_mb": {"type": "integer", "minimum": 1,
      "description": "The most memory that rows may take, in MB and roughly; writes past it are refused as full. Absent: no limit."}
  }
})";

class MemoryStorage : public Storage {
 public:
  explicit MemoryStorage(const Config& config)
      : database_(static_cast<std::size_t>(config.integer("max_mb", 0)) << 20) {}

  crl_storage_caps caps() const override {
    crl_storage_caps caps{};
    caps.flags = CRL_STORAGE_SINGLE_WRITER | CRL_STORAGE_VOLATILE;
    return caps;
  }

  Status ensure(std::span<const crl_collection* const> collections) override {
    const std::atomic<bool> never = false;
    if (Status s = database_.take_turn(never); !s) return s;
    State next = *database_.current();
    const Status s = declare(next, collections);
    if (s) database_.publish(std::move(next));
    database_.end_turn();
    return s;
  }

  Result<std::unique_ptr<StorageSession>> open_session() override {
    return std::unique_ptr<StorageSession>(std::make_unique<Session>(database_));
  }

 private:
  static Status declare(State& state, std::span<const crl_collection* const> collections) {
    for (const crl_collection* raw : collections) {
      const auto before = state.find(view(raw->name));
      auto made = Collection::declare(*raw, before ? *before : nullptr);
      if (!made) return made.error();
      state.put(std::move(made).value());
    }
    state.index_relations();
    return {};
  }

  Database database_;
};

}  // namespace
}  // namespace carillon::memory

CARILLON_MODULE(carillon::storage<carillon::memory::MemoryStorage>(
    {.id = "memory",
     .name = "Memory",
     .version = "1.0.0",
     .vendor = "Carillon",
     .license = "MIT",
     .description = "Keeps everything in memory and forgets it at the end; for trials and tests.",
     .config_schema = carillon::memory::kConfigSchema}))
