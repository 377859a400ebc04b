// Rules of every shape that a JSON rule can have, known operators and unknown ones.
#pragma once

#include <random>

#include "base/json.h"

namespace carillon::ruletext {

json::value random_rule(std::mt19937& random, int depth);

}  // namespace carillon::ruletext
