#include "delivery/provider_refs.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "store/message_refs.h"

namespace carillon::delivery {

namespace {

using store::MessageRef;
using Known = std::map<std::string, MessageRef, std::less<>>;

bool by_ref_only(const Event& event) { return event.ref != nullptr && event.key.campaign == 0; }

Result<Known> read_known(store::Session& session, std::int64_t channel, const std::vector<Event>& events) {
  std::vector<std::string_view> ids;
  for (const Event& e : events) {
    if (e.ref != nullptr && e.ref->channel == channel) ids.push_back(e.ref->id);
  }
  auto rows = store::find_refs(session, channel, ids);
  if (!rows) return rows.error();
  Known known;
  for (auto& row : *rows) known.emplace(row.provider_id, std::move(row));
  return known;
}

// One channel's events, in order; those of receipts that must wait are marked by a key without campaign.
class Resolver {
 public:
  Resolver(Known known, std::int64_t now_us) : known_(std::move(known)), now_us_(now_us) {}

  void sent(const Event& event, std::vector<Event>& more) {
    auto& row = row_of(event);
    if (row.campaign_id == 0) {
      row.campaign_id = event.key.campaign;
      row.customer_id = event.key.customer;
      row.step = event.key.step;
      changed(row);
    }
    if (row.state != MessageState::kQueued) more.push_back({event.key, row.state, row.reason, 0, {}});
  }

  void receipt(Event& event) {
    auto& row = row_of(event);
    if (row.campaign_id != 0) {
      event.key = {row.campaign_id, row.step, row.customer_id};
      event.ref.reset();
    } else if (event.target > row.state) {
      row.state = event.target;
      row.reason = event.reason;
      changed(row);
    }
  }

  Status write(store::Session& session, std::int64_t channel) const {
    std::vector<MessageRef> fresh;
    for (const auto& [id, is_new] : changed_) {
      const MessageRef& row = known_.at(id);
      if (is_new) {
        fresh.push_back(row);
      } else if (auto updated = store::update_ref(session, channel, row); !updated) {
        return updated;
      }
    }
    return store::insert_refs(session, channel, fresh);
  }

 private:
  MessageRef& row_of(const Event& event) {
    const auto found = known_.find(event.ref->id);
    if (found != known_.end()) return found->second;
    MessageRef row;
    row.provider_id = event.ref->id;
    row.at = now_us_;
    changed_[row.provider_id] = true;
    return known_.emplace(row.provider_id, std::move(row)).first->second;
  }
  void changed(const MessageRef& row) { changed_.try_emplace(row.provider_id, false); }

  Known known_;
  std::map<std::string, bool, std::less<>> changed_;  // whether the row is new
  const std::int64_t now_us_;
};

}  // namespace

bool has_refs(const std::vector<Event>& events) {
  return std::any_of(events.begin(), events.end(), [](const Event& e) { return e.ref != nullptr; });
}

Status resolve_refs(store::Session& session, std::int64_t now_us, std::vector<Event>& events,
                    std::uint64_t& unknown) {
  std::map<std::int64_t, std::vector<std::size_t>> by_channel;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].ref != nullptr) by_channel[events[i].ref->channel].push_back(i);
  }
  unknown = 0;
  std::vector<Event> more;
  for (const auto& [channel, places] : by_channel) {
    auto known = read_known(session, channel, events);
    if (!known) return known.error();
    Resolver resolver(*std::move(known), now_us);
    for (const std::size_t i : places) {
      if (by_ref_only(events[i])) {
        resolver.receipt(events[i]);
      } else {
        resolver.sent(events[i], more);
      }
    }
    if (auto written = resolver.write(session, channel); !written) return written;
  }
  unknown = static_cast<std::uint64_t>(std::erase_if(events, by_ref_only));
  events.insert(events.end(), more.begin(), more.end());
  return {};
}

}  // namespace carillon::delivery
