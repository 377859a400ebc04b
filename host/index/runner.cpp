#include "index/runner.h"

#include <algorithm>
#include <span>
#include <utility>

#include "index/kernels.h"
#include "index/numbers.h"
#include "index/steps.h"

namespace carillon::index {

namespace {

using Kind = Step::Kind;

}  // namespace

struct Runner::Impl {
  Impl(const Program& p, std::span<const Recollection> known)
      : program(p), recollections(known), frames(p.scopes.size()), known_steps(p.scopes[0].steps.size()) {
    for (std::size_t i = 0; i < frames.size(); ++i) {
      frames[i].scope = &p.scopes[i];
      frames[i].slots.resize(p.scopes[i].steps.size());
      for (const Step& step : p.scopes[i].steps) frames[i].types.push_back(step.type);
      frames[i].wanted.resize(p.scopes[i].steps.size());
      frames[i].sites.resize(p.scopes[i].steps.size());
      frames[i].gaps.resize(p.scopes[i].steps.size());
    }
    for (const Recollection& r : recollections) {
      for (const Site& site : r.leaf.sites) frames[site.scope].sites[site.step] = &site;
    }
  }

  void batch(const Lane& lane, std::uint64_t version) {
    const std::size_t number = lane.first / kBatch;
    for (Frame& frame : frames) std::fill(frame.gaps.begin(), frame.gaps.end(), Gap{});
    std::fill(known_steps.begin(), known_steps.end(), std::uint8_t{0});
    const auto recall = [&](const Recollection& r) {
      if (!r.known->get(number, version, r.leaf, said, gaps)) return false;
      known_steps[r.leaf.step] = 1;
      return true;
    };
    for (const Recollection& r : recollections) {
      if (!r.leaf.is_value && recall(r)) frames[0].slots[r.leaf.step].truth = said.bits;
    }
    choose();
    bool values_known = false;
    for (const Recollection& r : recollections) {
      if (!r.leaf.is_value || frames[0].wanted[r.leaf.step] == 0 || !recall(r)) continue;
      values_known = true;
      Slot& slot = frames[0].slots[r.leaf.step];
      slot.missing = said.bits;
      slot.values = said.numbers->data();
      slot.remembered = said.numbers;
      // What is made of the value is good for as long as the value is.
      for (std::size_t i = 0; i < gaps.size(); ++i) {
        const Site& site = r.leaf.sites[i];
        Gap& gap = frames[site.scope].gaps[site.step];
        gap = {std::max(gap.below, gaps[i].below), std::min(gap.upto, gaps[i].upto)};
      }
    }
    if (values_known) choose();
    run(0, lane);
    for (const Recollection& r : recollections) {
      if (known_steps[r.leaf.step] != 0 || frames[0].wanted[r.leaf.step] == 0) continue;
      gaps.clear();
      for (const Site& site : r.leaf.sites) gaps.push_back(frames[site.scope].gaps[site.step]);
      r.known->put(number, version, gaps, said_now(r.leaf, lane.n));
    }
  }

  Said said_now(const Leaf& leaf, std::size_t n) const {
    const Slot& slot = frames[0].slots[leaf.step];
    if (!leaf.is_value) return {slot.truth, nullptr};
    auto numbers = std::make_shared_for_overwrite<Numbers>();
    std::copy_n(slot.values, n, numbers->begin());
    return {slot.missing, std::move(numbers)};
  }

  // Marks the steps that the questions need and that are not remembered.
  void choose() {
    for (Frame& frame : frames) std::fill(frame.wanted.begin(), frame.wanted.end(), std::uint8_t{0});
    std::vector<std::uint8_t>& first = frames[0].wanted;
    for (const std::uint32_t root : program.roots) first[root] = 1;
    // Nothing but logic leads to a leaf from outside, and logic is always asked.
    for (std::size_t s = 0; s < frames.size(); ++s) {
      const std::vector<Step>& steps = program.scopes[s].steps;
      std::vector<std::uint8_t>& wanted = frames[s].wanted;
      for (std::size_t i = steps.size(); i-- > 0;) {
        if (s == 0 && known_steps[i] != 0) wanted[i] = 0;
        if (wanted[i] == 0) continue;
        for (const std::uint32_t arg : steps[i].args) wanted[arg] = 1;
        if (steps[i].kind != Kind::kOver) continue;
        std::vector<std::uint8_t>& inner = frames[steps[i].child].wanted;
        inner[steps[i].predicate] = 1;
        if (steps[i].op != CRL_X_EXISTS && steps[i].op != CRL_X_COUNT) inner[steps[i].value] = 1;
      }
    }
  }

  void run(std::uint32_t at, const Lane& lane) {
    const Scope& scope = program.scopes[at];
    Frame& frame = frames[at];
    for (const std::uint32_t child : scope.children) {
      if (!wants(scope, frame, child)) continue;
      begin_aggregates(scope, frame, child, lane.n);
      descend(scope, frame, child, lane);
      end_aggregates(scope, frame, child, lane.n);
    }
    for (std::size_t i = 0; i < scope.steps.size(); ++i) {
      if (frame.wanted[i] == 0) continue;
      if (since_in_place(scope.steps[i], lane, frame.gaps[i], frame.slots[i].truth)) continue;
      take(scope.steps[i], frame, frame.slots[i], lane);
      if (frame.sites[i] == nullptr) continue;
      const Slot& times = values_of(frame, scope.steps[i].args[0], lane);
      narrow_gap(times.values, frame.sites[i]->least, lane.n, frame.gaps[i].below, frame.gaps[i].upto);
    }
  }

  static bool gathers(const Scope& scope, const Frame& frame, std::size_t i, std::uint32_t child) {
    return frame.wanted[i] != 0 && scope.steps[i].kind == Kind::kOver && scope.steps[i].child == child;
  }
  static bool wants(const Scope& scope, const Frame& frame, std::uint32_t child) {
    for (std::size_t i = 0; i < scope.steps.size(); ++i) {
      if (gathers(scope, frame, i, child)) return true;
    }
    return false;
  }

  void begin_aggregates(const Scope& scope, Frame& frame, std::uint32_t child, std::size_t n) {
    for (std::size_t i = 0; i < scope.steps.size(); ++i) {
      const Step& step = scope.steps[i];
      if (!gathers(scope, frame, i, child)) continue;
      Slot& slot = frame.slots[i];
      slot.truth.fill(0);
      const bool empty_is_missing = step.op == CRL_X_MIN || step.op == CRL_X_MAX || step.op == CRL_X_AVG;
      slot.missing.fill(empty_is_missing ? ~Word{0} : 0);
      if (step.op == CRL_X_EXISTS) continue;
      std::fill_n(slot.own(), n, 0);
      if (step.op != CRL_X_SUM && step.op != CRL_X_AVG) continue;
      if (!slot.sums) slot.sums = std::make_unique<Int128[]>(kBatch);
      std::fill_n(slot.sums.get(), n, 0);
    }
  }

  // Cuts the runs of a lane's rows into lanes of the relation, and asks of each.
  void descend(const Scope& scope, Frame& outer, std::uint32_t child, const Lane& lane) {
    Frame& frame = frames[child];
    const Run& run = *program.scopes[child].run;
    if (!frame.firsts) frame.firsts = std::make_unique<std::int64_t[]>(kBatch);
    if (!frame.counts) frame.counts = std::make_unique<std::int64_t[]>(kBatch);
    const bool straight = is_straight(scope, outer, child);
    if (straight && run.first.width() == 4 && run.count.width() == 1 && lane.rows == nullptr) {
      const auto* begin = reinterpret_cast<const std::int32_t*>(run.first.raw()) + lane.first;
      const auto* lengths = reinterpret_cast<const std::int8_t*>(run.count.raw()) + lane.first;
      if (in_a_row(begin, lengths, lane.n)) {
        const std::int32_t end = begin[lane.n - 1] + lengths[lane.n - 1];
        frame.stretches.assign(
            1, {0, lane.n, static_cast<RowId>(begin[0]), static_cast<RowId>(end - begin[0]), 0});
        descend_straight(scope, outer, child, lengths, lane.n);
        return;
      }
    }
    const std::int64_t* firsts = run.first.read(lane, frame.firsts.get());
    const std::int64_t* counts = run.count.read(lane, frame.counts.get());
    if (straight && stretches_of(firsts, counts, lane.n, frame.stretches)) {
      descend_straight(scope, outer, child, counts, lane.n);
      return;
    }
    std::vector<RowId>& rows = frame.rows;
    rows.resize(kBatch);
    frame.shares.resize(kBatch);
    // What changes with each row stays in registers: nothing of it is shared with what a full lane needs.
    const auto ask = [&](const Lane& inner, std::size_t n_shares) {
      frame.n_shares = n_shares;
      this->run(child, inner);
      for (std::size_t i = 0; i < scope.steps.size(); ++i) {
        const Step& step = scope.steps[i];
        if (gathers(scope, outer, i, child)) gather(step, outer.slots[i], frame, inner);
      }
    };
    Share* const shares = frame.shares.data();
    std::size_t n_shares = 0;
    std::size_t filled = 0;
    RowId start = 0;
    bool in_a_row = true;  // so far the rows follow each other from `start`
    for (std::size_t i = 0; i < lane.n; ++i) {
      auto left = static_cast<std::size_t>(counts[i]);
      auto first = static_cast<RowId>(firsts[i]);
      while (left > 0) {
        const std::size_t n = std::min(left, kBatch - filled);
        if (filled == 0) start = first;
        if (in_a_row && first != start + filled) {
          for (std::size_t k = 0; k < filled; ++k) rows[k] = start + static_cast<RowId>(k);
          in_a_row = false;
        }
        if (!in_a_row) {
          for (std::size_t k = 0; k < n; ++k) rows[filled + k] = first + static_cast<RowId>(k);
        }
        shares[n_shares++] = {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(filled),
                              static_cast<std::uint32_t>(n)};
        filled += n;
        first += static_cast<RowId>(n);
        left -= n;
        if (filled == kBatch) {
          ask(Lane{start, filled, in_a_row ? nullptr : rows.data()}, n_shares);
          n_shares = 0;
          filled = 0;
          in_a_row = true;
        }
      }
    }
    if (filled > 0) ask(Lane{start, filled, in_a_row ? nullptr : rows.data()}, n_shares);
  }

  // Whether all that is asked of a relation can be told from the bits of its rows, and columns as they lie.
  bool is_straight(const Scope& scope, const Frame& frame, std::uint32_t child) const {
    for (std::size_t i = 0; i < scope.steps.size(); ++i) {
      if (gathers(scope, frame, i, child) && !is_straight(scope.steps[i], program.scopes[child]))
        return false;
    }
    return true;
  }
  static bool is_straight(const Step& over, const Scope& inner) {
    if (over.op == CRL_X_EXISTS || over.op == CRL_X_COUNT) return true;
    const Step& value = inner.steps[over.value];
    if (value.kind != Kind::kColumn || value.column->values.any_missing()) return false;
    const int width = value.column->values.width();
    if (over.op == CRL_X_MIN || over.op == CRL_X_MAX) return value.column == inner.run->falling && width == 8;
    return width < 8;  // so that no sum of them is too large
  }

  // Where rows stand one behind the other, what is said of them is put together first and counted then.
  template <class T>
  void descend_straight(const Scope& scope, Frame& outer, std::uint32_t child, const T* counts,
                        std::size_t n) {
    Frame& frame = frames[child];
    if (frame.stretches.empty()) return;
    const Stretch& last = frame.stretches.back();
    const std::size_t words = last.bit / 64 + words_for(last.rows) + 2;
    const auto each_over = [&](auto visit) {
      for (std::size_t i = 0; i < scope.steps.size(); ++i) {
        if (gathers(scope, outer, i, child)) visit(scope.steps[i], outer.slots[i]);
      }
    };
    each_over([&](const Step&, Slot& out) { out.chosen.resize(std::max(out.chosen.size(), words)); });
    frame.before.resize(std::max(frame.before.size(), words));
    for (const Stretch& stretch : frame.stretches) {
      for (std::size_t at = 0; at < stretch.rows; at += kBatch) {
        const Lane inner{stretch.first + static_cast<RowId>(at), std::min(kBatch, stretch.rows - at),
                         nullptr};
        run(child, inner);
        each_over([&](const Step& step, Slot& out) {
          std::copy_n(frame.slots[step.predicate].truth.begin(), words_for(inner.n),
                      out.chosen.begin() + static_cast<std::ptrdiff_t>((stretch.bit + at) / 64));
        });
      }
    }
    each_over([&](const Step& step, Slot& out) {
      std::int64_t* room = out.own();
      if (step.op == CRL_X_MIN || step.op == CRL_X_MAX) return take_ends(step, frame, out, counts, n);
      if (step.op == CRL_X_SUM || step.op == CRL_X_AVG) {
        take_sums(step, frame, out, counts);
        if (out.is_summed) return;
      }
      std::fill_n(room, n, 0);
      for (const Stretch& stretch : frame.stretches) {
        count_runs(out.chosen.data() + stretch.bit / 64, counts + stretch.owner, stretch.n,
                   frame.before.data(), room + stretch.owner);
      }
      if (step.op == CRL_X_EXISTS) compare_to(CRL_X_NE, room, std::int64_t{0}, n, out.truth);
    });
  }

  // Runs fall, so that the greatest value that is chosen stands first and the least one last.
  template <class T>
  static void take_ends(const Step& step, const Frame& inner, Slot& out, const T* counts, std::size_t n) {
    const Ints& values = inner.scope->steps[step.value].column->values;
    const auto* from = reinterpret_cast<const std::int64_t*>(values.raw());  // from new: aligned
    std::uint8_t found[kBatch];
    for (const Stretch& stretch : inner.stretches) {
      value_at_end(step.op == CRL_X_MAX ? End::kFirst : End::kLast, out.chosen.data() + stretch.bit / 64,
                   counts + stretch.owner, stretch.n, from + stretch.first, out.room.get() + stretch.owner,
                   found);
      if (stretch.n == n) {
        pack(stretch.n, out.missing, [&](std::size_t i) { return found[i] == 0; });
        continue;
      }
      for (std::size_t i = 0; i < stretch.n; ++i) {
        const std::size_t owner = stretch.owner + i;
        out.missing[owner / 64] &= ~(Word{found[i]} << (owner % 64));
      }
    }
  }

  template <class T>
  static void take_sums(const Step& step, Frame& inner, Slot& out, const T* counts) {
    const Ints& values = inner.scope->steps[step.value].column->values;
    out.is_summed = step.op == CRL_X_SUM && step.type == inner.types[step.value];
    for (const Stretch& stretch : inner.stretches) {
      inner.sums.resize(std::max(inner.sums.size(), stretch.rows + 1));
      const Word* bits = out.chosen.data() + stretch.bit / 64;
      std::int64_t* sums = inner.sums.data();
      const std::uint8_t* raw = values.raw();  // from new: aligned
      if (values.width() == 1) {
        sums_before(bits, reinterpret_cast<const std::int8_t*>(raw) + stretch.first, stretch.rows, sums);
      } else if (values.width() == 2) {
        sums_before(bits, reinterpret_cast<const std::int16_t*>(raw) + stretch.first, stretch.rows, sums);
      } else {
        sums_before(bits, reinterpret_cast<const std::int32_t*>(raw) + stretch.first, stretch.rows, sums);
      }
      std::size_t at = 0;
      for (std::size_t i = stretch.owner; i < stretch.owner + stretch.n; ++i) {
        const std::size_t end = at + static_cast<std::size_t>(counts[i]);
        if (out.is_summed) {
          out.room[i] = sums[end] - sums[at];
        } else {
          out.sums[i] = sums[end] - sums[at];
        }
        at = end;
      }
    }
  }

  // Adds what the inner lane answered to the rows that it belongs to.
  static void gather(const Step& step, Slot& out, Frame& inner, const Lane& lane) {
    const Bits& chosen = inner.slots[step.predicate].truth;
    const std::span<const Share> shares(inner.shares.data(), inner.n_shares);
    if (step.op == CRL_X_EXISTS) {
      for (const Share& share : shares) {
        const Word found = any_between(chosen, share.begin, share.n) ? 1 : 0;
        out.truth[share.owner / 64] |= found << (share.owner % 64);
      }
      return;
    }
    if (step.op == CRL_X_COUNT) {
      for (const Share& share : shares) {
        out.room[share.owner] +=
            static_cast<std::int64_t>(count_between(chosen, share.begin, share.begin + share.n));
      }
      return;
    }
    const Slot& value = values_of(inner, step.value, lane);
    for (const Share& share : shares) {
      for (std::size_t i = share.begin; i < share.begin + share.n; ++i) {
        if (!test(chosen, i) || test(value.missing, i)) continue;
        fold_in(step, out, share.owner, value.values[i]);
      }
    }
  }

  static void fold_in(const Step& step, Slot& out, std::size_t owner, std::int64_t value) {
    if (step.op == CRL_X_SUM || step.op == CRL_X_AVG) {
      out.sums[owner] += value;
      ++out.room[owner];
      return;
    }
    const bool first = test(out.missing, owner);
    out.missing[owner / 64] &= ~(Word{1} << (owner % 64));
    const int order = compare(step.type, value, step.type, out.room[owner]);
    if (first || (step.op == CRL_X_MIN ? order < 0 : order > 0)) out.room[owner] = value;
  }

  // Sums stand in units of their values until here.
  void end_aggregates(const Scope& scope, Frame& frame, std::uint32_t child, std::size_t n) {
    for (std::size_t k = 0; k < scope.steps.size(); ++k) {
      const Step& step = scope.steps[k];
      if (!gathers(scope, frame, k, child)) continue;
      if (step.op != CRL_X_SUM && step.op != CRL_X_AVG) continue;
      Slot& slot = frame.slots[k];
      if (std::exchange(slot.is_summed, false)) continue;
      const std::uint32_t type = program.scopes[child].steps[step.value].type;
      const std::int64_t factor = scale_of(step.type) / scale_of(type);
      for (std::size_t i = 0; i < n; ++i) {
        Int128 total = slot.sums[i] * factor;
        const std::int64_t count = slot.room[i];
        if (step.op == CRL_X_AVG) {
          if (count == 0) continue;
          total = divide_rounded(total, count);
        }
        const auto narrowed = narrow(total);
        slot.room[i] = narrowed.value_or(0);
        const Word bit = Word{1} << (i % 64);
        slot.missing[i / 64] = narrowed ? slot.missing[i / 64] & ~bit : slot.missing[i / 64] | bit;
      }
    }
  }

  const Program& program;
  const std::span<const Recollection> recollections;
  std::vector<Frame> frames;
  std::vector<std::uint8_t> known_steps;  // of the first scope: those remembered of the batch at hand
  std::vector<Gap> gaps;                  // room, as below
  Said said;
};

Runner::Runner(const Program& program, std::span<const Recollection> recollections)
    : impl_(std::make_unique<Impl>(program, recollections)) {}
Runner::~Runner() = default;
Runner::Runner(Runner&&) noexcept = default;

void Runner::run(RowId first, std::size_t n, std::uint64_t version) {
  impl_->batch(Lane{first, n, nullptr}, version);
}

const Bits& Runner::answer(std::size_t i) const {
  return impl_->frames[0].slots[impl_->program.roots[i]].truth;
}

}  // namespace carillon::index
