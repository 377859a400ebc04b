#include "delivery/states.h"

#include <array>

namespace carillon::delivery {

namespace {
using enum MessageState;
constexpr std::array kToSending{kQueued};
constexpr std::array kToSent{kSending};
constexpr std::array kToDelivered{kSending, kSent};
constexpr std::array kToOpened{kDelivered, kSent, kSending};
constexpr std::array kToClicked{kDelivered, kOpened, kSent, kSending};
constexpr std::array kToSkipped{kSending, kQueued};
constexpr std::array kToFailed{kSending, kSent};
constexpr std::array kToBounced{kSent, kSending, kDelivered};
constexpr std::array kToComplained{kDelivered, kSent, kOpened, kClicked, kSending};
}  // namespace

std::span<const MessageState> moves_from(MessageState target) {
  switch (target) {
    case kQueued:
      return {};
    case kSending:
      return kToSending;
    case kSent:
      return kToSent;
    case kDelivered:
      return kToDelivered;
    case kOpened:
      return kToOpened;
    case kClicked:
      return kToClicked;
    case kSkipped:
      return kToSkipped;
    case kFailed:
      return kToFailed;
    case kBounced:
      return kToBounced;
    case kComplained:
      return kToComplained;
  }
  return {};
}

std::string_view state_name(MessageState state) {
  switch (state) {
    case kQueued:
      return "queued";
    case kSending:
      return "sending";
    case kSent:
      return "sent";
    case kDelivered:
      return "delivered";
    case kOpened:
      return "opened";
    case kClicked:
      return "clicked";
    case kSkipped:
      return "skipped";
    case kFailed:
      return "failed";
    case kBounced:
      return "bounced";
    case kComplained:
      return "complained";
  }
  return "unknown";
}

std::string_view state_name(store::CampaignState state) {
  switch (state) {
    case store::CampaignState::kDraft:
      return "draft";
    case store::CampaignState::kScheduled:
      return "scheduled";
    case store::CampaignState::kRunning:
      return "running";
    case store::CampaignState::kPaused:
      return "paused";
    case store::CampaignState::kCompleted:
      return "completed";
    case store::CampaignState::kCompletedWithFailures:
      return "completed_with_failures";
    case store::CampaignState::kCancelled:
      return "cancelled";
    case store::CampaignState::kFailed:
      return "failed";
  }
  return "unknown";
}

std::int64_t reason_id(std::string_view text) {
  if (text.empty()) return 0;
  std::uint32_t hash = 2'166'136'261U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 16'777'619U;
  }
  const std::int64_t folded = hash & 0x7FFF'FFFFU;
  return folded == 0 ? 1 : folded;
}

}  // namespace carillon::delivery
