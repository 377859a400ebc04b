// A new, empty store of the kind that the test program is linked for, gone with the object.
#pragma once

#include <memory>
#include <string>

#include "storage/store.h"
#include "temp_store.h"

namespace carillon::conformance {

class FreshStore {
 public:
  // Fails the test, and is empty, when the store cannot be opened.
  explicit FreshStore(Settings settings = {});
  ~FreshStore();
  FreshStore(const FreshStore&) = delete;
  FreshStore& operator=(const FreshStore&) = delete;

  explicit operator bool() const { return store_ != nullptr; }
  Store& operator*() { return *store_; }
  Store* operator->() { return store_.get(); }

 private:
  struct Place;
  std::unique_ptr<Place> place_;
  std::unique_ptr<Store> store_;
};

}  // namespace carillon::conformance
