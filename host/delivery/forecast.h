// What a campaign would do if it were launched now: whom it reaches, who would be left out and why, what its
// messages say and cost, and how long it takes. Nothing is written.
//
// The gate itself judges, so that the forecast is what will happen; frequency caps count what people got
// until now. Large audiences are judged in part, and it is said how many were. Thread safety: all calls from
// any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <carillon/result.hpp>

#include "audience/audience.h"
#include "base/clock.h"
#include "base/issue.h"
#include "delivery/campaign_options.h"
#include "delivery/channels.h"
#include "delivery/content.h"
#include "policy/gate.h"
#include "store/database.h"
#include "store/records.h"

namespace carillon::delivery {

struct SampleMessage {
  Id customer = 0;
  std::string variant, to, subject, text, html;
  std::int64_t sms_segments = 0;  // 0: no SMS
};

struct Forecast {
  std::int64_t audience = 0;
  std::int64_t judged = 0;                      // members that the rest was counted over
  std::int64_t sendable = 0;                    // of the judged
  std::int64_t deferred = 0;                    // of the sendable: not at once (send times)
  std::map<std::string, std::int64_t> skipped;  // of the judged, by reason
  std::map<std::string, std::int64_t> missing;  // of the sendable: for how many a variable has no value
  std::int64_t sms_segments = 0;                // of the judged, all together
  std::int64_t sms_ucs2 = 0;                    // of the judged: messages that GSM's alphabet lacks
  // Of the whole audience, by proportion.
  std::int64_t messages = 0, segments = 0;
  std::optional<double> seconds;  // at the configured rates; nothing: no rate is configured
  std::vector<SampleMessage> samples;
};

class Forecaster {
 public:
  static constexpr std::size_t kJudged = 10'000;

  Forecaster(store::Database& database, const audience::Compiler& compiler, policy::Gate& gate,
             Channels& channels, const Clock& clock, std::string timezone,
             std::function<Scope(const std::string& campaign)> scope);

  // CRL_E_INVALID: its audience, channel or options are not valid. Issues: those of its content.
  Result<std::variant<Forecast, Issues>> of(const store::Campaign& campaign, std::size_t samples);

 private:
  struct Work;
  Status judge(store::Session& session, Work& work);

  store::Database& database_;
  const audience::Compiler& compiler_;
  policy::Gate& gate_;
  Channels& channels_;
  const Clock& clock_;
  const std::string timezone_;
  const std::function<Scope(const std::string&)> scope_;
};

}  // namespace carillon::delivery
