#include "state.h"

namespace carillon::memory {

Result<const Collection*> State::find(std::string_view name) const {
  const auto at = collections_.find(name);
  if (at != collections_.end()) return at->second.get();
  return not_found("the storage has no collection \"" + std::string(name) +
                   "\"; collections are declared when the host starts");
}

Result<Collection*> State::change(std::string_view name) {
  const auto found = find(name);
  if (!found) return found.error();
  auto copy = std::make_shared<Collection>(**found);
  Collection* out = copy.get();
  collections_.find(name)->second = std::move(copy);
  return out;
}

void State::put(Collection collection) {
  std::string name = collection.name();
  collections_[std::move(name)] = std::make_shared<const Collection>(std::move(collection));
}

void State::index_relations() {
  const auto declared = collections_;
  for (const auto& [name, collection] : declared) {
    for (const Relation& r : collection->relations()) {
      const auto other = find(r.collection);
      if (!other) continue;
      const auto foreign = (*other)->field(r.foreign);
      if (!foreign || (*other)->tree_of(*foreign) != nullptr) continue;
      const auto changed = change(r.collection);
      if (changed) (*changed)->index(*foreign);
    }
  }
}

std::size_t State::bytes() const {
  std::size_t bytes = 0;
  for (const auto& [name, collection] : collections_) bytes += collection->bytes();
  return bytes;
}

class Tables::View : public reference::Table {
 public:
  View(Tables& tables, const Collection& collection) : tables_(tables), c_(collection) {}

  Result<Column> column(std::string_view name) const override {
    const auto at = c_.field(name);
    if (!at) return at.error();
    return Column{*at, c_.fields()[*at].type};
  }

  Result<reference::Table::Relation> relation(std::string_view name) const override {
    for (const auto& r : c_.relations()) {
      if (r.name != name) continue;
      const auto local = c_.field(r.local);
      if (!local) return local.error();
      const auto table = tables_.find(r.collection);
      if (!table) return table.error();
      const auto foreign = (*table)->column(r.foreign);
      if (!foreign) return foreign.error();
      if (reference::holds_text(foreign->type) != reference::holds_text(c_.fields()[*local].type)) {
        return invalid("the relation " + r.name + " of " + c_.name() + " joins " + r.local + " with " +
                       r.foreign + ", which is of another type");
      }
      return reference::Table::Relation{*table, *local, foreign->at};
    }
    return invalid(c_.name() + " has no relation \"" + std::string(name) + "\"");
  }

  void matching(std::size_t column, const crl_value& value, const Visit& visit) const override {
    const std::span<const crl_value> wanted(&value, 1);
    const OrderedRows* tree = c_.tree_of(column);
    if (tree == nullptr) {
      c_.by_key().scan({}, [&](const RowPtr& row) {
        const crl_value found = (*row)[column].view();
        return found.is_null != 0 || reference::compare(found, value) != 0 || visit(*row);
      });
      return;
    }
    tree->scan(wanted, [&](const RowPtr& row) { return tree->compare(*row, wanted) == 0 && visit(*row); });
  }

 private:
  Tables& tables_;
  const Collection& c_;
};

Result<const reference::Table*> Tables::find(std::string_view name) {
  const auto known = views_.find(name);
  if (known != views_.end()) return known->second.get();
  const auto collection = state_.find(name);
  if (!collection) return collection.error();
  const auto made = std::make_shared<const View>(*this, **collection);
  views_.emplace(name, made);
  return made.get();
}

}  // namespace carillon::memory
