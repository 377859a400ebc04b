// A file system of a few MB over a folder, gone with the object: what a full disk does can be seen on it.
//
// Only root may mount one, and not in every container: ask mounted() first. Not thread-safe.
#pragma once

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <utility>

#include <sys/mount.h>

namespace carillon::test {

class SmallDisk {
 public:
  SmallDisk(std::filesystem::path folder, int megabytes) : folder_(std::move(folder)) {
    if (::mount("tmpfs", folder_.c_str(), "tmpfs", 0, size_of(megabytes).c_str()) != 0) why_not_ = errno;
  }
  ~SmallDisk() {
    if (mounted()) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return why_not_ == 0; }
  std::string why_not() const {
    return std::string("no file system can be mounted here: ") + std::strerror(why_not_);
  }
  bool resize(int megabytes) const {
    return ::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT, size_of(megabytes).c_str()) == 0;
  }

 private:
  static std::string size_of(int megabytes) { return "size=" + std::to_string(megabytes) + "m"; }

  const std::filesystem::path folder_;
  int why_not_ = 0;
};

}  // namespace carillon::test
