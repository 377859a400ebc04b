#include "cursor.h"

#include <cstring>
#include <optional>

#include "words.h"

namespace carillon::sql {

namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string to_base64(std::string_view bytes) {
  std::string out;
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : bytes) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (have += 8; have >= 6; have -= 6) out += kAlphabet[(bits >> (have - 6)) & 63];
  }
  if (have > 0) out += kAlphabet[(bits << (6 - have)) & 63];
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : text) {
    const auto digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(digit);
    have += 6;
    if (have < 8) continue;
    have -= 8;
    out += static_cast<char>((bits >> have) & 0xFF);
  }
  return out;
}

void put(std::string& out, std::uint64_t n) {
  for (int i = 0; i < 8; ++i) out += static_cast<char>((n >> (8 * i)) & 0xFF);
}

std::optional<std::uint64_t> get(std::string_view& in) {
  if (in.size() < 8) return std::nullopt;
  std::uint64_t n = 0;
  for (std::size_t i = 8; i-- > 0;) n = (n << 8) | static_cast<unsigned char>(in[i]);
  in.remove_prefix(8);
  return n;
}

std::uint64_t mark_of(std::string_view order) {  // FNV-1a
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : order) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

constexpr char kMissing = 0;
constexpr char kPresent = 1;

std::optional<Param> read_value(std::string_view& in, std::uint32_t type) {
  if (in.empty()) return std::nullopt;
  const char kind = in.front();
  in.remove_prefix(1);
  if (kind == kMissing) return Param{cell::null(type)};
  const auto n = get(in);
  if (!n) return std::nullopt;
  if (!holds_text(type)) {
    Param p{cell::of_int(static_cast<std::int64_t>(*n), type)};
    if (type == CRL_T_F64) std::memcpy(&p.value.v.f, &*n, sizeof *n);
    return p;
  }
  if (in.size() < *n) return std::nullopt;
  const std::string_view text = in.substr(0, *n);
  in.remove_prefix(*n);
  auto kept = std::make_shared<const std::string>(type == CRL_T_SET ? stored_set(text) : std::string(text));
  return Param{cell::text(*kept, type), kept};
}

}  // namespace

std::string encode_cursor(std::string_view order, std::span<const crl_value> values) {
  std::string bytes;
  put(bytes, mark_of(order));
  for (const crl_value& v : values) {
    bytes += v.is_null != 0 ? kMissing : kPresent;
    if (v.is_null != 0) continue;
    if (holds_text(v.type)) {
      put(bytes, v.v.s.len);
      bytes += view(v.v.s);
    } else {
      put(bytes, static_cast<std::uint64_t>(v.v.i));  // the bits, also of a double
    }
  }
  return to_base64(bytes);
}

Result<std::vector<Param>> decode_cursor(std::string_view order, std::string_view cursor,
                                         std::span<const std::uint32_t> types) {
  const Error refused =
      invalid("the cursor does not belong to this query: pass it with the same order, or start anew");
  const auto bytes = from_base64(cursor);
  if (!bytes) return refused;
  std::string_view in = *bytes;
  if (get(in) != mark_of(order)) return refused;
  std::vector<Param> out;
  for (const auto type : types) {
    auto value = read_value(in, type);
    if (!value) return refused;
    out.push_back(*std::move(value));
  }
  if (!in.empty()) return refused;
  return out;
}

}  // namespace carillon::sql
