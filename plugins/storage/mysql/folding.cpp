#include "folding.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "sql/fold.h"

namespace carillon::mysql {

namespace {

using sql::Fragment;
using sql::join;

constexpr UChar32 kEnd = 0x20000;       // no letter beyond has a case
constexpr UChar32 kAside = 0x10FF00;    // private characters stand in for letters that are set aside
constexpr std::size_t kAtOnce = 1'000;  // fits into any packet
constexpr std::size_t kMost = 200;      // replacements: the server nests no deeper with ease

std::string utf8(UChar32 c) {
  char bytes[4];
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, c);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string literal(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out = "_utf8mb4 X'";
  for (const char c : text) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out + "'";
}

std::vector<UChar32> characters(std::string_view text) {
  std::vector<UChar32> out;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::int32_t i = 0; i < static_cast<std::int32_t>(text.size());) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, static_cast<std::int32_t>(text.size()), c);
    out.push_back(c);
  }
  return out;
}

Result<std::string> one_text(MysqlConnection& db, const std::string& sql, const crl_value* parameter) {
  auto statement = db.prepare(sql);
  if (!statement) return statement.error();
  if (parameter != nullptr) {
    if (Status s = (*statement)->bind(1, *parameter); !s) return s.error();
  }
  auto row = (*statement)->step();
  if (!row) return row.error();
  return std::string(*row ? cell::as_text((*statement)->column(0, CRL_T_TEXT)) : std::string_view{});
}

// The newest letters first.
Result<std::string> best_collation(MysqlConnection& db) {
  for (const char* name : {"uca1400_ai_ci", "utf8mb4_0900_ai_ci"}) {
    const crl_value wanted = cell::text(name);
    auto found = one_text(
        db, "SELECT COLLATION_NAME FROM information_schema.COLLATIONS WHERE COLLATION_NAME = ?", &wanted);
    if (!found) return found.error();
    if (!found->empty()) return std::string(name[0] == 'u' && name[1] == 'c' ? "utf8mb4_" : "") + name;
  }
  return std::string("utf8mb4_unicode_520_ci");
}

std::string lowered(const std::string& text, const std::string& collation) {
  return "LOWER(UPPER(" + text + " COLLATE " + collation + "))";
}

// What the server makes of a letter; none where that is not one letter.
using Letters = std::map<UChar32, std::optional<UChar32>>;

// Asks for many letters at once, and for ever fewer of those of which the server does not make as many.
Status ask_letters(MysqlConnection& db, const std::string& sql, std::span<const UChar32> letters,
                   Letters& out) {
  std::string text;
  for (const UChar32 c : letters) text += utf8(c);
  const crl_value parameter = cell::text(text);
  const auto answer = one_text(db, sql, &parameter);
  if (!answer) return answer.error();
  const auto got = characters(*answer);
  if (got.size() == letters.size()) {
    for (std::size_t i = 0; i < letters.size(); ++i) out.emplace(letters[i], got[i]);
    return {};
  }
  if (letters.size() == 1) {
    out.emplace(letters.front(), std::nullopt);
    return {};
  }
  const std::size_t half = letters.size() / 2;
  if (Status s = ask_letters(db, sql, letters.first(half), out); !s) return s;
  return ask_letters(db, sql, letters.subspan(half), out);
}

Result<Letters> server_letters(MysqlConnection& db, const std::string& collation) {
  const std::string sql = "SELECT " + lowered("CONVERT(? USING utf8mb4)", collation);
  std::vector<UChar32> all;
  for (UChar32 c = 1; c < kEnd; ++c) {
    if (!U_IS_SURROGATE(c)) all.push_back(c);
  }
  Letters out;
  const std::span<const UChar32> letters(all);
  for (std::size_t at = 0; at < letters.size(); at += kAtOnce) {
    const auto some = letters.subspan(at, std::min(kAtOnce, letters.size() - at));
    if (Status s = ask_letters(db, sql, some, out); !s) return s.error();
  }
  return out;
}

UChar32 folded(UChar32 c) { return u_foldCase(c, U_FOLD_CASE_DEFAULT); }

std::string pattern(const std::vector<UChar32>& letters) {
  std::string out;
  for (std::size_t i = 0; i < letters.size();) {
    std::size_t last = i;
    while (last + 1 < letters.size() && letters[last + 1] == letters[last] + 1) ++last;
    out += utf8(letters[i]);
    if (last > i) out += "-" + utf8(letters[last]);
    i = last + 1;
  }
  return "[" + out + "]";
}

}  // namespace

Result<Folding> Folding::learn(MysqlConnection& db, std::string binary) {
  Folding out;
  out.binary_ = std::move(binary);
  auto collation = best_collation(db);
  if (!collation) return collation.error();
  out.folding_ = std::move(collation).value();
  const auto letters = server_letters(db, out.folding_);
  if (!letters) return letters.error();

  std::map<UChar32, std::vector<UChar32>> classes;  // letters that the server makes one
  std::vector<UChar32> exceptions;
  const auto set_aside = [&](UChar32 c) {
    const std::string aside = utf8(kAside + static_cast<UChar32>(out.before_.size()));
    out.before_.emplace_back(utf8(c), aside);
    out.after_.emplace_back(aside, utf8(folded(c)));
  };
  for (const auto& [letter, made] : *letters) {
    if (made) {
      classes[*made].push_back(letter);
    } else if (out.before_.size() < kMost) {
      exceptions.push_back(letter);
      set_aside(letter);
    }
  }
  for (const auto& [made, members] : classes) {
    const UChar32 first = folded(members.front());
    const bool agree =
        std::all_of(members.begin(), members.end(), [&](UChar32 c) { return folded(c) == first; });
    if (out.before_.size() + out.after_.size() >= kMost) break;
    if (agree && first != made) out.after_.emplace_back(utf8(made), utf8(first));
    for (const UChar32 c : members) {
      if (folded(c) == made) continue;
      exceptions.push_back(c);
      if (!agree) set_aside(c);
    }
  }
  std::sort(exceptions.begin(), exceptions.end());
  if (!exceptions.empty()) out.exceptions_ = pattern(exceptions);
  return out;
}

Fragment Folding::fold(const Fragment& text) const {
  const auto replaced = [](Fragment inner, const Replacements& all) {
    for (const auto& [from, to] : all)
      inner = join("REPLACE(", inner, ", ", literal(from), ", ", literal(to), ")");
    return inner;
  };
  const auto lower = [&](const Fragment& inner) {
    return join("LOWER(UPPER(", inner, " COLLATE ", folding_, ")) COLLATE ", binary_);
  };
  Fragment out = join("(CASE WHEN LENGTH(", text, ") = CHAR_LENGTH(", text, ") THEN LOWER(", text, ")");
  if (!exceptions_.empty()) {
    out += join(" WHEN ", text, " REGEXP ", literal(exceptions_), " THEN ",
                replaced(join("(", lower(replaced(text, before_)), ")"), after_));
  }
  return join(out, " ELSE ", lower(text), " END)");
}

}  // namespace carillon::mysql
