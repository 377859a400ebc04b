#include "liquid/names.h"

#include <algorithm>
#include <array>

#include "audience/audience.h"
#include "base/nearest.h"

namespace carillon::liquid {

namespace {

std::uint32_t place_in(std::vector<std::string>& list, std::string_view name) {
  const auto found = std::find(list.begin(), list.end(), name);
  const auto at = static_cast<std::uint32_t>(found - list.begin());
  if (found == list.end()) list.emplace_back(name);
  return at;
}

struct Fact {
  std::string_view name;
  LoopFact fact;
};
constexpr std::array<Fact, 7> kFacts{{{"index", LoopFact::kIndex},
                                      {"index0", LoopFact::kIndex0},
                                      {"rindex", LoopFact::kRindex},
                                      {"rindex0", LoopFact::kRindex0},
                                      {"first", LoopFact::kFirst},
                                      {"last", LoopFact::kLast},
                                      {"length", LoopFact::kLength}}};

// Named in templates besides what rules may name.
struct Extra {
  std::string_view name, column;
};
constexpr std::array<Extra, 1> kExtra{{{"updated_at", "updated_at"}}};

// A step by name; empty for [..].
std::string_view name_of(const PathStep& step) {
  return step.by_index || step.operand != kNone32 ? std::string_view{} : step.name;
}

}  // namespace

std::vector<std::string> Names::known() const {
  std::vector<std::string> out;
  for (const auto& field : audience::fields()) {
    if (field.column != "attributes") out.push_back("customer." + field.name);
  }
  for (const auto& extra : kExtra) out.push_back("customer." + std::string(extra.name));
  out.insert(out.end(), {"customer.first_name", "customer.attributes", "campaign.name", "organisation.name"});
  out.insert(out.end(), scope_.slots.begin(), scope_.slots.end());
  if (in_loop()) {
    for (const auto& fact : kFacts) out.push_back("forloop." + std::string(fact.name));
  }
  for (const auto& local : locals_.back()) out.push_back(local.first);
  return out;
}

void Names::unknown(const Path& path) const {
  std::string detail = "there is no variable \"" + path.written + "\"";
  const auto names = known();
  const std::string meant = path.written.size() > 64 ? std::string{} : nearest(path.written, names);
  if (!meant.empty()) throw SyntaxFault{path.from, detail + "; did you mean " + meant + "?"};
  std::string list;
  for (const auto& name : names) list += name + ", ";
  throw SyntaxFault{path.from, detail + "; there are " + list + "customer.attributes.<name>" +
                                   (scope_.data ? ", data.<name>" : "")};
}

Operand Names::customer(const Path& path) {
  const std::string_view name = path.steps.empty() ? std::string_view{} : name_of(path.steps.front());
  Operand out;
  out.path.assign(path.steps.begin() + (path.steps.empty() ? 0 : 1), path.steps.end());
  const auto of_column = [&](Operand::From from, std::string_view column) {
    out.from = from;
    out.at = place_in(program_.columns, column);
    return out;
  };
  if (name == "attributes") return of_column(Operand::From::kAttributes, "attributes");
  const bool tags = name == "tags";
  // Only lists and texts have parts.
  const bool plain = out.path.empty() || name_of(out.path.front()) == "size";
  if (!name.empty() && (tags || plain)) {
    if (name == "first_name") return of_column(Operand::From::kFirstName, "name");
    for (const auto& field : audience::fields()) {
      if (field.name == name) return of_column(Operand::From::kColumn, field.column);
    }
    for (const auto& extra : kExtra) {
      if (extra.name == name) return of_column(Operand::From::kColumn, extra.column);
    }
  }
  unknown(path);
}

Operand Names::loop_fact(const Path& path) {
  if (!in_loop()) throw SyntaxFault{path.from, "forloop is there only between {% for %} and {% endfor %}"};
  Operand out;
  out.from = Operand::From::kLoop;
  out.at = loops_.back().back();
  if (path.steps.size() == 1) {
    for (const auto& fact : kFacts) {
      if (fact.name != name_of(path.steps.front())) continue;
      out.fact = fact.fact;
      return out;
    }
  }
  unknown(path);
}

std::optional<Operand> Names::slot(const Path& path) {
  const auto found = std::find(scope_.slots.begin(), scope_.slots.end(), path.written);
  if (found == scope_.slots.end()) return std::nullopt;
  Operand out;
  out.from = Operand::From::kSlot;
  out.at = place_in(program_.slots, path.written);
  return out;
}

Operand Names::resolve(Path path) {
  Operand out;
  if (const auto local = locals_.back().find(path.root); local != locals_.back().end()) {
    out.from = Operand::From::kLocal;
    out.at = local->second;
    out.path = std::move(path.steps);
  } else if (auto filled = slot(path)) {
    out = *std::move(filled);
  } else if (path.root == "customer") {
    out = customer(path);
  } else if (path.root == "forloop") {
    return loop_fact(path);
  } else if (path.root == "data" && scope_.data) {
    out.from = Operand::From::kData;
    out.path = std::move(path.steps);
  } else if (path.root == "data") {
    throw SyntaxFault{path.from, "data is there only in templates of transactional messages"};
  } else if (path.written == "campaign.name" || path.written == "organisation.name") {
    out.literal =
        Value::text(keep(path.root == "campaign" ? scope_.campaign_name : scope_.organisation_name));
    return out;
  } else if (scope_.parameters && path.root != "campaign" && path.root != "organisation") {
    out.from = Operand::From::kLocal;
    out.at = define(path.root);
    out.path = std::move(path.steps);
  } else {
    unknown(path);
  }
  out.name = place_in(program_.variables, path.written);
  return out;
}

std::uint32_t Names::define(std::string_view name) {
  auto& locals = locals_.back();
  const auto found = locals.find(name);
  if (found != locals.end()) return found->second;
  const std::uint32_t local = hidden();
  locals.emplace(name, local);
  return local;
}

std::optional<std::uint32_t> Names::shadow(std::string_view name, std::uint32_t local) {
  auto& locals = locals_.back();
  std::optional<std::uint32_t> before;
  if (const auto found = locals.find(name); found != locals.end()) before = found->second;
  locals.insert_or_assign(std::string(name), local);
  return before;
}

void Names::put_back(std::string_view name, std::optional<std::uint32_t> before) {
  auto& locals = locals_.back();
  if (before) {
    locals.insert_or_assign(std::string(name), *before);
  } else if (const auto found = locals.find(name); found != locals.end()) {
    locals.erase(found);
  }
}

std::uint32_t Names::enter_loop() {
  loops_.back().push_back(program_.loops);
  return program_.loops++;
}

void Names::enter_partial() {
  locals_.emplace_back();
  loops_.emplace_back();
}

void Names::leave_partial() {
  locals_.pop_back();
  loops_.pop_back();
}

}  // namespace carillon::liquid
