// Everything that the store holds at one instant, and how expressions see it.
//
// A State is a value that is cheap to copy; one that is shared is never changed. Tables borrows a State.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "collection.h"
#include "reference/evaluator.h"

namespace carillon::memory {

class State {
 public:
  Result<const Collection*> find(std::string_view name) const;
  Result<Collection*> change(std::string_view name);
  void put(Collection collection);
  // Gives every relation of every collection a tree of the rows that it leads to.
  void index_relations();
  std::size_t bytes() const;

 private:
  std::map<std::string, std::shared_ptr<const Collection>, std::less<>> collections_;
};

class Tables {
 public:
  explicit Tables(const State& state) : state_(state) {}

  Result<const reference::Table*> find(std::string_view collection);

 private:
  class View;
  const State& state_;
  std::map<std::string, std::shared_ptr<const View>, std::less<>> views_;
};

}  // namespace carillon::memory
