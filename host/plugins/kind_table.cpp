#include "plugins/kind_table.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <carillon/abi.h>

namespace carillon::plugins {

namespace {

constexpr std::uint32_t kMaxOperators = 1024;

// The struct as far as its writer knows it; the rest is zero.
template <class T>
T copy_of(const void* raw) {
  T out{};
  std::uint32_t size = 0;
  std::memcpy(&size, raw, sizeof size);
  std::memcpy(&out, raw, std::min<std::size_t>(size, sizeof out));
  out.size = sizeof out;
  return out;
}

Error missing(std::string_view what) {
  return invalid("it lacks " + std::string(what) +
                 ", without which it cannot work; a newer build of it may have it");
}

using Table = std::shared_ptr<const void>;

Result<Table> channel(const void* raw) {
  auto table = copy_of<crl_channel>(raw);
  if (table.caps == nullptr) return missing("the function caps()");
  if (table.send == nullptr) return missing("the function send()");
  if (table.cancel == nullptr) table.cancel = [](void*, const std::uint64_t*, std::uint32_t) {};
  if (table.webhook == nullptr) {
    table.webhook = [](void*, const crl_kv*, std::uint32_t, crl_str, crl_error* error) -> crl_status {
      write_error({CRL_E_UNSUPPORTED, "this channel takes no receipts over HTTP", 0, {}}, error);
      return CRL_E_UNSUPPORTED;
    };
  }
  if (table.challenge == nullptr) {
    table.challenge = [](void*, const crl_kv*, std::uint32_t, void*, void (*)(void*, crl_str),
                         crl_error* error) -> crl_status {
      write_error({CRL_E_UNSUPPORTED, "this channel's vendor asks for nothing here", 0, {}}, error);
      return CRL_E_UNSUPPORTED;
    };
  }
  return Table(std::make_shared<const crl_channel>(table));
}

Result<Table> ai(const void* raw) {
  auto table = copy_of<crl_ai>(raw);
  if (table.complete == nullptr) return missing("the function complete()");
  if (table.cancel == nullptr) table.cancel = [](void*, std::uint64_t) {};
  return Table(std::make_shared<const crl_ai>(table));
}

Result<Table> storage(const void* raw) {
  auto table = copy_of<crl_storage>(raw);
  if (table.caps == nullptr) return missing("the function caps()");
  if (table.ensure == nullptr) return missing("the function ensure()");
  if (table.session_open == nullptr) return missing("the function session_open()");
  if (table.session_close == nullptr) return missing("the function session_close()");
  if (table.begin == nullptr) return missing("the function begin()");
  if (table.commit == nullptr) return missing("the function commit()");
  if (table.rollback == nullptr) return missing("the function rollback()");
  if (table.mutate == nullptr) return missing("the function mutate()");
  if (table.query == nullptr) return missing("the function query()");
  if (table.cancel == nullptr) table.cancel = [](void*) {};
  return Table(std::make_shared<const crl_storage>(table));
}

Result<Table> queue(const void* raw) {
  const auto table = copy_of<crl_queue>(raw);
  if (table.publish == nullptr) return missing("the function publish()");
  if (table.hold == nullptr) return missing("the function hold()");
  if (table.release == nullptr) return missing("the function release()");
  if (table.consumer_open == nullptr) return missing("the function consumer_open()");
  if (table.consumer_close == nullptr) return missing("the function consumer_close()");
  if (table.read == nullptr) return missing("the function read()");
  if (table.claim == nullptr) return missing("the function claim()");
  if (table.ack == nullptr) return missing("the function ack()");
  if (table.bury == nullptr) return missing("the function bury()");
  if (table.stats == nullptr) return missing("the function stats()");
  if (table.dead_list == nullptr) return missing("the function dead_list()");
  if (table.dead_retry == nullptr) return missing("the function dead_retry()");
  if (table.dead_remove == nullptr) return missing("the function dead_remove()");
  return Table(std::make_shared<const crl_queue>(table));
}

struct Operators {
  crl_segop table{};
  std::vector<crl_operator> all;
  std::vector<const crl_operator*> pointers;
};

constexpr const char* kNoExamples[] = {nullptr};

Result<Table> segop(const void* raw) {
  auto out = std::make_shared<Operators>();
  out->table = copy_of<crl_segop>(raw);
  if (out->table.n_operators == 0 || out->table.operators == nullptr) return missing("operators");
  if (out->table.n_operators > kMaxOperators) return invalid("it claims more than 1024 operators");
  for (std::uint32_t i = 0; i < out->table.n_operators; ++i) {
    const auto* given = out->table.operators[i];
    if (given == nullptr) return missing("operator number " + std::to_string(i));
    auto op = copy_of<crl_operator>(given);
    if (op.name == nullptr || *op.name == '\0')
      return missing("the name of operator number " + std::to_string(i));
    const std::string of = " of its operator \"" + std::string(op.name) + "\"";
    if (op.lower == nullptr) return missing("the function lower()" + of);
    if (op.describe == nullptr) return missing("the function describe()" + of);
    if (op.args_schema == nullptr) return missing("the args_schema" + of);
    if (op.takes_field != 0 && op.field_types == nullptr) return missing("the field_types" + of);
    if (op.title == nullptr) op.title = op.name;
    if (op.summary == nullptr) op.summary = "";
    if (op.examples == nullptr) op.examples = kNoExamples;
    if (op.eval == nullptr) {
      op.eval = [](void*, const crl_doc*, const crl_row*, std::int64_t, std::int32_t*,
                   crl_error* error) -> crl_status {
        write_error({CRL_E_UNSUPPORTED, "this operator is exact and judges no single customer", 0, {}},
                    error);
        return CRL_E_UNSUPPORTED;
      };
    }
    out->all.push_back(op);
  }
  for (const auto& op : out->all) out->pointers.push_back(&op);
  out->table.operators = out->pointers.data();
  return Table(out, &out->table);
}

}  // namespace

Result<Table> complete_table(std::string_view kind, const void* raw) {
  if (raw == nullptr) {
    return invalid("its get_interface(\"" + std::string(kind) + "\") answered null; return the kind's table");
  }
  if (kind == CRL_CHANNEL_ID) return channel(raw);
  if (kind == CRL_AI_ID) return ai(raw);
  if (kind == CRL_SEGOP_ID) return segop(raw);
  if (kind == CRL_STORAGE_ID) return storage(raw);
  if (kind == CRL_QUEUE_ID) return queue(raw);
  return invalid("this host does not know the kind \"" + std::string(kind) + "\"; it needs a newer host");
}

}  // namespace carillon::plugins
