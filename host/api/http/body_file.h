// A request's body that is too large to keep in memory: a file without a name, gone with the last reference.
//
// Thread safety: append() on one thread, before the file is shared; the rest from any thread afterwards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

namespace carillon::http {

class BodyFile {
 public:
  // Null when no file can be made in the folder.
  static std::shared_ptr<BodyFile> create(const std::filesystem::path& folder);
  explicit BodyFile(int owned_descriptor) : descriptor_(owned_descriptor) {}
  ~BodyFile();
  BodyFile(const BodyFile&) = delete;
  BodyFile& operator=(const BodyFile&) = delete;

  // False when the disk takes no more.
  bool append(std::string_view bytes);

  int descriptor() const { return descriptor_; }
  std::uint64_t size() const { return size_; }

  // Gives the file a name (by a copy where that cannot be done otherwise), so that it outlives the request,
  // and waits until it is on the disk. False when the name is taken or the disk takes no more.
  bool keep_as(const std::filesystem::path& path) const;

 private:
  bool copy_to(const std::filesystem::path& path) const;

  const int descriptor_;
  std::uint64_t size_ = 0;
};

// Which bodies go to a file, and where. Off without `wanted`.
struct Spooling {
  // Whether the handler of a request reads `body_file`; asked from the head alone, on socket threads.
  std::function<bool(std::string_view method, std::string_view path)> wanted{};
  std::filesystem::path folder{};
  std::size_t above = 1U << 20;  // smaller bodies stay in memory
};

}  // namespace carillon::http
