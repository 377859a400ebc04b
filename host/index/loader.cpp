#include "index/loader.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <unordered_map>

#include "base/json.h"
#include "index/side_by_side.h"
#include "index/spans.h"
#include "store/customers.h"
#include "store/filter.h"

namespace carillon::index {

namespace {

// Which fields to ask storage for, and how a row of them becomes the cells of the sources.
class Reading {
 public:
  explicit Reading(std::vector<Source> sources) : sources_(std::move(sources)) {
    fields_.push_back("id");
    for (const Source& source : sources_) {
      const auto known = std::ranges::find(fields_, source.field);
      place_.push_back(static_cast<std::size_t>(known - fields_.begin()));
      if (known == fields_.end()) fields_.push_back(source.field);
      const auto attribute = as_attribute(source.column);
      pointers_.push_back(attribute ? std::optional(attribute->pointer) : std::nullopt);
    }
  }
  std::vector<std::string_view> fields() const { return {fields_.begin(), fields_.end()}; }
  const std::vector<Source>& sources() const { return sources_; }

  // put(i, cell) for each source; cells are good until it returns.
  template <class Put>
  void row(store::Row row, Put put) const {
    std::optional<json::value> attributes;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
      const crl_value& cell = row[place_[i]];
      if (pointers_[i]) {
        if (!attributes) attributes = parsed(cell);
        put(i, at(*attributes, *pointers_[i], sources_[i].type));
      } else if (sources_[i].column.ends_with('?')) {
        put(i, cell.is_null != 0 ? cell::null(CRL_T_BOOL) : cell::boolean(true));
      } else {
        put(i, cell);
      }
    }
  }

 private:
  static json::value parsed(const crl_value& cell) {
    const auto text = cell::as_text(cell);
    if (text.empty() || text == "{}") return {};
    auto made = parse_json(text);
    return made ? *std::move(made) : json::value{};
  }
  static crl_value at(const json::value& document, const std::string& pointer, std::uint32_t type) {
    const json::value* found = document.is_null() ? nullptr : at_pointer(document, pointer);
    if (found != nullptr) {
      if (type == CRL_T_TEXT && found->is_string()) return cell::text(std::string_view(found->get_string()));
      if (type == CRL_T_F64 && found->is_number()) return cell::real(found->to_number<double>());
      if (type == CRL_T_BOOL && found->is_bool()) return cell::boolean(found->get_bool());
    }
    return cell::null(type);
  }

  std::vector<Source> sources_;
  std::vector<std::string> fields_;
  std::vector<std::size_t> place_;
  std::vector<std::optional<std::string>> pointers_;
};

std::vector<Source> sources_of(const Table& table) {
  std::vector<Source> out;
  for (const auto& [name, column] : table.columns) {
    if (name != "id") out.push_back(source_of(name));
  }
  return out;
}

bool owns_text(std::uint32_t type) { return type == CRL_T_TEXT || type == CRL_T_SET || type == CRL_T_JSON; }

// Reads a whole collection in pages of the query's limit; `between` says whether to go on.
template <class Each, class Between>
Status read_pages(store::Database& database, store::Query query, Each each, Between between) {
  std::string cursor;
  do {
    query.cursor = cursor;
    std::string next;
    const Status read = database.read([&](store::Session& session) -> Status {
      auto done = session.query(query, each);
      if (!done) return done.error();
      next = *std::move(done);
      return {};
    });
    if (!read) return read;
    cursor = std::move(next);
    if (Status go = between(); !go) return go;
  } while (!cursor.empty());
  return {};
}

constexpr std::size_t kSpans = 16;  // at most, of ids; threads take one after the other

}  // namespace

Status Loader::go_on(std::size_t bytes) const {
  if (stopping_) return Error{CRL_E_CANCELLED, "the host stops"};
  if (bytes > budget_) return Error{CRL_E_FULL, "the index needs more than its memory"};
  return {};
}

Status Loader::customers(People& into, const Progress& progress) {
  const auto ends = ends_of(database_, "customers");
  if (!ends) return ends.error();
  // Ids tell the time of their making, so spans of them hold as many customers as came in those times.
  const auto least = static_cast<std::uint64_t>(ends->first);
  const std::uint64_t all = static_cast<std::uint64_t>(ends->second) - least;
  const std::uint64_t width = all / kSpans + 1;
  std::vector<std::unique_ptr<People>> parts(all / width + 1);
  std::atomic<std::size_t> next = 0, rows = 0, bytes = 0;
  const std::function<Status()> work = [&]() -> Status {
    for (std::size_t i = next++; i < parts.size(); i = next++) {
      const std::uint64_t first = least + i * width;
      const bool is_last = i + 1 == parts.size();
      const std::pair span(static_cast<Id>(first),
                           is_last ? std::numeric_limits<Id>::max() : static_cast<Id>(first + width - 1));
      parts[i] = std::make_unique<People>();
      std::size_t rows_before = 0, bytes_before = 0;
      const Status read = customers_of_span(span, *parts[i], [&] {
        rows += parts[i]->table.size - rows_before;
        bytes += parts[i]->bytes() - bytes_before;
        rows_before = parts[i]->table.size;
        bytes_before = parts[i]->bytes();
        return go_on(bytes);
      });
      if (!read) return read;
    }
    return {};
  };
  const std::function<Status()> works[] = {[&] { return work(); }, work};
  if (Status read = side_by_side(works); !read) return read;
  for (auto& part : parts) {
    into.take(*part);
    part.reset();
    progress(into.table.size);
  }
  for (auto& [name, column] : into.table.columns) column.settle();
  return go_on(into.bytes());
}

Status Loader::customers_of_span(std::pair<Id, Id> span, People& into,
                                 const std::function<Status()>& between) {
  const Reading reading(sources_of(into.table));
  std::vector<Column*> columns;
  for (const Source& source : reading.sources()) {
    columns.push_back(&into.table.columns.find(source.column)->second);
  }
  Expr of_span;
  const auto from = of_span.compare(CRL_X_GE, "id", cell::of_int(span.first));
  const auto upto = of_span.compare(CRL_X_LE, "id", cell::of_int(span.second));
  of_span.node(CRL_X_AND, CRL_T_BOOL, {from, upto});
  store::Query query;
  query.collection = "customers";
  query.columns = reading.fields();
  query.where = &of_span;
  query.order = {"id"};
  query.limit = page_rows_;
  const auto each = [&](store::Row row) {
    into.append(row[0].v.i);
    reading.row(row, [&](std::size_t i, const crl_value& cell) { columns[i]->push(cell); });
    return true;
  };
  return read_pages(database_, std::move(query), each, between);
}

Status Loader::columns(const People& people, const std::vector<std::string>& names,
                       std::map<std::string, Column>& out) {
  std::vector<Source> sources;
  for (const std::string& name : names) sources.push_back(source_of(name));
  std::vector<Column*> columns;
  for (const Source& source : sources) {
    Column& column = out.emplace(source.column, Column(source.type)).first->second;
    column.values.resize(people.table.size);
    columns.push_back(&column);
  }
  const Reading reading(std::move(sources));
  store::Query query;
  query.collection = "customers";
  query.columns = reading.fields();
  query.order = {"id"};
  query.limit = page_rows_;
  const auto each = [&](store::Row row) {
    const auto at = people.find(row[0].v.i);
    if (!at) return true;
    reading.row(row, [&](std::size_t i, const crl_value& cell) { columns[i]->set(*at, cell); });
    return true;
  };
  return read_pages(database_, std::move(query), each, [&] {
    std::size_t bytes = people.bytes();
    for (const Column* column : columns) bytes += column->bytes();
    return go_on(bytes);
  });
}

Status Loader::some_customers(store::Session& session, std::span<const Id> ids, Staged& out) const {
  const Reading reading(out.sources);
  const auto fields = reading.fields();
  return store::read_customers(session, ids, fields, [&](store::Row row) {
    out.ids.push_back(row[0].v.i);
    reading.row(row, [&](std::size_t, crl_value cell) {
      if (cell.is_null == 0 && owns_text(cell.type)) {
        cell.v.s = str(out.kept.emplace_back(view(cell.v.s)));
      }
      out.cells.push_back(cell);
    });
    return true;
  });
}

}  // namespace carillon::index
