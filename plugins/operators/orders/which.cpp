#include "which.h"

#include <algorithm>

#include "language/words.h"

namespace carillon::orders {

namespace {

using language::listed;
using language::quoted;

// The codes under which orders keep their status.
struct OrderStatus {
  std::string_view name;
  std::int64_t code;
};
constexpr OrderStatus kStatuses[] = {{"pending", 1}, {"completed", 2}, {"cancelled", 3}, {"refunded", 4}};
const std::vector<std::int64_t> kCounted = {1, 2};

// A text, or a list of texts; nothing when it is absent.
Result<std::vector<std::string>> texts(const Leaf& leaf, const std::string& at) {
  if (!leaf.has(at)) return std::vector<std::string>{};
  if (leaf.kind(at) == Doc::Kind::kList) return leaf.list(at);
  auto one = leaf.text(at);
  if (!one) return one.error();
  return std::vector<std::string>{std::move(one).value()};
}

Result<std::optional<Compare>> compare(const Leaf& leaf, const std::string& at) {
  if (!leaf.has(at)) return std::optional<Compare>{};
  auto read = Compare::read(leaf, at);
  if (!read) return read.error();
  return std::optional<Compare>(std::move(read).value());
}

Id is_one_of(Lowering& to, std::string_view field, const std::vector<std::string>& texts) {
  if (texts.size() == 1) return to.node(CRL_X_EQ_CI, {to.field(field), to.text(texts.front())});
  std::vector<Id> args = {to.field(field)};
  for (const std::string& text : texts) args.push_back(to.text(text));
  return to.node(CRL_X_IN_CI, args);
}

Id has_status(Lowering& to, const std::vector<std::int64_t>& codes) {
  if (codes.size() == 1) return to.node(CRL_X_EQ, {to.field("status"), to.integer(codes.front())});
  std::vector<Id> args = {to.field("status")};
  for (const std::int64_t code : codes) args.push_back(to.integer(code));
  return to.node(CRL_X_IN, args);
}

std::string alternatives(const Leaf& leaf, const std::string& at, bool in_quotes) {
  const auto found = texts(leaf, at);
  if (!found) return "something";
  std::vector<std::string> words;
  for (const std::string& text : *found) words.push_back(in_quotes ? quoted(text) : text);
  return listed(words, "or");
}

std::string compared(const Leaf& leaf, const std::string& at) {
  const auto read = Compare::read(leaf, at);
  return read ? read->words() : std::string("something");
}

std::string item_words(const Leaf& leaf, const std::string& base) {
  std::string out = "an item";
  if (leaf.has(base + "/category")) out += " of category " + alternatives(leaf, base + "/category", true);
  std::vector<std::string> with;
  if (leaf.has(base + "/sku")) with.push_back("SKU " + alternatives(leaf, base + "/sku", true));
  for (const std::string name : {"quantity", "price"}) {
    const std::string at = base + "/item/" + name;
    if (leaf.has(at)) with.push_back("a " + name + " of " + compared(leaf, at));
  }
  if (!with.empty()) out += " with " + listed(with, "and");
  return out;
}

}  // namespace

Result<Which> Which::read(const Leaf& leaf, const std::string& base, const Lowering& to) {
  Which out;
  auto window = Window::read(leaf, base, to);
  if (!window) return window.error();
  out.window_ = *window;
  if (const Status read = out.read_items(leaf, base); !read) return read.error();
  auto amount = compare(leaf, base + "/amount");
  if (!amount) return amount.error();
  out.amount_ = std::move(amount).value();
  if (const Status read = out.read_statuses(leaf, base); !read) return read.error();
  return out;
}

Status Which::read_items(const Leaf& leaf, const std::string& base) {
  auto categories = texts(leaf, base + "/category");
  if (!categories) return categories.error();
  auto skus = texts(leaf, base + "/sku");
  if (!skus) return skus.error();
  auto quantity = compare(leaf, base + "/item/quantity");
  if (!quantity) return quantity.error();
  auto price = compare(leaf, base + "/item/price");
  if (!price) return price.error();
  categories_ = std::move(categories).value();
  skus_ = std::move(skus).value();
  quantity_ = std::move(quantity).value();
  price_ = std::move(price).value();
  return {};
}

Status Which::read_statuses(const Leaf& leaf, const std::string& base) {
  const std::string at = base + "/status";
  const auto names = texts(leaf, at);
  if (!names) return names.error();
  for (const std::string& name : *names) {
    const auto* found = std::ranges::find(kStatuses, name, &OrderStatus::name);
    if (found == std::end(kStatuses)) {
      return Leaf::refuse(leaf.pointer(at),
                          "must be pending, completed, cancelled or refunded, found " + quoted(name));
    }
    statuses_.push_back(found->code);
  }
  return {};
}

Id Which::has_item(Lowering& to) const {
  if (!to.enter("items")) return 0;
  std::vector<Id> parts;
  if (!categories_.empty()) parts.push_back(is_one_of(to, "category", categories_));
  if (!skus_.empty()) parts.push_back(is_one_of(to, "sku", skus_));
  if (quantity_) parts.push_back(quantity_->lower(to, to.field("quantity")));
  if (price_) parts.push_back(price_->lower(to, to.field("price")));
  return to.over(CRL_X_EXISTS, to.node(CRL_X_AND, parts));
}

Id Which::holds(Lowering& to, bool counted) const {
  std::vector<Id> parts;
  if (!window_.is_open()) parts.push_back(window_.lower(to, "ordered_at"));
  if (statuses_.empty() || counted) parts.push_back(has_status(to, kCounted));
  if (!statuses_.empty()) parts.push_back(has_status(to, statuses_));
  if (amount_) parts.push_back(amount_->lower(to, to.field("amount")));
  if (names_item()) parts.push_back(has_item(to));
  return to.node(CRL_X_AND, parts);
}

std::string Which::words(const Leaf& leaf, const std::string& base, const std::string& of) {
  std::string out = Window::words(leaf, base);
  const bool has_item =
      leaf.has(base + "/category") || leaf.has(base + "/sku") || leaf.size(base + "/item") > 0;
  if (has_item) out += ' ' + of + item_words(leaf, base);
  const bool has_amount = leaf.has(base + "/amount");
  if (!has_amount && !leaf.has(base + "/status")) return out;
  out += leaf.has(base + "/status") ? ", in a " + alternatives(leaf, base + "/status", false) + " order"
                                    : ", in an order";
  if (has_amount) out += " of " + compared(leaf, base + "/amount");
  return out;
}

Id over_orders(Lowering& to, std::uint32_t op, const Which& which, std::string_view field, bool counted) {
  if (!to.enter("orders")) return 0;
  const Id condition = which.holds(to, counted);
  const Id value = field.empty() ? 0 : to.field(field);
  return to.over(op, condition, value);
}

}  // namespace carillon::orders
