// The policy and links of a host as its configuration says. Pure.
#pragma once

#include <string>

#include "config/config.h"
#include "links/links.h"
#include "policy/rules.h"

namespace carillon::app {

// REQUIRES: a configuration that was loaded, so that its texts have been judged.
policy::Rules policy_rules(const config::Config& config);

// `port`: the one that is listened on.
links::LinkOptions link_options(const config::Config& config, std::uint16_t port);

}  // namespace carillon::app
