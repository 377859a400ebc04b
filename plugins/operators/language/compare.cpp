#include "compare.h"

#include <charconv>
#include <cmath>

#include "words.h"

namespace carillon::language {

namespace {

struct Name {
  std::string_view member, words;
  std::uint32_t op;
};

constexpr Name kNames[] = {{"gt", "more than ", CRL_X_GT}, {"gte", "at least ", CRL_X_GE},
                           {"lt", "less than ", CRL_X_LT}, {"lte", "at most ", CRL_X_LE},
                           {"eq", "exactly ", CRL_X_EQ},   {"ne", "not ", CRL_X_NE}};

Result<crl_value> read_number(const Leaf& leaf, const std::string& path) {
  if (const auto exact = leaf.decimal(path)) return cell::decimal(*exact);
  const auto kind = leaf.kind(path);
  if (kind == Doc::Kind::kInteger) return cell::of_int(*leaf.integer(path));
  if (kind == Doc::Kind::kNumber && std::isfinite(*leaf.number(path))) return cell::real(*leaf.number(path));
  return Leaf::refuse(leaf.pointer(path),
                      "must be a number such as 2 or 0.5, found " + value_words(leaf.at(path)));
}

}  // namespace

Result<Compare> Compare::read(const Leaf& leaf, std::string_view path) {
  Compare out;
  out.pointer_ = leaf.pointer(path);
  const auto add = [&](std::uint32_t op, const std::string& at) -> Status {
    const auto number = read_number(leaf, at);
    if (!number) return number.error();
    out.bounds_.push_back({op, *number});
    return {};
  };
  for (const Name& name : kNames) {
    const std::string at = out.pointer_ + "/" + std::string(name.member);
    if (!leaf.has(at)) continue;
    if (const Status read = add(name.op, at); !read) return read.error();
  }
  const std::string between = out.pointer_ + "/between";
  if (leaf.has(between)) {
    if (const Status read = add(CRL_X_GE, between + "/0"); !read) return read.error();
    if (const Status read = add(CRL_X_LE, between + "/1"); !read) return read.error();
  }
  if (out.bounds_.empty()) {
    return Leaf::refuse(out.pointer_,
                        "must say how to compare: one of gt, gte, lt, lte, eq, ne or between, such as "
                        "{\"gte\": 2}");
  }
  return out;
}

Status Compare::need_decimals() const {
  for (const Bound& bound : bounds_) {
    if (bound.value.type != CRL_T_DECIMAL)
      return Leaf::refuse(pointer_, "must be compared with numbers of at most four decimal places");
  }
  return {};
}

Lowering::Id Compare::lower(Lowering& to, Lowering::Id value) const {
  std::vector<Lowering::Id> parts;
  for (const Bound& bound : bounds_) {
    const Lowering::Id literal = to.lit(bound.value);
    parts.push_back(bound.op == CRL_X_NE ? to.negate(to.node(CRL_X_EQ, {value, literal}))
                                         : to.node(bound.op, {value, literal}));
  }
  return parts.size() == 1 ? parts.front() : to.node(CRL_X_AND, parts);
}

std::string Compare::words() const {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < bounds_.size(); ++i) {
    const Bound& bound = bounds_[i];
    const bool pair = bound.op == CRL_X_GE && i + 1 < bounds_.size() && bounds_[i + 1].op == CRL_X_LE;
    if (pair) {
      parts.push_back("between " + number_words(bound.value) + " and " + number_words(bounds_[++i].value));
    } else {
      parts.push_back(std::string(comparison_words(bound.op)) + number_words(bound.value));
    }
  }
  return listed(parts, "and");
}

std::string_view comparison_words(std::uint32_t op) {
  for (const Name& name : kNames) {
    if (name.op == op) return name.words;
  }
  return {};
}

std::string number_words(const crl_value& number) {
  if (number.type == CRL_T_DECIMAL) return grouped(to_text(Decimal{number.v.i}));
  if (number.type == CRL_T_I64) return grouped(std::to_string(number.v.i));
  char digits[40];
  const auto end = std::to_chars(digits, digits + sizeof digits, number.v.f);
  return grouped({digits, static_cast<std::size_t>(end.ptr - digits)});
}

}  // namespace carillon::language
