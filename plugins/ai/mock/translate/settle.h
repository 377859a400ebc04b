// What only the whole sentence tells: which verbs of joining and lapsing have their time elsewhere, and which
// readings are in doubt. Pure.
#pragma once

#include "translate/sentence.h"
#include "translate/units.h"

namespace carillon::translate {

void settle(const Sentence& sentence, Assembly& out);

}  // namespace carillon::translate
