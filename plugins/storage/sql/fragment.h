// A piece of SQL text with the values of its placeholders, in the order of the text.
//
// Pieces are joined, never edited, so text and values cannot get out of step; a value never becomes text. The
// placeholder is `?`. Values borrow from the caller's mutation or query unless bound_text() made them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <carillon/value.hpp>

namespace carillon::sql {

struct Param {
  crl_value value{};
  std::shared_ptr<const std::string> text{};  // what value points into, when it is ours
};

struct Fragment {
  std::string sql;
  std::vector<Param> params{};

  Fragment() = default;
  Fragment(const char* text) : sql(text) {}
  Fragment(std::string_view text) : sql(text) {}
  Fragment(std::string text) : sql(std::move(text)) {}

  Fragment& operator+=(const Fragment& other) {
    sql += other.sql;
    params.insert(params.end(), other.params.begin(), other.params.end());
    return *this;
  }
};

template <class... Parts>
Fragment join(const Parts&... parts) {
  Fragment out;
  ((out += Fragment(parts)), ...);
  return out;
}

// The pieces with `between` between them.
inline Fragment list(const std::vector<Fragment>& parts, std::string_view between) {
  Fragment out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out.sql += between;
    out += parts[i];
  }
  return out;
}

// A placeholder for a borrowed value.
inline Fragment bound(const crl_value& value) {
  Fragment out("?");
  out.params.push_back({value, nullptr});
  return out;
}
// A placeholder for a text that the fragment keeps.
inline Fragment bound_text(std::string text) {
  Fragment out("?");
  auto kept = std::make_shared<const std::string>(std::move(text));
  out.params.push_back({cell::text(*kept), kept});
  return out;
}

}  // namespace carillon::sql
