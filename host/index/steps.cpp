#include "index/steps.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstring>

#include <carillon/comparison.hpp>

#include "index/kernels.h"
#include "index/numbers.h"

namespace carillon::index {

namespace {

using Kind = Step::Kind;

std::int64_t date_part(std::int64_t day, std::int64_t part) {
  const std::chrono::year_month_day ymd{std::chrono::sys_days{std::chrono::days{day}}};
  const auto month = static_cast<std::int64_t>(static_cast<unsigned>(ymd.month()));
  const auto date = static_cast<std::int64_t>(static_cast<unsigned>(ymd.day()));
  switch (part) {
    case CRL_PART_YEAR:
      return static_cast<int>(ymd.year());
    case CRL_PART_MONTH:
      return month;
    case CRL_PART_DAY:
      return date;
    default:
      return month * 100 + date;
  }
}

void drop(Bits& truth, const Bits& missing, std::size_t words) {
  for (std::size_t w = 0; w < words; ++w) truth[w] &= ~missing[w];
}

void drop_missing(const Ints& values, const Lane& lane, Bits& truth) {
  if (!values.any_missing()) return;
  Bits missing;
  values.read_missing(lane, missing);
  drop(truth, missing, words_for(lane.n));
}

void missing_of(Frame& frame, std::uint32_t id, const Lane& lane, Bits& out) {
  const Step& step = frame.scope->steps[id];
  if (step.kind == Kind::kColumn) {
    step.column->values.read_missing(lane, out);
  } else {
    out = frame.slots[id].missing;
  }
}

std::uint32_t type_of(const Step& step, std::size_t arg, const Frame& frame) {
  return frame.types[step.args[arg]];
}

template <class T>
bool in_place_as(const Ints& values, const Lane& lane, std::uint16_t op, std::int64_t number, Bits& out) {
  if (number != static_cast<T>(number)) return false;
  const T* from = reinterpret_cast<const T*>(values.raw()) + lane.first;  // from new: aligned
  compare_to(op, from, static_cast<T>(number), lane.n, out);
  return true;
}

// Compares where the numbers lie, as narrow as they are; false where that cannot be done.
bool in_place(const Ints& values, const Lane& lane, std::uint16_t op, std::int64_t number, Bits& out) {
  if (lane.rows != nullptr) return false;
  if (values.width() == 1) return in_place_as<std::int8_t>(values, lane, op, number, out);
  if (values.width() == 2) return in_place_as<std::int16_t>(values, lane, op, number, out);
  if (values.width() == 4) return in_place_as<std::int32_t>(values, lane, op, number, out);
  return in_place_as<std::int64_t>(values, lane, op, number, out);
}

bool few_members(const Step& step, const Lane& lane, Bits& out) {
  constexpr std::size_t kFew = 4;
  if (step.members.size() > kFew) return false;
  out.fill(0);
  Bits one;
  for (const std::int64_t member : step.members) {
    if (!in_place(step.column->values, lane, CRL_X_EQ, member, one)) return false;
    for (std::size_t w = 0; w < words_for(lane.n); ++w) out[w] |= one[w];
  }
  drop_missing(step.column->values, lane, out);
  return true;
}

void compare_any(const Step& step, const Slot& a, const Slot& b, const Frame& frame, Slot& out,
                 std::size_t n) {
  const std::uint32_t x = type_of(step, 0, frame);
  const std::uint32_t y = type_of(step, 1, frame);
  if (x == y && x != CRL_T_F64) {
    pack(n, out.truth, [&](std::size_t i) {
      const std::int64_t p = a.values[i];
      const std::int64_t q = b.values[i];
      return is_so(step.op, sign_of(p<q, p> q));
    });
  } else {
    pack(n, out.truth,
         [&](std::size_t i) { return is_so(step.op, compare(x, a.values[i], y, b.values[i])); });
  }
  drop(out.truth, a.missing, words_for(n));
  drop(out.truth, b.missing, words_for(n));
}

void compare_constant(const Step& step, const Slot& a, const Frame& frame, Slot& out, std::size_t n) {
  if (type_of(step, 0, frame) == CRL_T_F64) {
    const auto number = std::bit_cast<double>(step.number);
    double reals[kBatch];
    std::memcpy(reals, a.values, n * sizeof(double));
    compare_to(step.op, reals, number, n, out.truth);
  } else {
    compare_to(step.op, a.values, step.number, n, out.truth);
  }
  drop(out.truth, a.missing, words_for(n));
}

void members(const Step& step, const Slot& a, Slot& out, std::size_t n) {
  constexpr std::size_t kFew = 8;
  const auto& list = step.members;
  if (list.size() <= kFew) {
    std::fill_n(out.truth.begin(), words_for(n), 0);
    Bits one;
    for (const std::int64_t member : list) {
      compare_to(CRL_X_EQ, a.values, member, n, one);
      for (std::size_t w = 0; w < words_for(n); ++w) out.truth[w] |= one[w];
    }
  } else {
    pack(n, out.truth,
         [&](std::size_t i) { return std::binary_search(list.begin(), list.end(), a.values[i]); });
  }
  drop(out.truth, a.missing, words_for(n));
}

void codes(const Step& step, Slot& out, const Lane& lane) {
  const Ints& values = step.column->values;
  const std::uint8_t* wanted = step.codes.data();
  if (values.width() == 1 && lane.rows == nullptr) {
    const std::uint8_t* bytes = values.raw() + lane.first;
    pack(lane.n, out.truth, [=](std::size_t i) { return wanted[bytes[i]]; });
  } else {
    const std::int64_t* read = values.read(lane, out.own());
    pack(lane.n, out.truth, [=](std::size_t i) { return wanted[read[i]]; });
  }
  drop_missing(values, lane, out.truth);
}

void compute(const Step& step, const Slot& a, const Slot& b, const Frame& frame, Slot& out, std::size_t n) {
  const std::uint32_t x = type_of(step, 0, frame);
  const std::uint32_t y = type_of(step, 1, frame);
  std::int64_t* room = out.own();
  for (std::size_t w = 0; w < words_for(n); ++w) out.missing[w] = a.missing[w] | b.missing[w];
  for (std::size_t i = 0; i < n; ++i) {
    if (test(out.missing, i)) continue;
    const auto made = arithmetic(step.op, step.type, x, a.values[i], y, b.values[i]);
    room[i] = made.value_or(0);
    if (!made) put(out.missing, i);
  }
}

}  // namespace

const Slot& values_of(Frame& frame, std::uint32_t id, const Lane& lane) {
  Slot& slot = frame.slots[id];
  const Step& step = frame.scope->steps[id];
  if (step.kind == Kind::kColumn && slot.values == nullptr) {
    slot.values = step.column->values.read(lane, slot.own());
    step.column->values.read_missing(lane, slot.missing);
  }
  return slot;
}

bool since_in_place(const Step& step, const Lane& lane, Gap& gap, Bits& out) {
  if (step.kind != Kind::kCompareTo || step.column == nullptr || lane.rows != nullptr) return false;
  const Ints& values = step.column->values;
  const auto least = least_of(step);
  if (values.sketched() == nullptr || values.width() != 8 || !least) return false;
  const std::int16_t own = values.sketch_of(*least);
  const bool is_later = own > values.greatest_sketch();  // than all
  const Ints::Ends ends = values.ends_of(is_later ? values.greatest_sketch() : own);
  if (is_later) {
    gap.below = std::max(gap.below, ends.last);
    out.fill(0);
  } else {
    if (ends.first > Gap{}.below) gap.below = std::max(gap.below, ends.first - 1);
    if (ends.last < Gap{}.upto) gap.upto = std::min(gap.upto, ends.last + 1);
    const auto* numbers = reinterpret_cast<const std::int64_t*>(values.raw());  // from new: aligned
    since(values.sketched() + lane.first, numbers + lane.first, {*least, own}, lane.n, gap.below, gap.upto,
          out);
  }
  if (step.op == CRL_X_LT || step.op == CRL_X_LE) {
    for (std::size_t w = 0; w < words_for(lane.n); ++w) out[w] = ~out[w];
  }
  drop_missing(values, lane, out);
  return true;
}

void take(const Step& step, Frame& frame, Slot& out, const Lane& lane) {
  const std::size_t words = words_for(lane.n);
  const auto truth = [&](std::size_t i) -> const Bits& { return frame.slots[step.args[i]].truth; };
  const auto arg = [&](std::size_t i) -> const Slot& { return values_of(frame, step.args[i], lane); };
  switch (step.kind) {
    case Kind::kConstant:
      std::fill_n(out.own(), lane.n, step.number);
      out.missing.fill(step.is_missing ? ~Word{0} : 0);
      break;
    case Kind::kColumn:
      out.values = nullptr;
      break;
    case Kind::kNothing:
      out.truth.fill(0);
      break;
    case Kind::kAnd:
      std::fill_n(out.truth.begin(), words, ~Word{0});
      for (const std::uint32_t a : step.args) {
        for (std::size_t w = 0; w < words; ++w) out.truth[w] &= frame.slots[a].truth[w];
      }
      break;
    case Kind::kOr:
      std::fill_n(out.truth.begin(), words, 0);
      for (const std::uint32_t a : step.args) {
        for (std::size_t w = 0; w < words; ++w) out.truth[w] |= frame.slots[a].truth[w];
      }
      break;
    case Kind::kNot:
      for (std::size_t w = 0; w < words; ++w) out.truth[w] = ~truth(0)[w];
      break;
    case Kind::kMissing:
      missing_of(frame, step.args[0], lane, out.truth);
      break;
    case Kind::kTruth:
      compare_to(CRL_X_NE, arg(0).values, std::int64_t{0}, lane.n, out.truth);
      drop(out.truth, arg(0).missing, words);
      break;
    case Kind::kCompare:
      compare_any(step, arg(0), arg(1), frame, out, lane.n);
      break;
    case Kind::kCompareTo:
      if (step.column != nullptr && in_place(step.column->values, lane, step.op, step.number, out.truth)) {
        drop_missing(step.column->values, lane, out.truth);
      } else {
        compare_constant(step, arg(0), frame, out, lane.n);
      }
      break;
    case Kind::kMember:
      if (step.column == nullptr || !few_members(step, lane, out.truth)) {
        members(step, arg(0), out, lane.n);
      }
      break;
    case Kind::kCode:
      codes(step, out, lane);
      break;
    case Kind::kAsNumber: {
      std::int64_t* room = out.own();
      for (std::size_t i = 0; i < lane.n; ++i) room[i] = test(truth(0), i) ? 1 : 0;
      out.missing.fill(0);
      break;
    }
    case Kind::kDatePart: {
      std::int64_t* room = out.own();
      out.missing = arg(0).missing;
      for (std::size_t i = 0; i < lane.n; ++i) {
        room[i] = test(out.missing, i) ? 0 : date_part(arg(0).values[i], step.number);
      }
      break;
    }
    case Kind::kArithmetic:
      compute(step, arg(0), arg(1), frame, out, lane.n);
      break;
    case Kind::kOver:
      break;  // gathered while the relation's rows went by
  }
}

}  // namespace carillon::index
