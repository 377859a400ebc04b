// GMime's objects as values that clean up after themselves. For this folder's .cpp files.
#pragma once

#include <memory>

#include <gmime/gmime.h>

namespace carillon::mime {

struct Unref {
  template <class T>
  void operator()(T* object) const {
    g_object_unref(object);
  }
};
template <class T>
using Object = std::unique_ptr<T, Unref>;

struct Free {
  void operator()(void* memory) const { g_free(memory); }
};

// [any] Once for the process; the library is never unloaded.
void start_gmime();

}  // namespace carillon::mime
