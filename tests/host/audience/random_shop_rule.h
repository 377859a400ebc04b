// Rules by chance over every operator that ships, those that read orders, messages and rankings among them.
#pragma once

#include "random_people.h"

namespace carillon::audience::testing {

// A valid rule of at most `depth` groups within each other.
json::value random_shop_rule(Chance& chance, int depth);

}  // namespace carillon::audience::testing
