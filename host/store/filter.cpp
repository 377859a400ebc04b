#include "store/filter.h"

#include <algorithm>
#include <array>

namespace carillon::store {

namespace {

std::size_t rounded_up(std::size_t n) {
  constexpr std::array<std::size_t, 10> kSizes{1, 8, 16, 24, 32, 48, 64, 100, 200, kIdsAtOnce};
  const auto fits = std::find_if(kSizes.begin(), kSizes.end(), [&](std::size_t size) { return size >= n; });
  return fits == kSizes.end() ? n : *fits;
}

}  // namespace

Filter& Filter::in(std::string_view field, std::span<const Id> ids) {
  std::vector<Expr::Id> args{expr_.field(field, CRL_T_I64)};
  for (std::size_t i = 0; i < rounded_up(ids.size()); ++i) {
    args.push_back(expr_.lit(cell::of_int(ids[std::min(i, ids.size() - 1)])));
  }
  parts_.push_back(expr_.node(CRL_X_IN, CRL_T_BOOL, args));
  return *this;
}

Filter& Filter::in_texts(std::string_view field, std::span<const std::string_view> texts) {
  std::vector<Expr::Id> args{expr_.field(field, CRL_T_TEXT)};
  for (std::size_t i = 0; i < rounded_up(texts.size()); ++i) {
    args.push_back(expr_.lit(cell::text(texts[std::min(i, texts.size() - 1)])));
  }
  parts_.push_back(expr_.node(CRL_X_IN, CRL_T_BOOL, args));
  return *this;
}

Expr::Id is_missing(Expr& expr, std::string_view field, std::uint32_t type) {
  return expr.node(CRL_X_IS_NULL, CRL_T_BOOL, {expr.field(field, type)});
}

Expr::Id has_tag(Expr& expr, std::string_view tag) {
  const Expr::Id tags = expr.field("tags", CRL_T_SET);
  return expr.node(CRL_X_HAS, CRL_T_BOOL, {tags, expr.lit(cell::text(tag))});
}

Expr::Id is_archived(Expr& expr, bool archived) {
  const Expr::Id present = is_missing(expr, "archived_at", CRL_T_TIME);
  return archived ? expr.node(CRL_X_NOT, CRL_T_BOOL, {present}) : present;
}

}  // namespace carillon::store
