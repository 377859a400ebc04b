#include "index/ints.h"

#include <algorithm>
#include <limits>

namespace carillon::index {

namespace {

constexpr std::uint64_t kLastSketch = 65'535;

int width_of(std::int64_t value) {
  if (value == static_cast<std::int8_t>(value)) return 1;
  if (value == static_cast<std::int16_t>(value)) return 2;
  if (value == static_cast<std::int32_t>(value)) return 4;
  return 8;
}

template <class T>
T load(const std::uint8_t* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

std::int64_t load_at(const std::uint8_t* bytes, int width, std::size_t row) {
  switch (width) {
    case 1:
      return load<std::int8_t>(bytes + row);
    case 2:
      return load<std::int16_t>(bytes + row * 2);
    case 4:
      return load<std::int32_t>(bytes + row * 4);
    default:
      return load<std::int64_t>(bytes + row * 8);
  }
}

void store_at(std::uint8_t* bytes, int width, std::size_t row, std::int64_t value) {
  // The low bytes come first on every machine that this runs on; see the assertion below. A copy of a length
  // that the compiler knows is a single move.
  switch (width) {
    case 1:
      std::memcpy(bytes + row, &value, 1);
      break;
    case 2:
      std::memcpy(bytes + row * 2, &value, 2);
      break;
    case 4:
      std::memcpy(bytes + row * 4, &value, 4);
      break;
    default:
      std::memcpy(bytes + row * 8, &value, 8);
  }
}
static_assert(std::endian::native == std::endian::little);

template <class T>
void read_as(const std::uint8_t* bytes, const Lane& lane, std::int64_t* out) {
  if (lane.rows != nullptr) {
    for (std::size_t i = 0; i < lane.n; ++i) out[i] = load<T>(bytes + lane.rows[i] * sizeof(T));
  } else {
    const std::uint8_t* from = bytes + lane.first * sizeof(T);
    for (std::size_t i = 0; i < lane.n; ++i) out[i] = load<T>(from + i * sizeof(T));
  }
}

template <class T>
void gather(const std::uint8_t* from, const std::vector<RowId>& rows, std::uint8_t* to) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const T value = load<T>(from + rows[i] * sizeof(T));
    std::memcpy(to + i * sizeof(T), &value, sizeof(T));
  }
}

// Calls what it is given with a number of that width.
template <class Do>
void with_width(int width, Do go) {
  switch (width) {
    case 1:
      return go(std::int8_t{});
    case 2:
      return go(std::int16_t{});
    case 4:
      return go(std::int32_t{});
    default:
      return go(std::int64_t{});
  }
}

template <class From, class To>
void scatter(const std::uint8_t* from, std::span<const RowId> places, std::span<const std::int64_t> codes,
             std::uint8_t* to) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto read = load<From>(from + i * sizeof(From));
    const auto value =
        static_cast<To>(codes.empty() ? std::int64_t{read} : codes[static_cast<std::size_t>(read)]);
    std::memcpy(to + places[i] * sizeof(To), &value, sizeof value);
  }
}

}  // namespace

void Ints::widen(int width) {
  if (width <= width_) return;
  std::vector<std::uint8_t> wider;
  const std::size_t capacity = bytes_.capacity() / static_cast<std::size_t>(width_);
  wider.reserve(capacity * static_cast<std::size_t>(width));
  wider.resize(size_ * static_cast<std::size_t>(width));
  for (std::size_t row = 0; row < size_; ++row) {
    store_at(wider.data(), width, row, load_at(bytes_.data(), width_, row));
  }
  bytes_ = std::move(wider);
  width_ = width;
}

void Ints::mark(RowId row, bool missing) {
  if (missing_.empty()) {
    if (!missing) return;
    missing_.resize(words_for(size_));
  }
  const Word bit = Word{1} << (row % 64);
  missing_[row / 64] = missing ? missing_[row / 64] | bit : missing_[row / 64] & ~bit;
}

void Ints::sketch() {
  if (size_ == 0) return;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t most = std::numeric_limits<std::int64_t>::min();
  for (std::size_t i = 0; i < size_; ++i) {
    const auto row = static_cast<RowId>(i);
    if (missing(row)) continue;
    const std::int64_t value = at(row);
    least = std::min(least, value);
    most = std::max(most, value);
  }
  if (least > most) least = most = 0;
  base_ = least;
  // Later times come, so that a part is left for them.
  const auto width = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
  shift_ = 0;
  while (((width + width / 4) >> shift_) > kLastSketch - 2) ++shift_;
  sketch_.resize(size_);
  greatest_ = std::numeric_limits<std::int16_t>::min();
  for (std::size_t i = 0; i < size_; ++i) {
    sketch_[i] = sketch_of(at(static_cast<RowId>(i)));
    greatest_ = std::max(greatest_, sketch_[i]);
  }
}

// 0 is what is less than base_, the last what is past all; the signed number is less by half of them.
std::int16_t Ints::sketch_of(std::int64_t value) const {
  std::uint64_t bucket = 0;
  if (value >= base_) {
    const auto beyond = (static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(base_)) >> shift_;
    bucket = std::min(beyond + 1, kLastSketch);
  }
  return static_cast<std::int16_t>(static_cast<std::int64_t>(bucket) +
                                   std::numeric_limits<std::int16_t>::min());
}

Ints::Ends Ints::ends_of(std::int16_t sketch) const {
  const auto bucket =
      static_cast<std::uint64_t>(std::int64_t{sketch} - std::numeric_limits<std::int16_t>::min());
  const auto start_of = [&](std::uint64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(base_) + ((b - 1) << shift_));
  };
  Ends out{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
  if (bucket > 0) out.first = start_of(bucket);
  if (bucket < kLastSketch) out.last = start_of(bucket + 1) - 1;
  return out;
}

void Ints::resize(std::size_t n) {
  const std::size_t before = size_;
  size_ = n;
  bytes_.resize(n * static_cast<std::size_t>(width_));
  if (!sketch_.empty()) {
    sketch_.resize(n, sketch_of(0));
    greatest_ = std::max(greatest_, sketch_of(0));
  }
  if (!missing_.empty()) missing_.resize(words_for(n));
  for (std::size_t row = before; row < n; ++row) mark(static_cast<RowId>(row), true);
}

void Ints::push(std::int64_t value) {
  widen(width_of(value));
  const std::size_t row = size_++;
  const auto* from = reinterpret_cast<const std::uint8_t*>(&value);
  bytes_.insert(bytes_.end(), from, from + width_);
  if (!sketch_.empty()) {
    sketch_.push_back(sketch_of(value));
    greatest_ = std::max(greatest_, sketch_.back());
  }
  if (!missing_.empty()) {
    missing_.resize(words_for(size_));
    mark(static_cast<RowId>(row), false);
  }
}

Ints Ints::permuted(const std::vector<RowId>& rows) const {
  Ints out;
  out.width_ = width_;
  out.size_ = rows.size();
  out.bytes_.resize(rows.size() * static_cast<std::size_t>(width_));
  switch (width_) {
    case 1:
      gather<std::int8_t>(bytes_.data(), rows, out.bytes_.data());
      break;
    case 2:
      gather<std::int16_t>(bytes_.data(), rows, out.bytes_.data());
      break;
    case 4:
      gather<std::int32_t>(bytes_.data(), rows, out.bytes_.data());
      break;
    default:
      gather<std::int64_t>(bytes_.data(), rows, out.bytes_.data());
  }
  for (std::size_t i = 0; any_missing() && i < rows.size(); ++i) {
    if (missing(rows[i])) out.mark(static_cast<RowId>(i), true);
  }
  return out;
}

Ints Ints::placed(std::span<const Placed> from, std::size_t n) {
  Ints out;
  for (const Placed& part : from) {
    out.width_ = std::max(out.width_, part.values->width_);
    for (const std::int64_t code : part.codes) out.width_ = std::max(out.width_, width_of(code));
  }
  out.size_ = n;
  out.bytes_.resize(n * static_cast<std::size_t>(out.width_));
  for (const Placed& part : from) {
    with_width(part.values->width_, [&](auto read) {
      with_width(out.width_, [&](auto written) {
        scatter<decltype(read), decltype(written)>(part.values->bytes_.data(), part.places, part.codes,
                                                   out.bytes_.data());
      });
    });
    for (std::size_t i = 0; part.values->any_missing() && i < part.places.size(); ++i) {
      if (part.values->missing(static_cast<RowId>(i))) out.mark(part.places[i], true);
    }
  }
  return out;
}

void Ints::push_missing() { resize(size_ + 1); }

void Ints::set(RowId row, std::int64_t value) {
  widen(width_of(value));
  store_at(bytes_.data(), width_, row, value);
  if (!sketch_.empty()) {
    sketch_[row] = sketch_of(value);
    greatest_ = std::max(greatest_, sketch_[row]);
  }
  mark(row, false);
}

void Ints::set_missing(RowId row) { mark(row, true); }

std::int64_t Ints::at(RowId row) const { return load_at(bytes_.data(), width_, row); }

const std::int64_t* Ints::read(const Lane& lane, std::int64_t* room) const {
  switch (width_) {
    case 1:
      read_as<std::int8_t>(bytes_.data(), lane, room);
      break;
    case 2:
      read_as<std::int16_t>(bytes_.data(), lane, room);
      break;
    case 4:
      read_as<std::int32_t>(bytes_.data(), lane, room);
      break;
    default:
      if (lane.rows == nullptr) {
        return reinterpret_cast<const std::int64_t*>(bytes_.data()) + lane.first;  // from new: aligned
      }
      read_as<std::int64_t>(bytes_.data(), lane, room);
  }
  return room;
}

void Ints::read_missing(const Lane& lane, Bits& out) const {
  const std::size_t words = words_for(lane.n);
  if (missing_.empty()) {
    for (std::size_t w = 0; w < words; ++w) out[w] = 0;
    return;
  }
  if (lane.rows != nullptr) {
    for (std::size_t w = 0; w < words; ++w) out[w] = 0;
    for (std::size_t i = 0; i < lane.n; ++i) {
      if (missing(lane.rows[i])) put(out, i);
    }
    return;
  }
  const std::size_t from = lane.first / 64;
  const unsigned shift = lane.first % 64;
  for (std::size_t w = 0; w < words; ++w) {
    Word bits = missing_[from + w] >> shift;
    if (shift != 0 && from + w + 1 < missing_.size()) bits |= missing_[from + w + 1] << (64 - shift);
    out[w] = bits;
  }
}

}  // namespace carillon::index
