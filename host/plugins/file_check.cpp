#include "plugins/file_check.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <carillon/abi/module.h>

namespace carillon::plugins {

namespace {

constexpr std::string_view kEntryPrefix = "carillon_module_v";
constexpr std::uint64_t kMaxFileBytes = 256ULL << 20;

// Loading a second C++ runtime into this process corrupts its heap: the two take each other's functions.
bool foreign_runtime(std::string_view library) {
  return library.starts_with("libc++") || library.starts_with("libunwind.so") ||
         (library.starts_with("libstdc++.so") && library != "libstdc++.so.6");
}

bool foreign_libc(std::string_view library) {
  return library == "libc.so" || library.starts_with("libc.musl") || library.starts_with("ld-musl");
}

class Descriptor {
 public:
  explicit Descriptor(const std::filesystem::path& file)
      : fd_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string errno_text() { return std::strerror(errno); }

Result<std::vector<std::byte>> read_bytes(const std::filesystem::path& file) {
  const Descriptor descriptor(file);
  if (descriptor.get() < 0) return invalid("it cannot be read: " + errno_text());
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) return invalid("it cannot be read: " + errno_text());
  if (!S_ISREG(status.st_mode)) return invalid("it is not a regular file; put the plugin's own file here");
  if ((status.st_mode & S_IWOTH) != 0) {
    char mode[8];
    std::snprintf(mode, sizeof mode, "%04o", status.st_mode & 07777U);
    return invalid("anyone may write to it (mode " + std::string(mode) +
                   ") and so run code in this host; chmod o-w it");
  }
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > kMaxFileBytes) {
    return invalid("it has " + std::to_string(size >> 20) + " MiB, at most " +
                   std::to_string(kMaxFileBytes >> 20) + " are taken; strip it");
  }
  std::vector<std::byte> bytes(size);
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t n = ::read(descriptor.get(), bytes.data() + have, bytes.size() - have);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return invalid("it changed or failed while it was read; install plugins by rename");
    have += static_cast<std::size_t>(n);
  }
  return bytes;
}

}  // namespace

Result<Notes> judge(const ElfFacts& facts) {
  std::vector<std::string> entries;
  std::vector<std::string> others;
  for (const auto& name : facts.exported) {
    (std::string_view(name).starts_with(kEntryPrefix) ? entries : others).push_back(name);
  }
  if (entries.empty()) {
    return invalid("it does not export " CRL_ENTRY_NAME
                   ": it is no Carillon plugin, or CARILLON_MODULE is missing");
  }
  if (std::find(entries.begin(), entries.end(), CRL_ENTRY_NAME) == entries.end()) {
    return invalid(
        "it exports " + entries.front() + " only, this host speaks major " + std::to_string(CRL_ABI_MAJOR) +
        " of the plugin ABI (" CRL_ENTRY_NAME "); build it with this host's SDK or update the host");
  }
  if (!others.empty()) {
    return invalid(
        "it exports " + std::to_string(others.size()) + (others.size() == 1 ? " symbol" : " symbols") +
        " besides " CRL_ENTRY_NAME " (\"" + others.front().substr(0, 80) +
        "\"), which can clash with other plugins; build it with carillon_add_plugin(), or link it with "
        "the SDK's carillon-plugin.map");
  }
  if (facts.executable_stack) {
    return invalid("it asks for an executable stack; link it with -Wl,-z,noexecstack");
  }
  for (const auto& library : facts.needed) {
    if (foreign_runtime(library)) {
      return invalid("it needs " + library +
                     ", a C++ runtime other than this host's, and two in one process corrupt memory; link it "
                     "statically: carillon_add_plugin() does so");
    }
    if (foreign_libc(library)) {
      return invalid("it needs " + library + ", but this host runs on glibc; build it against glibc");
    }
  }
  Notes notes;
  for (const auto& path : facts.run_paths) {
    notes.push_back("it looks for libraries in \"" + path +
                    "\" (RUNPATH); drop it if that folder is not yours");
  }
  return notes;
}

Result<Notes> judge_file(const std::filesystem::path& file) {
  const auto bytes = read_bytes(file);
  if (!bytes) return bytes.error();
  const auto facts = read_elf(*bytes);
  if (!facts) return facts.error();
  return judge(*facts);
}

}  // namespace carillon::plugins
