#include "store/filter.h"

#include <algorithm>
#include <array>

namespace carillon::store {

namespace {

std::size_t rounded_up(std::size_t n) {
  constexpr std::array<std::size_t, 4> kSizes{1, 20, 100, kIdsAtOnce};
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

}  // namespace carillon::store
