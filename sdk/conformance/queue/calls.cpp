#include "calls.h"

#include <span>

#include <carillon/value.hpp>

namespace carillon::conformance::queue_calls {

namespace {

constexpr std::string_view kGroup = "suite";

template <class Call>
Status checked(Call&& call) {
  crl_error error = empty_error();
  const crl_status status = call(&error);
  return status == CRL_OK ? Status() : Status(read_error(status, error));
}

crl_queue_sink sink_into(std::vector<Entry>& out) {
  return {sizeof(crl_queue_sink), 0, &out,
          [](void* ctx, const crl_queue_delivery* const* entries, std::uint32_t n) {
            for (const crl_queue_delivery* e : std::span(entries, n)) {
              static_cast<std::vector<Entry>*>(ctx)->push_back(
                  {std::string(view(e->id)), std::string(view(e->body)), e->kind, e->deliveries});
            }
          }};
}

}  // namespace

Result<std::vector<Entry>> Consumer::read(std::uint32_t max, std::uint32_t wait_ms) {
  std::vector<Entry> out;
  const auto sink = sink_into(out);
  const Status done = checked([&](crl_error* e) { return table_.read(consumer_, max, wait_ms, &sink, e); });
  if (!done) return done.error();
  return out;
}

Result<std::vector<Entry>> Consumer::claim(const std::string& after, std::uint32_t max) {
  std::vector<Entry> out;
  const auto sink = sink_into(out);
  const Status done =
      checked([&](crl_error* e) { return table_.claim(consumer_, 0, str(after), max, &sink, e); });
  if (!done) return done.error();
  return out;
}

Status Consumer::ack(const std::vector<Entry>& entries) {
  std::vector<crl_str> ids;
  for (const Entry& e : entries) ids.push_back(str(e.id));
  return checked([&](crl_error* e) {
    return table_.ack(consumer_, ids.data(), static_cast<std::uint32_t>(ids.size()), e);
  });
}

Status Consumer::bury(const std::vector<Entry>& entries, const std::string& reason) {
  std::vector<crl_queue_burial> raw;
  std::vector<const crl_queue_burial*> pointers;
  raw.reserve(entries.size());
  for (const Entry& e : entries) {
    raw.push_back({sizeof(crl_queue_burial), e.deliveries, str(e.id), str(reason)});
    pointers.push_back(&raw.back());
  }
  return checked([&](crl_error* e) {
    return table_.bury(consumer_, pointers.data(), static_cast<std::uint32_t>(raw.size()), e);
  });
}

Status Calls::publish(const std::string& stream, const std::vector<std::string>& bodies,
                      std::uint32_t kind) const {
  std::vector<crl_queue_entry> raw;
  std::vector<const crl_queue_entry*> pointers;
  raw.reserve(bodies.size());
  for (const auto& body : bodies) {
    raw.push_back({sizeof(crl_queue_entry), kind, str(body)});
    pointers.push_back(&raw.back());
  }
  std::uint32_t kept = 0;
  return checked([&](crl_error* e) {
    return table_.publish(self_, str(stream), pointers.data(), static_cast<std::uint32_t>(raw.size()), &kept,
                          e);
  });
}

Status Calls::hold(const std::string& stream, const std::string& owner, std::uint32_t lease_ms) const {
  return checked([&](crl_error* e) { return table_.hold(self_, str(stream), str(owner), lease_ms, e); });
}

Status Calls::release(const std::string& stream, const std::string& owner) const {
  return checked([&](crl_error* e) { return table_.release(self_, str(stream), str(owner), e); });
}

Result<std::unique_ptr<Consumer>> Calls::open(const std::string& stream, const std::string& name) const {
  void* consumer = nullptr;
  const Status done = checked([&](crl_error* e) {
    return table_.consumer_open(self_, str(stream), str(kGroup), str(name), &consumer, e);
  });
  if (!done) return done.error();
  return std::make_unique<Consumer>(table_, consumer);
}

Result<crl_queue_stats> Calls::stats(const std::string& stream) const {
  crl_queue_stats out{};
  out.size = sizeof out;
  const Status done =
      checked([&](crl_error* e) { return table_.stats(self_, str(stream), str(kGroup), &out, e); });
  if (!done) return done.error();
  return out;
}

Result<Letters> Calls::letters(const std::string& cursor, std::uint32_t max) const {
  Letters out;
  const crl_dead_letter_sink sink{
      sizeof sink, 0, &out,
      [](void* ctx, const crl_dead_letter* const* letters, std::uint32_t n) {
        for (const crl_dead_letter* l : std::span(letters, n)) {
          static_cast<Letters*>(ctx)->letters.push_back(
              {std::string(view(l->id)), std::string(view(l->stream)), std::string(view(l->body)),
               std::string(view(l->reason)), l->kind});
        }
      },
      [](void* ctx, crl_str next) { static_cast<Letters*>(ctx)->next = view(next); }};
  const Status done =
      checked([&](crl_error* e) { return table_.dead_list(self_, str(cursor), max, &sink, e); });
  if (!done) return done.error();
  return out;
}

Status Calls::retry(const std::string& id) const {
  return checked([&](crl_error* e) { return table_.dead_retry(self_, str(id), e); });
}

Status Calls::remove(const std::string& id) const {
  return checked([&](crl_error* e) { return table_.dead_remove(self_, str(id), e); });
}

}  // namespace carillon::conformance::queue_calls
