#include <algorithm>

#include "index/feed.h"

namespace carillon::index {

namespace {

// Seven bits a byte, the lowest first; the highest bit says that more follow.
void put_number(std::string& out, std::uint64_t n) {
  for (; n >= 0x80; n >>= 7) out += static_cast<char>((n & 0x7F) | 0x80);
  out += static_cast<char>(n);
}

bool take_number(std::string_view& from, std::uint64_t& out) {
  out = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (from.empty()) return false;
    const auto byte = static_cast<unsigned char>(from.front());
    from.remove_prefix(1);
    out |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

void put_ids(std::string& out, std::vector<Id>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  put_number(out, ids.size());
  std::uint64_t before = 0;
  for (const Id id : ids) {
    put_number(out, static_cast<std::uint64_t>(id) - before);
    before = static_cast<std::uint64_t>(id);
  }
}

bool take_ids(std::string_view& from, std::vector<Id>& out) {
  std::uint64_t n = 0;
  if (!take_number(from, n) || n > from.size()) return false;
  std::uint64_t id = 0;
  for (; n > 0; --n) {
    std::uint64_t step = 0;
    if (!take_number(from, step)) return false;
    id += step;
    out.push_back(static_cast<Id>(id));
  }
  return true;
}

}  // namespace

std::string pack_changes(std::vector<Id> customers, std::vector<Id> orders_of, bool everything) {
  std::string out(1, everything ? '\1' : '\0');
  put_ids(out, customers);
  put_ids(out, orders_of);
  return out;
}

bool unpack_changes(std::string_view bytes, store::Changes& out) {
  if (bytes.empty()) return false;
  out.everything = out.everything || bytes.front() != '\0';
  bytes.remove_prefix(1);
  return take_ids(bytes, out.customers) && take_ids(bytes, out.orders_of) && bytes.empty();
}

}  // namespace carillon::index
