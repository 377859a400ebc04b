#include "compose.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "copy.h"
#include "gsm.h"
#include "objective.h"
#include "phrase.h"

namespace carillon::mock {
namespace {

constexpr std::string_view kName = R"({{ customer.name | default: "there" }})";

std::uint64_t hash(std::string_view text, std::uint64_t seed) {
  std::uint64_t h = 0xcbf29ce484222325u ^ (seed * 0x9e3779b97f4a7c15u);
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return h ^ (h >> 29);
}

// A sentence may begin with a slot's text, so its first letter is raised here.
std::string capitalised(std::string text) {
  bool ended = true;  // the sentence before
  bool start = true;
  for (char& c : text) {
    if (c == ' ' || c == '\n') {
      start = start || ended || c == '\n';
      continue;
    }
    if (start && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    start = false;
    ended = c == '.' || c == '!' || c == '?';
  }
  return text;
}

Slots slots_of(const Objective& objective, const std::string& brand) {
  Slots slots{{"name", std::string(kName)},     {"offer", objective.offer}, {"product", objective.product},
              {"deadline", objective.deadline}, {"code", objective.code},   {"brand", brand},
              {"occasion", objective.occasion}};
  const bool percent = objective.offer.ends_with(" off");
  slots["deal"] = objective.offer;
  if (!objective.offer.empty() && !objective.product.empty()) {
    slots["deal"] += (percent ? " " : " on ") + objective.product;
  }
  return slots;
}

// The placeholder is written out in GSM characters of its own, so only its length matters.
bool fits_sms(const std::string& text) {
  std::string counted = text;
  for (auto at = counted.find(kName); at != std::string::npos; at = counted.find(kName)) {
    counted.replace(at, kName.size(), std::string(kName.size(), 'x'));
  }
  const auto septets = gsm_length(counted);
  return septets && *septets <= 160;
}

// What GSM has no letter for but every reader understands.
std::string for_sms(std::string text) {
  constexpr std::string_view kRupee = "\xE2\x82\xB9";
  if (const auto at = text.find(kRupee); at != std::string::npos) text.replace(at, kRupee.size(), "Rs ");
  return text;
}

std::string write_sms(const Copy& copy, Objective objective, std::string brand, std::uint64_t pick) {
  objective.offer = for_sms(objective.offer);
  // The least important goes first when there is no room.
  const std::array<std::string*, 5> dispensable{&brand, &objective.deadline, &objective.product,
                                                &objective.code, &objective.offer};
  const auto write = [&] {
    return capitalised(fill(std::string(copy.sms) + "[ - {brand}]", slots_of(objective, brand), pick));
  };
  for (std::string* fact : dispensable) {
    std::string text = write();
    if (fits_sms(text)) return text;
    fact->clear();
  }
  return write();
}

std::string write_email(const Copy& copy, const Slots& slots, std::uint64_t pick) {
  const std::string body = std::string("<Hi/Hello/Dear> {name},\n\n") + std::string(copy.email) +
                           "\n\n<Warm regards/Best wishes/See you soon>[,\n{brand}]";
  return capitalised(fill(body, slots, pick));
}

std::string write_rationale(const Copy& copy, const Brief& brief, const Objective& objective) {
  std::string out(copy.rationale);
  out += ". Occasion: " + std::string(name_of(objective.intent));
  if (!objective.offer.empty()) out += "; offer: " + objective.offer;
  if (!brief.audience.empty()) out += "; audience: " + brief.audience;
  if (brief.audience_count >= 0) out += " (" + std::to_string(brief.audience_count) + " customers)";
  return out + ".";
}

// The occasion's own messages first, then general ones; the tone that was asked for in front.
std::vector<Copy> choose(const Brief& brief, Intent intent) {
  std::vector<Copy> out;
  const auto add = [&](std::span<const Copy> copies) {
    const auto turn = brief.seed % copies.size();
    out.insert(out.end(), copies.begin() + static_cast<std::ptrdiff_t>(turn), copies.end());
    out.insert(out.end(), copies.begin(), copies.begin() + static_cast<std::ptrdiff_t>(turn));
  };
  add(copies_for(intent));
  if (intent != Intent::kGeneric) add(copies_for(Intent::kGeneric));
  std::stable_partition(out.begin(), out.end(), [&](const Copy& copy) { return copy.tone == brief.tone; });
  out.resize(std::min(out.size(), std::clamp<std::size_t>(brief.variants, 1, kMaxVariants)));
  return out;
}

}  // namespace

std::vector<Suggestion> compose(const Brief& brief) {
  const Objective objective = read_objective(brief.objective);
  const Slots slots = slots_of(objective, brief.brand);
  const std::uint64_t pick = hash(brief.objective, brief.seed);
  std::vector<Suggestion> out;
  for (const Copy& copy : choose(brief, objective.intent)) {
    Suggestion suggestion;
    suggestion.tone = copy.tone;
    suggestion.rationale = write_rationale(copy, brief, objective);
    if (brief.email) {
      suggestion.subject = capitalised(fill(copy.subject, slots, pick));
      suggestion.text = write_email(copy, slots, pick);
    } else {
      suggestion.text = write_sms(copy, objective, brief.brand, pick);
    }
    out.push_back(std::move(suggestion));
  }
  return out;
}

}  // namespace carillon::mock
