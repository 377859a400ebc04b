// The small language of the copy tables:
//   {offer}          a slot's text
//   [A {x}|B {y}|C]  the first alternative whose slots are all filled, or nothing
//   <Hi/Hello/Hey>   one of them, chosen by `pick`
// Alternatives do not nest. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace carillon::mock {

using Slots = std::map<std::string, std::string, std::less<>>;

std::string fill(std::string_view phrase, const Slots& slots, std::uint64_t pick);

}  // namespace carillon::mock
