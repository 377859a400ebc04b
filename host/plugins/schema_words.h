// A JSON Schema put into words: what it expects, what was found instead, which name was nearly right.
// Pure functions over schema documents; no validation happens here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/issue.h"
#include "base/json.h"

namespace carillon::plugins {

// The subschema that governs a member ("rate", or "0" of a list), or null where the schema leaves it open.
// Local references are followed.
const json::value* schema_of_member(const json::value& root, const json::value* schema,
                                    std::string_view member);

// `schema` itself, or what its local "$ref" names; null when that leads nowhere.
const json::value* resolved(const json::value& root, const json::value* schema);

// "a whole number of at least 1", "one of \"a\", \"b\""; empty when the schema says nothing that has words.
std::string expected_words(const json::value& schema);

// "the text \"x\"", "a list"; a value that the schema calls writeOnly is a secret and is not shown.
std::string found_words(const json::value& value, const json::value* schema);

// Members that no schema knows, where additional ones are refused.
void unknown_members(const json::value& root, const json::value* schema, const json::value& value,
                     const std::string& pointer, Issues& issues);

// Texts that a "pattern" governs and that are too long for it: std::regex needs stack for every character.
void texts_too_long_for_patterns(const json::value& root, const json::value* schema, const json::value& value,
                                 const std::string& pointer, Issues& issues);

}  // namespace carillon::plugins
