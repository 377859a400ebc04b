#include "world.h"

#include <stdexcept>

namespace carillon::conformance {

namespace {

class View : public reference::Table {
 public:
  using Find = std::map<std::string, View, std::less<>>;
  View(const conformance::Table& table, const Find& all) : table_(table), all_(all) {}

  Result<Column> column(std::string_view name) const override {
    const auto& fields = table_.spec.fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].name == name) return Column{i, fields[i].type};
    }
    return invalid("there is no field " + std::string(name));
  }

  Result<Relation> relation(std::string_view name) const override {
    for (const RelationSpec& r : table_.spec.relations) {
      if (r.name != name) continue;
      const View& other = all_.find(r.collection)->second;
      const auto local = column(r.local);
      const auto foreign = other.column(r.foreign);
      if (!local) return local.error();
      if (!foreign) return foreign.error();
      return Relation{&other, local->at, foreign->at};
    }
    return invalid("there is no relation " + std::string(name));
  }

  void matching(std::size_t column, const crl_value& value, const Visit& visit) const override {
    for (const Row& row : table_.rows) {
      const crl_value found = row[column].view();
      if (found.is_null == 0 && reference::compare(found, value) == 0 && !visit(row)) return;
    }
  }

 private:
  const conformance::Table& table_;
  const Find& all_;
};

}  // namespace

struct Question::Parts {
  View::Find views{};
  Expr expr{};
  std::unique_ptr<reference::Evaluator> evaluator{};
};

Question::Question(const World& world, const Expr& expr, std::string_view collection)
    : parts_(std::make_unique<Parts>()) {
  parts_->expr = expr;
  for (const auto& [name, table] : world.tables) parts_->views.try_emplace(name, table, parts_->views);
  auto made = reference::Evaluator::make(parts_->expr.view(), parts_->views.find(collection)->second,
                                         world.now_us, true);
  if (!made) throw std::logic_error("the reference refuses an expression: " + made.error().message);
  parts_->evaluator = std::make_unique<reference::Evaluator>(std::move(made).value());
}

Question::~Question() = default;
Question::Question(Question&&) noexcept = default;
Question& Question::operator=(Question&&) noexcept = default;

bool Question::truth(const Row& row) { return parts_->evaluator->truth(row); }
OwnedCell Question::value(const Row& row) { return OwnedCell(parts_->evaluator->value(row)); }
OwnedCell Question::aggregate(const std::vector<const Row*>& group) {
  return OwnedCell(parts_->evaluator->value(reference::Evaluator::Group(group)));
}

}  // namespace carillon::conformance
