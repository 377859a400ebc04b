#define BOOST_DLL_USE_STD_FS
#include "plugins/library.h"

#include <map>
#include <mutex>
#include <string>

#include <boost/dll/shared_library.hpp>
#include <dlfcn.h>

namespace carillon::plugins {

namespace {

// Never destroyed: a destructor at exit would unload.
struct OpenLibraries {
  std::mutex mutex;
  std::map<std::filesystem::path, boost::dll::shared_library> by_path;
};

OpenLibraries& open_libraries() {
  static auto& all = *new OpenLibraries;
  return all;
}

// Boost puts its own words before the loader's, the loader puts the path before the reason.
std::string useful_part(std::string text, const std::string& path) {
  if (const auto at = text.rfind(path + ": "); at != std::string::npos) text.erase(0, at + path.size() + 2);
  if (const auto end = text.find(" [system:"); end != std::string::npos) text.erase(end);
  return text;
}

}  // namespace

Result<EntryPoint> open_library(const std::filesystem::path& file) {
  namespace load_mode = boost::dll::load_mode;
  // Boost.DLL has no word for RTLD_NODELETE but passes unknown bits on. Everything is bound now: a missing
  // symbol is found here and not in the middle of a campaign.
  const auto mode = static_cast<load_mode::type>(load_mode::rtld_now | load_mode::rtld_local | RTLD_NODELETE);
  auto& open = open_libraries();
  const std::scoped_lock lock(open.mutex);
  auto found = open.by_path.find(file);
  try {
    if (found == open.by_path.end()) {
      found = open.by_path.emplace(file, boost::dll::shared_library(file, mode)).first;
    }
    return &found->second.get<const crl_module*()>(CRL_ENTRY_NAME);
  } catch (const std::exception& e) {
    return invalid("the system cannot load it: " + useful_part(e.what(), file.string()) +
                   "; install what is missing, or build it for this system");
  }
}

}  // namespace carillon::plugins
