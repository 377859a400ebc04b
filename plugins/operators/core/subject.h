// A leaf's field against its values, for each type that a field can have.
//
// Text compares ignoring case; money compares exactly, from a number or a text; a bare date against a time
// means that whole day in the organisation's zone; a free attribute takes the type of the value it is
// compared with, and is missing where another type is stored.
#pragma once

#include <cstdint>
#include <string_view>

#include <carillon/segop.hpp>

namespace carillon::core {

using Id = Lowering::Id;

// Where the value at `path` equals the field.
Result<Id> equals(const Leaf& leaf, Lowering& to, std::string_view path);
// The same with an order: CRL_X_LT, LE, GT or GE.
Result<Id> compares(std::uint32_t op, const Leaf& leaf, Lowering& to, std::string_view path);
// Where one member of the list at `path` equals the field.
Result<Id> is_one_of(const Leaf& leaf, Lowering& to, std::string_view path);
// CRL_X_CONTAINS_CI and its like.
Result<Id> matches(std::uint32_t op, const Leaf& leaf, Lowering& to, std::string_view path);
// Where the field holds anything.
Result<Id> is_known(const Leaf& leaf, Lowering& to);
// Where the set holds the text at `path`.
Result<Id> holds(const Leaf& leaf, Lowering& to, std::string_view path);

}  // namespace carillon::core
