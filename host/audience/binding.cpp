#include "audience/binding.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "audience/fingerprint.h"
#include "audience/plan.h"
#include "base/wide.h"
#include "store/count.h"

namespace carillon::audience {

namespace {

// The arguments of CRL_X_RANKED.
enum : std::size_t { kValue, kPopulation, kDescending, kCount, kShare };

// The last member of a ranking's first ones.
struct End {
  crl_value value{};
  Id id = 0;
};

// One ranking, and what of it the rule asks for.
struct Ranking {
  std::string field;
  std::uint32_t type = 0;
  bool descending = true;
  Expr population;  // with the value itself
  std::int64_t size = 0;
  std::map<std::int64_t, End> ends;  // by place, from 1; places past the size have none
};

std::int64_t literal(const Expr& e, const crl_node& ranked, std::size_t argument) {
  return e.nodes()[e.args(ranked)[argument]].lit.v.i;
}

// How many come first.
std::int64_t places(const Expr& e, const crl_node& ranked, std::int64_t size) {
  constexpr std::int64_t kWhole = 1'000'000;
  const std::int64_t count = literal(e, ranked, kCount);
  if (count > 0) return std::min(count, size);
  const Int128 share = Int128{size} * literal(e, ranked, kShare);
  return static_cast<std::int64_t>((share + kWhole - 1) / kWhole);
}

std::string name_of(const Expr& e, const crl_node& ranked) {
  const auto args = e.args(ranked);
  return fingerprint(e, args[kValue]) + fingerprint(e, args[kPopulation]) +
         std::to_string(literal(e, ranked, kDescending));
}

class Binder {
 public:
  Binder(store::Session& session, std::int64_t now_us) : session_(session), now_us_(now_us) {}

  // Learns of the rankings of an expression.
  Status meet(const Expr& e) {
    for (const crl_node& n : e.nodes()) {
      if (n.op != CRL_X_RANKED) continue;
      Ranking& ranking = rankings_[name_of(e, n)];
      if (ranking.population.empty()) {
        if (Status made = begin(e, n, ranking); !made) return made;
      }
      const std::int64_t last = places(e, n, ranking.size);
      if (last > 0 && last < ranking.size) ranking.ends[last];
    }
    return {};
  }

  Status find_ends() {
    for (auto& [name, ranking] : rankings_) {
      if (ranking.ends.empty()) continue;
      if (Status found = find(ranking); !found) return found;
    }
    return {};
  }

  // REQUIRES: meet() of the expression, then find_ends().
  Expr bound(const Expr& e) const {
    Expr out;
    copy_but(e, e.root(), CRL_X_RANKED, out, [&](Expr::Id id) { return among(e, e.nodes()[id], out); });
    return out;
  }

 private:
  Status begin(const Expr& e, const crl_node& n, Ranking& ranking) {
    const auto args = e.args(n);
    const crl_node& value = e.nodes()[args[kValue]];
    ranking.field = e.name(value);
    ranking.type = value.type;
    ranking.descending = literal(e, n, kDescending) != 0;
    Expr& to = ranking.population;
    const Expr::Id members = copy_but(e, args[kPopulation], CRL_X_RANKED, to, [](Expr::Id id) { return id; });
    const Expr::Id missing = to.node(CRL_X_IS_NULL, CRL_T_BOOL, {to.field(ranking.field, ranking.type)});
    const Expr::Id known = to.node(CRL_X_NOT, CRL_T_BOOL, {missing});
    to.node(CRL_X_AND, CRL_T_BOOL, {members, known});
    const auto size = store::count_rows(session_, "customers", &ranking.population, now_us_);
    if (!size) return size.error();
    ranking.size = *size;
    return {};
  }

  // Reads the ranking up to the last place asked for, from the side that is nearer.
  Status find(Ranking& ranking) {
    const std::int64_t first = ranking.ends.begin()->first;
    const std::int64_t last = ranking.ends.rbegin()->first;
    const bool backwards = ranking.size - first + 1 < last;
    store::Query query;
    query.collection = "customers";
    query.columns = {ranking.field, "id"};
    query.where = &ranking.population;
    query.order = {ranking.field, "id"};
    query.descending = {ranking.descending != backwards, backwards};
    query.limit = static_cast<std::uint64_t>(backwards ? ranking.size - first + 1 : last);
    query.now_us = now_us_;
    std::int64_t place = backwards ? ranking.size + 1 : 0;
    const auto done = session_.query(query, [&](store::Row row) {
      place += backwards ? -1 : 1;
      if (const auto end = ranking.ends.find(place); end != ranking.ends.end())
        end->second = {row[0], cell::as_int(row[1])};
      return true;
    });
    return done ? Status{} : Status(done.error());
  }

  Expr::Id among(const Expr& e, const crl_node& n, Expr& out) const {
    const Ranking& ranking = rankings_.at(name_of(e, n));
    const std::int64_t last = places(e, n, ranking.size);
    if (last == 0) return out.node(CRL_X_OR, CRL_T_BOOL, {});
    const Expr::Id population = out.append(ranking.population.view());
    if (last == ranking.size) return population;
    const End& end = ranking.ends.at(last);
    const Expr::Id before = out.compare(ranking.descending ? CRL_X_GT : CRL_X_LT, ranking.field, end.value);
    const Expr::Id level = out.compare(CRL_X_EQ, ranking.field, end.value);
    const Expr::Id not_after = out.compare(CRL_X_LE, "id", cell::of_int(end.id));
    const Expr::Id tied = out.node(CRL_X_AND, CRL_T_BOOL, {level, not_after});
    const Expr::Id within = out.node(CRL_X_OR, CRL_T_BOOL, {before, tied});
    return out.node(CRL_X_AND, CRL_T_BOOL, {population, within});
  }

  store::Session& session_;
  const std::int64_t now_us_;
  std::map<std::string, Ranking> rankings_;
};

}  // namespace

bool is_ranked(const Expr& where) {
  return std::ranges::any_of(where.nodes(), [](const crl_node& n) { return n.op == CRL_X_RANKED; });
}

Result<std::shared_ptr<const Compiled>> bind(store::Session& session, const Compiled& rule) {
  // Leaves that are not exact are not in every `where`, but still among the plan's.
  const auto ranked = [](const auto& leaf) { return is_ranked(leaf.where); };
  if (rule.plan == nullptr || std::ranges::none_of(rule.plan->leaves, ranked))
    return std::shared_ptr<const Compiled>(std::shared_ptr<const Compiled>{}, &rule);
  Binder binder(session, rule.now_us);
  auto plan = std::make_shared<Plan>(*rule.plan);
  for (const PlanLeaf& leaf : plan->leaves) {
    if (Status met = binder.meet(leaf.where); !met) return met.error();
  }
  if (Status found = binder.find_ends(); !found) return found.error();
  for (PlanLeaf& leaf : plan->leaves) {
    if (ranked(leaf)) leaf.where = binder.bound(leaf.where);
  }
  auto out = std::make_shared<Compiled>(rule);
  out->where = plan->where();
  out->leaves = plan->parts();
  out->plan = std::move(plan);
  return std::shared_ptr<const Compiled>(std::move(out));
}

}  // namespace carillon::audience
