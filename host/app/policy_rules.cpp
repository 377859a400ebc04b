#include "app/policy_rules.h"

#include <tuple>

namespace carillon::app {

policy::Rules policy_rules(const config::Config& config) {
  const auto& from = config.policy;
  policy::Rules rules;
  rules.timezone = config.organisation.timezone;
  rules.country = config.organisation.country;
  // The configuration's own check let these texts pass.
  std::ignore = policy::parse_quiet_hours(from.quiet_hours, rules.send_times);
  std::ignore = policy::parse_days(from.send_days, rules.send_times);
  std::ignore = policy::parse_holidays(from.holidays, rules.send_times);
  for (const auto& text : from.frequency_caps) {
    if (auto cap = policy::parse_cap(text)) rules.caps.push_back(*std::move(cap));
  }
  rules.transactional_waits = from.transactional_waits;
  rules.skip_duplicates = from.skip_duplicates;
  rules.soft_bounces = from.soft_bounces;
  rules.stop_words = from.stop_words;
  rules.start_words = from.start_words;
  return rules;
}

links::LinkOptions link_options(const config::Config& config, std::uint16_t port) {
  links::LinkOptions options;
  options.public_url = config.http.public_url;
  if (options.public_url.empty()) {
    const bool six = config.http.address.find(':') != std::string::npos;
    options.public_url = "http://" + (six ? "[" + config.http.address + "]" : config.http.address) + ":" +
                         std::to_string(port);
  }
  if (!config.links.secret.empty()) {
    options.secrets.push_back(config.links.secret);
    options.secrets.insert(options.secrets.end(), config.links.old_secrets.begin(),
                           config.links.old_secrets.end());
  }
  return options;
}

}  // namespace carillon::app
