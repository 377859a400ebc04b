// Reads the words in which a host explains rules back into the rule: "city is \"Pune\" and not (older than 30
// years)".
//
// Those words are a language of their own, narrower than what people write and without doubt: what is read is
// the rule that was explained, or one that means the same. Whatever is not wholly in that language is left to
// the reader of sentences. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "translate/lexicon.h"
#include "translate/rule.h"

namespace carillon::translate {

// `attributes`: the paths of the free attributes that are known, such as "loyalty.tier". An attribute that is
// not among them is read where its name is one word that means nothing else.
std::optional<Rule> read_explained(std::string_view text, std::span<const std::string> attributes,
                                   const Lexicon& lexicon);

}  // namespace carillon::translate
