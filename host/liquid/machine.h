// What one rendering works with: memory that is used again, and the bounds. Private to the library.
//
// One a thread. Everything that values borrow lives until begin() is called for the next rendering; after the
// first few renderings nothing is allocated any more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "liquid/program.h"

namespace carillon::liquid {

// Thrown and caught within the library only: a rendering that reached a bound is left at once.
struct Stopped {
  Rendered why;
};

// Memory handed out piece by piece and taken back all at once.
class Arena {
 public:
  void* take(std::size_t bytes);
  std::string_view keep(std::string_view text);
  void reset();

 private:
  static constexpr std::size_t kBlock = std::size_t{32} << 10U;
  std::vector<std::unique_ptr<std::byte[]>> blocks_;  // of kBlock each
  std::vector<std::unique_ptr<std::byte[]>> large_;
  std::size_t block_ = 0, used_ = 0, taken_ = 0;
};

// Appends to a text up to a bound.
class Writer {
 public:
  Writer(std::string& text, std::size_t most) : text_(text), end_(text.size() + most) {}
  void add(std::string_view s) {
    if (s.size() > end_ - text_.size()) throw Stopped{Rendered::kTooLong};
    text_.append(s);
  }
  void add(char c) {
    if (text_.size() == end_) throw Stopped{Rendered::kTooLong};
    text_ += c;
  }
  void number(std::int64_t i);

 private:
  std::string& text_;
  std::size_t end_;
};

struct Loop {
  const Value* items = nullptr;
  std::size_t size = 0, at = 0;
};

class Machine {
 public:
  void begin(const Template::Program& program, const Input& input);

  // Takes steps for work on so many bytes or items.
  void charge(std::size_t amount) {
    const std::size_t steps = amount / 64 + 1;
    if (steps > steps_) throw Stopped{Rendered::kTooManySteps};
    steps_ -= steps;
  }

  const Template::Program& program() const { return *program_; }
  const Input& input() const { return *input_; }
  Arena& arena() { return arena_; }

  // The value as text; borrows the value where it is one.
  std::string_view text_of(const Value& value);
  // Writes a text by `fill(Writer&)` and keeps it.
  template <class Fill>
  std::string_view make(Fill fill) {
    work_.clear();
    Writer out(work_, Limits::kOutput);
    fill(out);
    charge(work_.size());
    return arena_.keep(work_);
  }
  // The members of a list, or the value itself as a list of one; missing: none. At most Limits::kItems.
  std::span<const Value> items_of(const Value& value);
  Value* new_values(std::size_t n);
  Value from_json(const json::value& node);

  // lookup.cpp
  Value value(const Operand& operand);

  std::vector<Value> locals;
  std::vector<Loop> loops;
  std::vector<std::uint32_t> counters;
  std::deque<std::string> captures;  // buffers, which writers refer to
  std::vector<Writer> writers;       // of those that are open
  std::size_t open_captures = 0;

 private:
  Value step_into(const Value& from, const PathStep& step);
  const json::value* attributes(std::uint32_t column);

  const Template::Program* program_ = nullptr;
  const Input* input_ = nullptr;
  std::size_t steps_ = 0;
  Arena arena_;
  std::string work_;
  // The customer's attributes, parsed when they are first asked for.
  const json::value* attributes_ = nullptr;
  bool parsed_ = false;
  std::unique_ptr<unsigned char[]> json_memory_;
  std::optional<json::monotonic_resource> json_resource_;
  std::optional<json::value> json_;
};

// write.cpp
void write_value(const Value& value, Writer& out);
void write_html(std::string_view text, Writer& out);
void write_json(const Value& value, Writer& out);
// A value as its place wants it.
void write_for(Mode mode, const Value& value, Machine& machine, Writer& out);
// Percent signs for all but unreserved characters and those in `kept`.
void write_percent(std::string_view text, std::string_view kept, Writer& out);

// dates.cpp
// Empty when a format is one; otherwise what is wrong with it.
std::string check_date_format(std::string_view format);
void write_date(const Value& value, std::string_view format, std::string_view zone, std::int64_t now_us,
                Writer& out);

}  // namespace carillon::liquid
