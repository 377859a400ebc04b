#include "index/program.h"

namespace carillon::index {

namespace {

void append(std::string& key, const void* bytes, std::size_t n) {
  key.append(static_cast<const char*>(bytes), n);
}
template <class T>
void append(std::string& key, const std::vector<T>& list) {
  const std::size_t n = list.size();
  append(key, &n, sizeof n);
  append(key, list.data(), n * sizeof(T));
}

}  // namespace

std::string key_of(const Step& s) {
  std::string key;
  const std::int64_t parts[] = {static_cast<std::int64_t>(s.kind),
                                s.op,
                                s.type,
                                s.number,
                                s.is_missing ? 1 : 0,
                                s.child,
                                s.predicate,
                                s.value,
                                reinterpret_cast<std::intptr_t>(s.column)};
  append(key, parts, sizeof parts);
  append(key, s.args);
  append(key, s.members);
  append(key, s.codes);
  return key;
}

}  // namespace carillon::index
