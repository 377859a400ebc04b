#include "app/data_folder.h"

#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace carillon::app {

Result<DataFolder> DataFolder::open(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return unavailable("the data folder " + path.string() + " cannot be made: " + error.message() +
                       "; choose another with --data or data_dir");
  }
  const auto file = path / "carillon.lock";
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) {
    return unavailable("the data folder " + path.string() + " cannot be written: " + std::strerror(errno));
  }
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    char holder[32] = {};
    const auto n = ::read(lock, holder, sizeof holder - 1);
    ::close(lock);
    return unavailable(
        "the data folder " + path.string() + " is in use by another carillon" +
        (n > 0 ? " (process " + std::string(holder, static_cast<std::size_t>(n)) + ")" : std::string()) +
        "; stop it, or choose another folder with --data");
  }
  const std::string me = std::to_string(::getpid());
  if (::ftruncate(lock, 0) != 0 || ::write(lock, me.data(), me.size()) < 0) {
    ::close(lock);
    return unavailable("the data folder " + path.string() + " cannot be written: " + std::strerror(errno));
  }
  return DataFolder(std::filesystem::absolute(path), lock);
}

DataFolder::~DataFolder() {
  if (lock_ >= 0) ::close(lock_);
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

}  // namespace carillon::app
