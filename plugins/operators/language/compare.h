// Comparisons of a number as a leaf writes them: {"gte": 2}, {"gt": 1, "lt": 5}, {"between": [2, 5]}.
//
// All bounds of one Compare must hold. As everywhere in the language a missing value fulfils none of them but
// `ne`, which negates. A value type, pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/segop.hpp>

// The JSON Schema of a Compare; an operator's own schema is a literal too, so this is text to paste.
#define CARILLON_COMPARE_SCHEMA                                                                          \
  R"("type":"object","minProperties":1,"properties":{)"                                                  \
  R"("gt":{"title":"more than","type":["number","string"],"maxLength":40},)"                             \
  R"("gte":{"title":"at least","type":["number","string"],"maxLength":40},)"                             \
  R"("lt":{"title":"less than","type":["number","string"],"maxLength":40},)"                             \
  R"("lte":{"title":"at most","type":["number","string"],"maxLength":40},)"                              \
  R"("eq":{"title":"exactly","type":["number","string"],"maxLength":40},)"                               \
  R"("ne":{"title":"not","type":["number","string"],"maxLength":40},)"                                   \
  R"("between":{"title":"from and to, both included","type":"array","minItems":2,"maxItems":2,"items":)" \
  R"({"type":["number","string"],"maxLength":40}}})"

namespace carillon::language {

class Compare {
 public:
  struct Bound {
    std::uint32_t op = CRL_X_EQ;  // CRL_X_EQ .. CRL_X_GE
    crl_value value{};            // DECIMAL, or I64 or F64 for numbers that no DECIMAL holds
  };

  // The object at `path`. Refused without a bound, and where a bound is no number.
  static Result<Compare> read(const Leaf& leaf, std::string_view path);

  const std::vector<Bound>& bounds() const { return bounds_; }
  // The bounds as DECIMAL; refused, with the pointer at fault, where one has more than four places.
  Status need_decimals() const;

  Lowering::Id lower(Lowering& to, Lowering::Id value) const;

  // "at least 2", "more than 1 and less than 5", "between 2 and 5".
  std::string words() const;

 private:
  std::vector<Bound> bounds_;
  std::string pointer_;
};

// "more than ", "at least ", ...; REQUIRES: a comparison.
std::string_view comparison_words(std::uint32_t op);

// A number of a rule as people write it: "10,000", "0.5".
std::string number_words(const crl_value& number);

}  // namespace carillon::language
