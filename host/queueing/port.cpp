#include "queueing/port.h"

#include <carillon/value.hpp>

namespace carillon::queueing {

namespace {

template <class Call>
Status checked(Call&& call) {
  crl_error error = empty_error();
  const crl_status status = call(&error);
  return status == CRL_OK ? Status{} : Status(read_error(status, error));
}

using Deliveries = std::vector<Delivered>;

crl_queue_sink sink_into(Deliveries& out) {
  return {sizeof(crl_queue_sink), 0, &out,
          [](void* ctx, const crl_queue_delivery* const* entries, std::uint32_t n) {
            auto& all = *static_cast<Deliveries*>(ctx);
            for (const crl_queue_delivery* e : std::span(entries, n)) {
              all.push_back({std::string(view(e->id)), std::string(view(e->body)), e->kind, e->deliveries,
                             e->published_us});
            }
          }};
}

}  // namespace

Result<std::vector<Delivered>> PortConsumer::read(std::uint32_t max, std::chrono::milliseconds wait) {
  Deliveries out;
  const auto sink = sink_into(out);
  const auto wait_ms = static_cast<std::uint32_t>(wait.count());
  const Status done = checked([&](crl_error* e) { return table_.read(consumer_, max, wait_ms, &sink, e); });
  if (!done) return done.error();
  return out;
}

Result<std::vector<Delivered>> PortConsumer::claim_all(std::string_view after, std::uint32_t max) {
  Deliveries out;
  const auto sink = sink_into(out);
  const Status done =
      checked([&](crl_error* e) { return table_.claim(consumer_, 0, str(after), max, &sink, e); });
  if (!done) return done.error();
  return out;
}

Status PortConsumer::ack(std::span<const std::string> ids) {
  if (ids.empty()) return {};
  std::vector<crl_str> raw;
  for (const auto& id : ids) raw.push_back(str(id));
  return checked([&](crl_error* e) {
    return table_.ack(consumer_, raw.data(), static_cast<std::uint32_t>(raw.size()), e);
  });
}

Status PortConsumer::bury(std::span<const Buried> entries) {
  if (entries.empty()) return {};
  std::vector<crl_queue_burial> raw;
  std::vector<const crl_queue_burial*> pointers;
  raw.reserve(entries.size());
  for (const auto& b : entries) {
    raw.push_back({sizeof(crl_queue_burial), b.deliveries, str(b.id), str(b.reason)});
    pointers.push_back(&raw.back());
  }
  return checked([&](crl_error* e) {
    return table_.bury(consumer_, pointers.data(), static_cast<std::uint32_t>(raw.size()), e);
  });
}

Status Port::publish(std::string_view stream, std::span<const Entry> entries, std::uint32_t& kept) const {
  std::vector<crl_queue_entry> raw;
  std::vector<const crl_queue_entry*> pointers;
  raw.reserve(entries.size());
  for (const Entry& e : entries) {
    raw.push_back({sizeof(crl_queue_entry), e.kind, str(e.body)});
    pointers.push_back(&raw.back());
  }
  const auto n = static_cast<std::uint32_t>(raw.size());
  Status done =
      checked([&](crl_error* e) { return table_.publish(self_, str(stream), pointers.data(), n, &kept, e); });
  if (done) kept = n;
  return done;
}

Status Port::hold(std::string_view stream, std::string_view owner, std::chrono::milliseconds lease) const {
  const auto lease_ms = static_cast<std::uint32_t>(lease.count());
  return checked([&](crl_error* e) { return table_.hold(self_, str(stream), str(owner), lease_ms, e); });
}

Status Port::release(std::string_view stream, std::string_view owner) const {
  return checked([&](crl_error* e) { return table_.release(self_, str(stream), str(owner), e); });
}

Result<std::unique_ptr<PortConsumer>> Port::open(std::string_view stream, std::string_view group,
                                                 std::string_view name) const {
  void* consumer = nullptr;
  const Status done = checked([&](crl_error* e) {
    return table_.consumer_open(self_, str(stream), str(group), str(name), &consumer, e);
  });
  if (!done) return done.error();
  return std::make_unique<PortConsumer>(table_, consumer);
}

Result<crl_queue_stats> Port::stats(std::string_view stream, std::string_view group) const {
  crl_queue_stats out{};
  out.size = sizeof out;
  const Status done =
      checked([&](crl_error* e) { return table_.stats(self_, str(stream), str(group), &out, e); });
  if (!done) return done.error();
  return out;
}

Result<DeadLetterPage> Port::dead_letters(std::string_view cursor, std::uint32_t max) const {
  DeadLetterPage out;
  const crl_dead_letter_sink sink{
      sizeof sink, 0, &out,
      [](void* ctx, const crl_dead_letter* const* letters, std::uint32_t n) {
        auto& page = *static_cast<DeadLetterPage*>(ctx);
        for (const crl_dead_letter* l : std::span(letters, n)) {
          page.letters.push_back({std::string(view(l->id)), std::string(view(l->stream)),
                                  std::string(view(l->body)), std::string(view(l->reason)), l->kind,
                                  l->deliveries, l->dead_us});
        }
      },
      [](void* ctx, crl_str next) { static_cast<DeadLetterPage*>(ctx)->next = view(next); }};
  const Status done =
      checked([&](crl_error* e) { return table_.dead_list(self_, str(cursor), max, &sink, e); });
  if (!done) return done.error();
  return out;
}

Status Port::dead_retry(std::string_view id) const {
  return checked([&](crl_error* e) { return table_.dead_retry(self_, str(id), e); });
}

Status Port::dead_remove(std::string_view id) const {
  return checked([&](crl_error* e) { return table_.dead_remove(self_, str(id), e); });
}

}  // namespace carillon::queueing
