#include "api/row_stream.h"

#include <stdexcept>
#include <utility>

namespace carillon::api {

RowStream::RowStream(store::Database& database, std::string header, ReadPage read)
    : database_(database), header_(std::move(header)), read_(std::move(read)) {}

std::string RowStream::next() {
  std::string out = std::exchange(header_, {});
  while (out.empty() && !over_) out = page();
  return out;
}

std::string RowStream::page() {
  RowPage page;
  const Status done = database_.read([&](store::Session& session) {
    page = {};
    return read_(session, cursor_, page);
  });
  if (!done) throw std::runtime_error("an export broke off: " + done.error().message);
  cursor_ = std::move(page.next);
  over_ = cursor_.empty();
  return std::move(page.text);
}

}  // namespace carillon::api
