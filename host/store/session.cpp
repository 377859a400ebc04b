#include "store/session.h"

#include <exception>
#include <memory>

#include <carillon/value.hpp>

#include "store/changes.h"

namespace carillon::store {

namespace {

// The pointers that a crl_query needs, kept for the length of the call.
class QueryView {
 public:
  explicit QueryView(const Query& q) {
    query_.size = sizeof query_;
    query_.flags = q.lock ? CRL_QUERY_LOCK : 0;
    query_.collection = str(q.collection);
    query_.columns = list(q.columns, columns_);
    query_.n_columns = static_cast<std::uint32_t>(columns_.size());
    if (q.where != nullptr) {
      where_ = q.where->view();
      query_.where = &where_;
    }
    query_.order = list(q.order, order_);
    query_.n_order = static_cast<std::uint32_t>(order_.size());
    if (!q.descending.empty()) {
      for (const bool desc : q.descending) descending_.push_back(desc ? 1 : 0);
      query_.order_desc = descending_.data();
    }
    query_.cursor = str(q.cursor);
    query_.limit = q.limit;
    query_.group_by = list(q.group_by, group_by_);
    query_.n_group_by = static_cast<std::uint32_t>(group_by_.size());
    outputs_.reserve(q.outputs.size());
    for (const Expr* output : q.outputs) outputs_.push_back(output->view());
    for (const crl_expr& output : outputs_) output_pointers_.push_back(&output);
    query_.outputs = output_pointers_.data();
    query_.n_outputs = static_cast<std::uint32_t>(outputs_.size());
    query_.now_us = q.now_us;
  }
  QueryView(const QueryView&) = delete;
  QueryView& operator=(const QueryView&) = delete;
  const crl_query* get() const { return &query_; }

  static const crl_str* list(const std::vector<std::string_view>& names, std::vector<crl_str>& into) {
    into.reserve(names.size());
    for (const auto name : names) into.push_back(str(name));
    return into.data();
  }

 private:
  crl_query query_{};
  crl_expr where_{};
  std::vector<crl_str> columns_, order_, group_by_;
  std::vector<std::uint32_t> descending_;
  std::vector<crl_expr> outputs_;
  std::vector<const crl_expr*> output_pointers_;
};

// What a page callback needs; an exception of the callback waits here until the plugin's frames are gone.
struct Reader {
  const RowFn& row;
  std::string cursor;
  std::exception_ptr thrown;
};

std::int32_t read_page(void* ctx, const crl_value* cells, std::uint32_t n_rows, std::uint32_t n_columns) {
  auto& reader = *static_cast<Reader*>(ctx);
  try {
    for (std::uint32_t i = 0; i < n_rows; ++i) {
      if (!reader.row(Row(cells + std::size_t{i} * n_columns, n_columns))) return 1;
    }
    return 0;
  } catch (...) {
    reader.thrown = std::current_exception();
    return 1;
  }
}

void read_cursor(void* ctx, crl_str next) { static_cast<Reader*>(ctx)->cursor = view(next); }

}  // namespace

Session::Session(const crl_storage& table, void* session) : table_(table), session_(session) {}
Session::~Session() { table_.session_close(session_); }

Status Session::begin(std::int32_t mode) {
  crl_error error = empty_error();
  const crl_status status = table_.begin(session_, mode, &error);
  return status == CRL_OK ? Status{} : read_error(status, error);
}

Status Session::commit() {
  crl_error error = empty_error();
  const crl_status status = table_.commit(session_, &error);
  return status == CRL_OK ? Status{} : read_error(status, error);
}

Status Session::rollback() {
  crl_error error = empty_error();
  const crl_status status = table_.rollback(session_, &error);
  return status == CRL_OK ? Status{} : read_error(status, error);
}

Result<std::uint64_t> Session::mutate(const Mutation& m) {
  std::vector<crl_str> columns;
  std::vector<crl_str> conflict;
  crl_mutation mutation{};
  mutation.size = sizeof mutation;
  mutation.verb = m.verb;
  mutation.collection = str(m.collection);
  mutation.columns = QueryView::list(m.columns, columns);
  mutation.n_columns = static_cast<std::uint32_t>(columns.size());
  mutation.n_rows = columns.empty() ? 0 : static_cast<std::uint32_t>(m.cells.size() / columns.size());
  mutation.cells = m.cells.data();
  mutation.merge = m.merge.empty() ? nullptr : m.merge.data();
  mutation.conflict = QueryView::list(m.conflict, conflict);
  mutation.n_conflict = static_cast<std::uint32_t>(conflict.size());
  mutation.must_change = m.must_change ? 1 : 0;
  crl_expr where{};
  if (m.where != nullptr) {
    where = m.where->view();
    mutation.where = &where;
  }
  mutation.limit = m.limit;
  std::unique_ptr<QueryView> from;
  if (m.from != nullptr) {
    from = std::make_unique<QueryView>(*m.from);
    mutation.from = from->get();
  }
  std::uint64_t changed = 0;
  crl_error error = empty_error();
  const crl_status status = table_.mutate(session_, &mutation, &changed, &error);
  if (status != CRL_OK) return read_error(status, error);
  if (changes_ != nullptr) gather_changes(m, *changes_);
  return changed;
}

Result<std::string> Session::query(const Query& q, const RowFn& row) {
  const QueryView query(q);
  Reader reader{row, {}, nullptr};
  crl_rows_sink sink{};
  sink.size = sizeof sink;
  sink.ctx = &reader;
  sink.page = read_page;
  sink.cursor = read_cursor;
  crl_error error = empty_error();
  const crl_status status = table_.query(session_, query.get(), &sink, &error);
  if (reader.thrown) std::rethrow_exception(reader.thrown);
  if (status != CRL_OK) return read_error(status, error);
  return std::move(reader.cursor);
}

void Session::cancel() { table_.cancel(session_); }

}  // namespace carillon::store
