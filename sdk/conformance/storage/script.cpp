#include "script.h"

#include <algorithm>
#include <optional>

#include "script_expr.h"

namespace carillon::conformance {

namespace {

using Words = std::vector<std::string>;

const std::map<std::string, std::int32_t, std::less<>> kMerges = {{"replace", CRL_MERGE_REPLACE},
                                                                  {"keep", CRL_MERGE_KEEP},
                                                                  {"add", CRL_MERGE_ADD},
                                                                  {"min", CRL_MERGE_MIN},
                                                                  {"max", CRL_MERGE_MAX}};
const std::map<std::string, crl_status, std::less<>> kStatuses = {{"invalid", CRL_E_INVALID},
                                                                  {"conflict", CRL_E_CONFLICT},
                                                                  {"not_found", CRL_E_NOT_FOUND},
                                                                  {"unsupported", CRL_E_UNSUPPORTED}};
const std::map<std::string, std::int32_t, std::less<>> kVerbs = {{"insert", CRL_MUT_INSERT},
                                                                 {"upsert", CRL_MUT_UPSERT},
                                                                 {"update", CRL_MUT_UPDATE},
                                                                 {"delete", CRL_MUT_DELETE},
                                                                 {"copy", CRL_MUT_COPY}};

struct Line {
  std::size_t number;
  std::string text;
  Words words;
};

std::string rest_of(const Line& line) {
  const auto space = line.text.find(' ', line.text.find_first_not_of(' '));
  return space == std::string::npos ? std::string() : line.text.substr(space + 1);
}

std::string printed(const Row& row) {
  std::string out = "|";
  for (const OwnedCell& c : row) out += " " + c.print() + " |";
  return out;
}

class Runner {
 public:
  explicit Runner(Store& store) : store_(store) {}

  std::vector<std::string> run(std::string_view script) {
    std::vector<Line> block;
    std::size_t number = 0;
    while (!script.empty()) {
      const auto end = script.find('\n');
      std::string text(script.substr(0, end));
      script.remove_prefix(end == std::string_view::npos ? script.size() : end + 1);
      ++number;
      if (!text.empty() && text[0] == '#') continue;
      if (!text.empty()) block.push_back({number, text, tokens_of(text)});
      if ((text.empty() || script.empty()) && !block.empty()) {
        if (Status s = run_block(block); !s) complain(block[0], s.error().message);
        block.clear();
      }
    }
    return failures_;
  }

 private:
  void complain(const Line& line, const std::string& what) {
    failures_.push_back("line " + std::to_string(line.number) + ": " + what);
  }

  Status run_block(const std::vector<Line>& block) {
    const std::string& word = block[0].words[0];
    if (word == "collection") return declare(block);
    if (!session_) {
      auto opened = store_.session();
      if (!opened) return opened.error();
      session_.emplace(std::move(opened).value());
    }
    if (word == "query") return query(block);
    if (kVerbs.contains(word)) return mutate(block);
    return invalid("a block cannot begin with " + word);
  }

  Status declare(const std::vector<Line>& block) {
    CollectionSpec c{.name = block[0].words.at(1)};
    for (std::size_t i = 1; i < block.size(); ++i) {
      const Words& w = block[i].words;
      if (w[0] == "index" || w[0] == "unique") {
        c.indexes.push_back({{w.begin() + 1, w.end()}, w[0] == "unique"});
      } else if (w[0] == "relation") {
        c.relations.push_back({w.at(1), w.at(2), w.at(3), w.at(4)});
      } else {
        const auto type = parse_type(w.at(1));
        if (!type) return type.error();
        FieldSpec f{w[0], *type};
        for (std::size_t k = 2; k < w.size(); ++k) {
          if (w[k] == "key") f.flags |= CRL_FIELD_KEY;
          if (w[k] == "required") f.flags |= CRL_FIELD_REQUIRED;
          if (w[k] == "folded") f.flags |= CRL_FIELD_FOLDED;
          if (w[k].starts_with("max=")) f.max_len = static_cast<std::uint32_t>(std::stoul(w[k].substr(4)));
        }
        c.fields.push_back(f);
      }
    }
    auto& kept = collections_[c.name] = std::move(c);
    const crl_collection* all[] = {kept.raw()};
    return store_.ensure(all);
  }

  Result<Row> row(const Line& line, const std::vector<std::uint32_t>& types) {
    Row out;
    for (const auto& word : line.words) {
      if (word == "|") continue;
      if (out.size() == types.size()) return invalid("a row has too many cells: " + line.text);
      auto cell = parse_cell(types[out.size()], word);
      if (!cell) return cell.error();
      out.push_back(std::move(cell).value());
    }
    if (out.size() != types.size()) return invalid("a row has too few cells: " + line.text);
    return out;
  }

  // Compares what a call answered with the "=" or "!" line.
  void judge(const Line& line, const Status& status, const std::string& changed) {
    if (line.words[0] == "!") {
      const auto wanted = kStatuses.find(line.words.at(1));
      if (status.ok())
        complain(line, "expected " + line.words[1] + ", but it was done");
      else if (wanted == kStatuses.end() || status.error().status != wanted->second)
        complain(line, status.error().message);
    } else if (!status) {
      complain(line, status.error().message);
    } else if (!changed.empty() && line.words.at(1) != changed) {
      complain(line, "expected " + line.words[1] + " rows changed, found " + changed);
    }
  }

  Status mutate(const std::vector<Line>& block) {
    const CollectionSpec& c = collections_.at(block[0].words.at(1));
    MutationSpec m{.verb = kVerbs.at(block[0].words[0]), .collection = c.name};
    std::vector<std::uint32_t> types;
    for (std::size_t i = 2; i < block[0].words.size(); ++i) {
      const std::string& word = block[0].words[i];
      const auto colon = word.find(':');
      m.columns.push_back(word.substr(0, colon));
      m.merge.push_back(colon == std::string::npos ? CRL_MERGE_REPLACE : kMerges.at(word.substr(colon + 1)));
      const FieldSpec* f = c.find(m.columns.back());
      types.push_back(f == nullptr ? CRL_T_TEXT : f->type);
    }
    const Line* expected = nullptr;
    for (std::size_t i = 1; i < block.size(); ++i) {
      const Line& line = block[i];
      const std::string& word = line.words[0];
      const CollectionSpec& source = m.from ? collections_.at(m.from->collection) : c;
      if (word == "|") {
        auto cells = row(line, types);
        if (!cells) return cells.error();
        m.rows.push_back(std::move(cells).value());
      } else if (word == "on") {
        m.conflict.assign(line.words.begin() + 1, line.words.end());
      } else if (word == "must") {
        m.must_change = true;
      } else if (word == "from") {
        m.from =
            QuerySpec{.collection = line.words.at(1), .columns = {line.words.begin() + 2, line.words.end()}};
      } else if (word == "=" || word == "!") {
        expected = &line;
      } else if (m.from) {
        if (Status s = clause(*m.from, source, line); !s) return s;
      } else if (word == "limit") {
        m.limit = std::stoull(line.words.at(1));
      } else if (word == "where") {
        auto e = parse_expression(collections_, c, rest_of(line));
        if (!e) return e.error();
        m.where = std::move(e).value();
      } else {
        return invalid("a write cannot say " + word);
      }
    }
    if (expected == nullptr) return invalid("a write must say what is expected");
    const auto changed = session_->mutate(m.raw());
    judge(*expected, changed ? Status() : Status(changed.error()), changed ? std::to_string(*changed) : "");
    return {};
  }

  Status clause(QuerySpec& q, const CollectionSpec& c, const Line& line) {
    const Words& w = line.words;
    if (w[0] == "where" || w[0] == "output") {
      auto e = parse_expression(collections_, c, rest_of(line));
      if (!e) return e.error();
      if (w[0] == "where")
        q.where = std::move(e).value();
      else
        q.outputs.push_back(std::move(e).value());
    } else if (w[0] == "group") {
      q.group_by.assign(w.begin() + 1, w.end());
    } else if (w[0] == "order") {
      for (std::size_t i = 1; i < w.size(); ++i) {
        q.order.push_back(w[i][0] == '-' ? w[i].substr(1) : w[i]);
        q.order_desc.push_back(w[i][0] == '-' ? 1 : 0);
      }
    } else if (w[0] == "limit") {
      q.limit = std::stoull(w.at(1));
    } else if (w[0] == "now") {
      q.now_us = std::stoll(w.at(1));
    } else if (w[0] == "continue") {
      q.cursor = cursor_;
    } else {
      return invalid("a query cannot say " + w[0]);
    }
    return {};
  }

  Status query(const std::vector<Line>& block) {
    const CollectionSpec& c = collections_.at(block[0].words.at(1));
    QuerySpec q{.collection = c.name, .columns = {block[0].words.begin() + 2, block[0].words.end()}};
    std::vector<const Line*> expected;
    bool more = false;
    const Line* refusal = nullptr;
    for (std::size_t i = 1; i < block.size(); ++i) {
      if (block[i].words[0] == "|")
        expected.push_back(&block[i]);
      else if (block[i].words[0] == "more")
        more = true;
      else if (block[i].words[0] == "!")
        refusal = &block[i];
      else if (Status s = clause(q, c, block[i]); !s)
        return s;
    }
    const auto got = session_->query(q.raw());
    if (refusal != nullptr) {
      judge(*refusal, got ? Status() : Status(got.error()), "");
      return {};
    }
    if (!got) return got.error();
    std::vector<std::uint32_t> types;
    for (const auto& column : q.columns) types.push_back(c.find(column)->type);
    for (const Expr& e : q.outputs) types.push_back(e.type_of(e.root()));
    for (std::size_t i = 0; i < std::max(expected.size(), got->rows.size()); ++i) {
      if (i >= expected.size())
        complain(block[0], "one row too many: " + printed(got->rows[i]));
      else if (i >= got->rows.size())
        complain(*expected[i], "the row is missing");
      else {
        const auto wanted = row(*expected[i], types);
        if (!wanted) return wanted.error();
        if (printed(*wanted) != printed(got->rows[i]))
          complain(*expected[i], "found " + printed(got->rows[i]));
      }
    }
    cursor_ = got->cursor;
    if (more == cursor_.empty()) complain(block[0], more ? "a cursor was expected" : "there is a cursor");
    return {};
  }

  Store& store_;
  std::optional<SessionHandle> session_;
  Collections collections_;
  std::string cursor_;
  std::vector<std::string> failures_;
};

}  // namespace

std::vector<std::string> run_script(Store& store, std::string_view script) {
  return Runner(store).run(script);
}

}  // namespace carillon::conformance
