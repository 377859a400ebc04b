// Why the gate refuses a message: the texts behind the ledger's reason numbers.
#pragma once

#include <array>
#include <string_view>

namespace carillon::policy::reason {

inline constexpr std::string_view kHoldout = "holdout";
inline constexpr std::string_view kExpired = "expired";
inline constexpr std::string_view kNoAddress = "no_address";
inline constexpr std::string_view kBadAddress = "invalid_address";
inline constexpr std::string_view kNoConsent = "no_consent";
inline constexpr std::string_view kSuppressed = "suppressed";      // by hand or by an import
inline constexpr std::string_view kUnsubscribed = "unsubscribed";  // suppressions, by what made them
inline constexpr std::string_view kBouncedBefore = "bounced_before";
inline constexpr std::string_view kComplainedBefore = "complained_before";
inline constexpr std::string_view kStopped = "stopped";
inline constexpr std::string_view kDuplicate = "duplicate_address";
inline constexpr std::string_view kCapped = "frequency_cap";
inline constexpr std::string_view kQuietHoursPassed = "quiet_hours_passed";

// All of them.
inline constexpr std::array kReasons{
    kHoldout,       kExpired, kNoAddress, kBadAddress, kNoConsent,        kSuppressed,      kUnsubscribed,
    kBouncedBefore, kStopped, kDuplicate, kCapped,     kComplainedBefore, kQuietHoursPassed};

}  // namespace carillon::policy::reason
