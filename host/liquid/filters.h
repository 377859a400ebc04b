// The filters by what they work on; filter_table.cpp lists them. Private to the library.
#pragma once

#include "liquid/machine.h"

namespace carillon::liquid {

// What is missing stays missing through all but `default`, `append`, `prepend`, `json`, `size` and those of
// lists.
using Args = std::span<const Value>;

namespace filter {

// filters_text.cpp
Value append(Machine& m, const Value& v, Args args);
Value capitalize(Machine& m, const Value& v, Args args);
Value downcase(Machine& m, const Value& v, Args args);
Value escape(Machine& m, const Value& v, Args args);
Value lstrip(Machine& m, const Value& v, Args args);
Value newline_to_br(Machine& m, const Value& v, Args args);
Value prepend(Machine& m, const Value& v, Args args);
Value remove(Machine& m, const Value& v, Args args);
Value remove_first(Machine& m, const Value& v, Args args);
Value replace(Machine& m, const Value& v, Args args);
Value replace_first(Machine& m, const Value& v, Args args);
Value rstrip(Machine& m, const Value& v, Args args);
Value strip(Machine& m, const Value& v, Args args);
Value strip_html(Machine& m, const Value& v, Args args);
Value strip_newlines(Machine& m, const Value& v, Args args);
Value truncate(Machine& m, const Value& v, Args args);
Value truncatewords(Machine& m, const Value& v, Args args);
Value upcase(Machine& m, const Value& v, Args args);
Value url_decode(Machine& m, const Value& v, Args args);
Value url_encode(Machine& m, const Value& v, Args args);

// filters_number.cpp
Value abs(Machine& m, const Value& v, Args args);
Value at_least(Machine& m, const Value& v, Args args);
Value at_most(Machine& m, const Value& v, Args args);
Value ceil(Machine& m, const Value& v, Args args);
Value divided_by(Machine& m, const Value& v, Args args);
Value floor(Machine& m, const Value& v, Args args);
Value minus(Machine& m, const Value& v, Args args);
Value modulo(Machine& m, const Value& v, Args args);
Value money(Machine& m, const Value& v, Args args);
Value number(Machine& m, const Value& v, Args args);
Value plus(Machine& m, const Value& v, Args args);
Value round(Machine& m, const Value& v, Args args);
Value times(Machine& m, const Value& v, Args args);

// filters_list.cpp
Value compact(Machine& m, const Value& v, Args args);
Value concat(Machine& m, const Value& v, Args args);
Value first(Machine& m, const Value& v, Args args);
Value join(Machine& m, const Value& v, Args args);
Value last(Machine& m, const Value& v, Args args);
Value map(Machine& m, const Value& v, Args args);
Value reverse(Machine& m, const Value& v, Args args);
Value size(Machine& m, const Value& v, Args args);
Value slice(Machine& m, const Value& v, Args args);
Value sort(Machine& m, const Value& v, Args args);
Value split(Machine& m, const Value& v, Args args);
Value sum(Machine& m, const Value& v, Args args);
Value uniq(Machine& m, const Value& v, Args args);
Value where(Machine& m, const Value& v, Args args);

}  // namespace filter
}  // namespace carillon::liquid
