#include "api/merge_patch.h"

#include <utility>

namespace carillon::api {

json::value merge_patch(json::value target, const json::value& patch) {
  if (!patch.is_object()) return patch;
  if (!target.is_object()) target = json::object{};
  auto& object = target.get_object();
  for (const auto& [name, value] : patch.get_object()) {
    if (value.is_null()) {
      object.erase(name);
      continue;
    }
    auto& member = object[name];
    member = merge_patch(std::move(member), value);
  }
  return target;
}

}  // namespace carillon::api
