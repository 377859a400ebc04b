// A personal message in Liquid, compiled once to a flat program and rendered for each customer.
//
//   {{ customer.first_name | default: "there" }}    {% for item in data.items %} .. {% endfor %}
//
// Compilation resolves every variable, so that the delivery reads just the columns that are named and fills
// just the slots that are. What a template may name is a closed list (Scope): it reaches nothing else. What
// is unknown is found here, with line and column, and several faults are told at once.
//
// A program has no recursion, and every rendering is bounded in steps, in bytes made and in bytes written, so
// a template can neither hang nor swell; partials are inlined, within the limits of the whole.
//
// In HTML every value is escaped for the place where it stands (html_place.h); there is no way around it.
//
// Thread safety: a Template is immutable; render() from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <carillon/abi/core.h>

namespace boost::json {
class value;
}

namespace carillon::liquid {

enum class Escape {
  kNone,  // text: values as they are
  kLine,  // a subject: line breaks and other control characters of values become spaces
  kHtml
};

// What a template may name besides the customer.
struct Scope {
  // Fixed for a campaign.
  std::string campaign_name;
  std::string organisation_name;
  std::string currency;
  std::string timezone = "UTC";
  // Texts that the caller fills for each message, by name: "unsubscribe_url", "message.id".
  std::vector<std::string> slots{};
  // Whether data.* is there: the free JSON of a transactional message.
  bool data = false;
  // Whether any other name is taken for a parameter: of a partial that is checked by itself.
  bool parameters = false;
  // The source of a partial; nullopt: there is none of that name.
  std::function<std::optional<std::string>(std::string_view name)> partial{};
  // For the suggestion when a partial is unknown.
  std::vector<std::string> partial_names{};
};

struct Fault {
  std::string partial;  // the partial that it is in; empty: the template itself
  std::size_t line = 1, column = 1;
  std::string message;

  // "line 2, column 6: there is no variable ..."
  std::string text() const;
};

// What one message is made of.
struct Input {
  std::span<const crl_value> cells;           // in the order of columns()
  std::span<const std::string_view> slots{};  // in the order of slots(); fewer: the rest is missing
  const boost::json::value* data = nullptr;   // of data.*; null: all of it is missing
  std::int64_t now_us = 0;                    // for "now"
};

// Which of variables() had no value, nor a default, where one was to be written.
class MissingSet {
 public:
  void reset(std::size_t size) { flags_.assign(size, 0); }
  void mark(std::size_t variable) { flags_[variable] = 1; }
  bool has(std::size_t variable) const { return flags_[variable] != 0; }
  std::size_t size() const { return flags_.size(); }
  bool any() const;

 private:
  std::vector<std::uint8_t> flags_;
};

enum class Rendered { kDone, kTooManySteps, kTooLong };

struct Limits {
  static constexpr std::size_t kSource = std::size_t{1} << 20U;  // bytes of a template or partial
  static constexpr std::size_t kProgram = 20'000;                // parts, partials included
  static constexpr std::size_t kPartials = 200;                  // times that partials are inlined
  static constexpr std::size_t kNesting = 32;
  static constexpr std::size_t kFaults = 20;                      // told at once
  static constexpr std::size_t kSteps = 200'000;                  // of one rendering
  static constexpr std::size_t kOutput = std::size_t{1} << 20U;   // bytes
  static constexpr std::size_t kScratch = std::size_t{8} << 20U;  // bytes made on the way
  static constexpr std::size_t kItems = 10'000;                   // of a list
};

class Template {
 public:
  using Made = std::variant<Template, std::vector<Fault>>;
  static Made compile(std::string_view text, Escape escape, const Scope& scope);

  // Columns of customers that render() wants, without repetition.
  const std::vector<std::string>& columns() const;
  // Slots that it wants, likewise.
  const std::vector<std::string>& slots() const;
  // Partials that it is made of, also those of partials.
  const std::vector<std::string>& partials() const;
  // What it writes, as written in it: "customer.first_name", "item.price". The places of a MissingSet.
  const std::vector<std::string>& variables() const;

  // Appends to `out`. After anything but kDone `out` is as it was. `missing` is reset first.
  Rendered render(const Input& input, std::string& out, MissingSet* missing = nullptr) const;

  // No text and no output: the message would be empty for everybody.
  bool blank() const;

  struct Program;  // program.h

 private:
  std::shared_ptr<const Program> program_;
};

}  // namespace carillon::liquid
