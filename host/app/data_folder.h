// The folder that holds what a host keeps on its own disk, held by one process at a time.
//
// Thread safety: none needed; made at start, released at the end.
#pragma once

#include <filesystem>

#include <carillon/result.hpp>

namespace carillon::app {

class DataFolder {
 public:
  // Makes the folder when it is missing and locks it. The error names the folder and who holds it.
  static Result<DataFolder> open(const std::filesystem::path& path);
  ~DataFolder();
  DataFolder(DataFolder&& other) noexcept;
  DataFolder& operator=(DataFolder&&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  DataFolder(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::filesystem::path path_;
  int lock_;  // descriptor of the lock file; the lock goes with it, also when the process is killed
};

}  // namespace carillon::app
