// Bytes of a body or a file, piece by piece, so that memory stays the same whatever their number.
//
// For one thread. What a source reads from outlives it where it is borrowed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include <carillon/result.hpp>

namespace carillon::ingest {

class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // The next bytes, good until the next call; empty at the end. After an error it stays at fault.
  virtual Result<std::string_view> next() = 0;
};

std::unique_ptr<ByteSource> read_text(std::string_view text);

Result<std::unique_ptr<ByteSource>> read_file(const std::filesystem::path& path);

// From the start of an open file that is not closed with the source; its own offset is not used.
std::unique_ptr<ByteSource> read_descriptor(int descriptor);

// Unpacks gzip, of one member or several. CRL_E_INVALID: the bytes are no gzip, end too early, or unpack to
// more than `most` bytes.
std::unique_ptr<ByteSource> gunzip(std::unique_ptr<ByteSource> packed, std::uint64_t most);

}  // namespace carillon::ingest
