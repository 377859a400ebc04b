#include "phrase.h"

#include <optional>
#include <vector>

namespace carillon::mock {
namespace {

std::vector<std::string_view> split(std::string_view text, char mark) {
  std::vector<std::string_view> out;
  while (true) {
    const auto at = text.find(mark);
    out.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return out;
    text.remove_prefix(at + 1);
  }
}

// The text between the mark in front and its partner; both are taken from `rest`.
std::string_view take_until(std::string_view& rest, char partner) {
  const auto end = rest.find(partner);
  const auto inside = rest.substr(1, end - 1);
  rest.remove_prefix(end + 1);
  return inside;
}

// nullopt when a slot is empty.
std::optional<std::string> fill_plain(std::string_view rest, const Slots& slots, std::uint64_t pick) {
  std::string out;
  while (!rest.empty()) {
    if (rest.front() == '{') {
      const auto slot = slots.find(take_until(rest, '}'));
      if (slot == slots.end() || slot->second.empty()) return std::nullopt;
      out += slot->second;
    } else if (rest.front() == '<') {
      const auto choices = split(take_until(rest, '>'), '/');
      out += choices[pick % choices.size()];
      pick /= choices.size();
    } else {
      out += rest.front();
      rest.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace

std::string fill(std::string_view phrase, const Slots& slots, std::uint64_t pick) {
  std::string out;
  while (!phrase.empty()) {
    if (phrase.front() == '[') {
      for (const auto choice : split(take_until(phrase, ']'), '|')) {
        if (auto filled = fill_plain(choice, slots, pick)) {
          out += *filled;
          break;
        }
      }
      continue;
    }
    const auto plain = phrase.substr(0, phrase.find('['));
    out += fill_plain(plain, slots, pick).value_or("");
    phrase.remove_prefix(plain.size());
  }
  return out;
}

}  // namespace carillon::mock
