#include "consumer.h"

#include <map>

#include "entries.h"
#include "failure.h"
#include "scripts.h"

namespace carillon::redis {

namespace {

constexpr std::size_t kIdsAtOnce = 1'000;

using Counts = std::map<std::string_view, std::uint32_t>;

// Hands over entries; an entry that was removed meanwhile has no fields.
std::uint32_t deliver(std::span<redisReply* const> entries, const Counts& counts, const DeliverySink& sink) {
  std::vector<Delivery> out;
  for (const redisReply* entry : entries) {
    const auto id = id_of(entry);
    if (id.empty()) continue;
    const auto count = counts.find(id);
    out.push_back({id, field_of(entry, "b"), static_cast<std::uint32_t>(number_of(field_of(entry, "k"))),
                   count == counts.end() ? 1 : count->second, added_us(id)});
  }
  sink.deliver(out);
  return static_cast<std::uint32_t>(out.size());
}

}  // namespace

Consumer::Consumer(Pool& pool, const Options& options, std::string_view stream, std::string_view group,
                   std::string_view name)
    : pool_(pool),
      options_(options),
      stream_(stream),
      key_(options.stream_key(stream)),
      group_(group),
      name_(name) {}

Consumer::~Consumer() {
  if (connection_ == nullptr) return;
  // Left behind, its name would be one more line of XINFO CONSUMERS.
  const auto forgotten = connection_->ask({"EVAL", kForget, "1", key_, group_, name_});
  if (!forgotten) connection_.reset();
}

Status Consumer::join() {
  auto opened = pool_.open();
  if (!opened) return opened.error();
  auto made = (*opened)->ask({"XGROUP", "CREATE", key_, group_, "0", "MKSTREAM"});
  const bool is_there = made || made.error().message.find("BUSYGROUP") != std::string::npos;
  // Short of memory the server refuses before it looks; the group is most likely there.
  if (!is_there && made.error().status != CRL_E_FULL) return made.error();
  connection_ = std::move(opened).value();
  return {};
}

Result<Reply> Consumer::ask(const Words& command, std::chrono::milliseconds more) {
  if (connection_ == nullptr) {
    if (auto joined = join(); !joined) return joined.error();
  }
  auto reply = connection_->ask(command, more);
  // The group is gone when the server forgot its streams; join() makes it anew.
  const bool no_group = !reply && reply.error().vendor_code == "NOGROUP";
  if (connection_->is_broken() || no_group) connection_.reset();
  if (no_group) return unavailable(reply.error().message, 100);
  return reply;
}

Status Consumer::read(std::uint32_t max, std::uint32_t wait_ms, const DeliverySink& sink) {
  Words command{"XREADGROUP", "GROUP", group_, name_, "COUNT", std::to_string(max)};
  if (wait_ms > 0) command.insert(command.end(), {"BLOCK", std::to_string(wait_ms)});
  command.insert(command.end(), {"STREAMS", key_, ">"});
  const auto reply = ask(command, std::chrono::milliseconds(wait_ms));
  if (!reply) return reply.error();
  for (const redisReply* stream : items_of(&**reply)) {
    const auto parts = items_of(stream);
    if (parts.size() == 2) deliver(items_of(parts[1]), {}, sink);
  }
  return {};
}

Status Consumer::claim(std::uint64_t idle_ms, std::string_view after, std::uint32_t max,
                       const DeliverySink& sink) {
  std::string from = after.empty() ? "0" : "(" + std::string(after);
  while (true) {
    const auto reply =
        ask({"XAUTOCLAIM", key_, group_, name_, std::to_string(idle_ms), from, "COUNT", std::to_string(max)});
    if (!reply) return reply.error();
    const auto parts = items_of(&**reply);
    if (parts.size() < 2) return internal_error("an unexpected answer to XAUTOCLAIM");
    const auto entries = items_of(parts[1]);
    if (!entries.empty()) {
      const auto told = ask({"XPENDING", key_, group_, std::string(id_of(entries.front())),
                             std::string(id_of(entries.back())), std::to_string(entries.size() * 2), name_});
      if (!told) return told.error();
      Counts counts;
      for (const redisReply* line : items_of(&**told)) {
        const auto columns = items_of(line);
        if (columns.size() == 4)
          counts[text_of(columns[0])] = static_cast<std::uint32_t>(columns[3]->integer);
      }
      if (deliver(entries, counts, sink) > 0) return {};
    }
    from = text_of(parts[0]);
    if (from == "0-0") return {};
  }
}

Status Consumer::ack(std::span<const crl_str> ids) {
  while (!ids.empty()) {
    const auto part = ids.first(std::min(ids.size(), kIdsAtOnce));
    ids = ids.subspan(part.size());
    Words command{"EVAL", kAcknowledge, "1", key_, group_};
    for (const crl_str id : part) command.emplace_back(view(id));
    if (auto done = ask(command); !done) return done.error();
  }
  return {};
}

Status Consumer::bury(std::span<const Burial> burials) {
  while (!burials.empty()) {
    const auto part = burials.first(std::min(burials.size(), kIdsAtOnce));
    burials = burials.subspan(part.size());
    Words command{"EVAL", kBury, "2", key_, options_.dead_key(), group_, stream_};
    for (const Burial& b : part)
      command.insert(command.end(), {std::string(b.id), std::string(b.reason), std::to_string(b.deliveries)});
    if (auto done = ask(command); !done) return done.error();
  }
  return {};
}

}  // namespace carillon::redis
