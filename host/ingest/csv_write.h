// Cells of CSV that come back as they were: written here, read by csv_rows.
//
// A text that a spreadsheet would run as a formula (= + - @, tab or carriage return in front, whatever
// apostrophes before it) gets one more apostrophe in front; reading takes exactly one away. Every other text
// stays as it is, so every text comes back. Pure.
#pragma once

#include <string>
#include <string_view>

namespace carillon::ingest {

// Whether a spreadsheet would take it for a formula but for apostrophes in front of it.
inline bool is_formula_like(std::string_view text) {
  const auto first = text.find_first_not_of('\'');
  return first != std::string_view::npos &&
         std::string_view("=+-@\t\r").find(text[first]) != std::string_view::npos;
}

// The text that a cell stands for.
inline std::string_view without_guard(std::string_view cell) {
  return cell.starts_with('\'') && is_formula_like(cell) ? cell.substr(1) : cell;
}

enum class Formulas { kGuarded, kRaw };

// Appends a cell, quoted where it must be.
inline void append_cell(std::string& out, std::string_view text, Formulas formulas = Formulas::kGuarded) {
  const bool guard = formulas == Formulas::kGuarded && is_formula_like(text);
  if (text.find_first_of(",;\t|\"\r\n") == std::string_view::npos) {
    if (guard) out += '\'';
    out += text;
    return;
  }
  out += '"';
  if (guard) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace carillon::ingest
