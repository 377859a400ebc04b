#include "index/recall.h"

namespace carillon::index {

namespace {

using Kind = Step::Kind;

constexpr std::size_t kLongestKey = 65'536;

// Writes a step and all that it is made of, with the moments apart.
class Describer {
 public:
  explicit Describer(const Program& program) : program_(program) {}

  // False: too long to be kept.
  bool describe(std::uint32_t scope, std::uint32_t at, Leaf& out) const {
    if (out.key.size() > kLongestKey) return false;
    const Step& step = program_.scopes[scope].steps[at];
    const bool moves = is_moment(scope, step);
    number(out, static_cast<std::int64_t>(step.kind));
    number(out, moves ? (step.op == CRL_X_LT || step.op == CRL_X_LE ? CRL_X_LT : CRL_X_GE) : step.op);
    number(out, step.type);
    number(out, moves ? 0 : step.number);
    number(out, step.is_missing ? 1 : 0);
    number(out, reinterpret_cast<std::intptr_t>(step.column));
    list(out, step.members.data(), step.members.size());
    // Texts that came later and are not meant change nothing.
    std::size_t codes = step.codes.size();
    while (codes > 0 && step.codes[codes - 1] == 0) --codes;
    list(out, step.codes.data(), codes);
    number(out, static_cast<std::int64_t>(step.args.size()));
    for (const std::uint32_t arg : step.args) {
      if (!describe(scope, arg, out)) return false;
    }
    if (step.kind == Kind::kOver) {
      number(out, reinterpret_cast<std::intptr_t>(program_.scopes[step.child].run));
      if (!describe(step.child, step.predicate, out)) return false;
      const bool counts = step.op == CRL_X_EXISTS || step.op == CRL_X_COUNT;
      if (!counts && !describe(step.child, step.value, out)) return false;
    }
    if (moves) out.sites.push_back({scope, at, *least_of(step)});
    return out.key.size() <= kLongestKey;
  }

 private:
  bool is_moment(std::uint32_t scope, const Step& step) const {
    return step.kind == Kind::kCompareTo && program_.scopes[scope].steps[step.args[0]].type == CRL_T_TIME &&
           least_of(step).has_value();
  }
  static void number(Leaf& out, std::int64_t n) { list(out, &n, 1, false); }
  template <class T>
  static void list(Leaf& out, const T* from, std::size_t n, bool tell_length = true) {
    if (tell_length) number(out, static_cast<std::int64_t>(n));
    out.key.append(reinterpret_cast<const char*>(from), n * sizeof(T));
  }

  const Program& program_;
};

// The values under a step that are put together from rows of a relation.
void values_under(const std::vector<Step>& steps, std::uint32_t at, std::vector<bool>& found) {
  for (const std::uint32_t arg : steps[at].args) {
    if (steps[arg].kind == Kind::kOver && !steps[arg].is_truth) found[arg] = true;
    values_under(steps, arg, found);
  }
}

bool is_logic(Kind kind) { return kind == Kind::kAnd || kind == Kind::kOr || kind == Kind::kNot; }

}  // namespace

static_assert(CRL_X_LT < CRL_X_LE && CRL_X_LE < CRL_X_GT && CRL_X_GT < CRL_X_GE);

std::optional<std::int64_t> least_of(const Step& step) {
  if (step.op < CRL_X_LT || step.op > CRL_X_GE) return std::nullopt;
  if (step.op == CRL_X_LT || step.op == CRL_X_GE) return step.number;
  if (step.number == std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return step.number + 1;
}

std::vector<Leaf> leaves_of(const Program& program) {
  const std::vector<Step>& steps = program.scopes[0].steps;
  std::vector<bool> reached(steps.size(), false);
  for (const std::uint32_t root : program.roots) reached[root] = true;
  std::vector<Leaf> out;
  std::vector<bool> values(steps.size(), false);
  const Describer describer(program);
  const auto add = [&](std::size_t at, bool is_value) {
    Leaf leaf{static_cast<std::uint32_t>(at), {}, {}, is_value};
    if (describer.describe(0, leaf.step, leaf)) out.push_back(std::move(leaf));
  };
  for (std::size_t i = steps.size(); i-- > 0;) {
    if (!reached[i]) continue;
    if (is_logic(steps[i].kind)) {
      for (const std::uint32_t arg : steps[i].args) reached[arg] = true;
    } else if (steps[i].kind != Kind::kNothing) {
      add(i, false);
      values_under(steps, static_cast<std::uint32_t>(i), values);
    }
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (values[i]) add(i, true);
  }
  return out;
}

Remembered::Remembered(std::size_t batches, const Leaf& leaf)
    : n_sites_(leaf.sites.size()), is_value_(leaf.is_value) {
  grow(batches);
}

void Remembered::grow(std::size_t batches) {
  if (batches <= versions_.size()) return;
  said_.resize(batches);
  versions_.resize(batches);
  gaps_.resize(batches * n_sites_);
}

std::size_t Remembered::bytes() const {
  // Of values as much as there may be.
  const std::size_t each = sizeof(Said) + (is_value_ ? sizeof(Numbers) : 0);
  return said_.capacity() * each + versions_.capacity() * sizeof(std::uint64_t) +
         gaps_.capacity() * sizeof(Gap) + sizeof *this;
}

bool Remembered::get(std::size_t batch, std::uint64_t version, const Leaf& leaf, Said& out,
                     std::vector<Gap>& gaps) const {
  const std::scoped_lock lock(mutex_of(batch));
  if (versions_[batch] != version) return false;
  gaps.clear();
  for (std::size_t i = 0; i < n_sites_; ++i) {
    const Gap& gap = gaps_[batch * n_sites_ + i];
    const std::int64_t moment = leaf.sites[i].least;
    if (moment <= gap.below || moment > gap.upto) return false;
    gaps.push_back(gap);
  }
  out = said_[batch];
  return true;
}

void Remembered::put(std::size_t batch, std::uint64_t version, std::span<const Gap> gaps, Said said) {
  const std::scoped_lock lock(mutex_of(batch));
  versions_[batch] = version;
  said_[batch] = std::move(said);
  for (std::size_t i = 0; i < n_sites_; ++i) gaps_[batch * n_sites_ + i] = gaps[i];
}

std::shared_ptr<Remembered> Recall::of(const Leaf& leaf, std::size_t batches, std::size_t budget) {
  const std::scoped_lock lock(mutex_);
  const auto [at, is_new] = entries_.try_emplace(leaf.key);
  Entry& entry = at->second;
  if (is_new) {
    entry.remembered = std::make_shared<Remembered>(batches, leaf);
    entry.place = order_.insert(order_.begin(), &at->first);
    bytes_ += entry.remembered->bytes() + leaf.key.size();
  } else {
    order_.splice(order_.begin(), order_, entry.place);
    bytes_ -= entry.remembered->bytes();
    entry.remembered->grow(batches);
    bytes_ += entry.remembered->bytes();
  }
  auto out = entry.remembered;
  while (bytes_ > budget && order_.size() > 1) forget_last();
  if (bytes_ <= budget) return out;
  forget_last();
  return nullptr;
}

void Recall::forget_last() {
  const auto at = entries_.find(*order_.back());
  bytes_ -= at->second.remembered->bytes() + at->first.size();
  order_.pop_back();
  entries_.erase(at);
}

void Recall::forget() {
  const std::scoped_lock lock(mutex_);
  order_.clear();
  entries_.clear();
  bytes_ = 0;
}

std::size_t Recall::bytes() const {
  const std::scoped_lock lock(mutex_);
  return bytes_;
}

}  // namespace carillon::index
