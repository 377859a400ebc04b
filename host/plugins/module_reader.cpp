#include "plugins/module_reader.h"

#include <algorithm>
#include <cstring>

#include <carillon/abi.h>

namespace carillon::plugins {

namespace {

constexpr std::uint32_t kMaxStruct = 64U << 10;
constexpr std::uint32_t kMaxDescriptors = 256;
constexpr std::size_t kMaxId = 64;
constexpr std::size_t kMaxWords = 4U << 10;
constexpr std::size_t kMaxSchema = 1U << 20;

bool well_formed_id(std::string_view id) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  };
  return !id.empty() && id.size() <= kMaxId && std::all_of(id.begin(), id.end(), fits);
}

// A text of the plugin, bounded; absent ones are empty.
std::string text(const char* s, std::size_t max) {
  return s == nullptr ? "" : std::string(s, strnlen(s, max));
}

Error wrong(std::string_view id, std::string_view what) {
  return invalid("its descriptor \"" + std::string(id) + "\" " + std::string(what));
}

Result<ReadDescriptor> read_descriptor(const crl_descriptor* raw) {
  if (raw == nullptr) return invalid("one of its descriptors is null; list only real ones");
  crl_descriptor d{};
  if (raw->size < CRL_END_OF(raw, config_schema) || raw->size > kMaxStruct) {
    return invalid("a descriptor says it has " + std::to_string(raw->size) + " bytes, at least " +
                   std::to_string(sizeof d) + " are expected; set `size` to sizeof(crl_descriptor)");
  }
  std::memcpy(&d, raw, std::min<std::size_t>(raw->size, sizeof d));
  const std::string id = text(d.id, kMaxId + 1);
  if (!well_formed_id(id)) {
    return wrong(id, "has an id that cannot be used; ids are 1 to 64 of a-z 0-9 _ . - (\"com.acme.sms\")");
  }
  if (d.kind == nullptr || *d.kind == '\0')
    return wrong(id, "has no kind; use CRL_CHANNEL_ID or another CRL_*_ID");
  if (d.name == nullptr || *d.name == '\0') return wrong(id, "has no name; give it one for people to read");
  if (d.version == nullptr || *d.version == '\0')
    return wrong(id, "has no version; give it one such as \"1.0.0\"");
  const std::string schema =
      d.config_schema == nullptr ? R"({"type":"object"})" : text(d.config_schema, kMaxSchema + 1);
  if (schema.size() > kMaxSchema) return wrong(id, "has a config_schema of more than 1 MiB");
  auto settings = JsonSchema::compile(schema);
  if (!settings) return wrong(id, "has a config_schema that cannot be used: " + settings.error().message);

  Descriptor words{id,
                   text(d.kind, kMaxWords),
                   text(d.name, kMaxWords),
                   text(d.version, kMaxWords),
                   text(d.vendor, kMaxWords),
                   text(d.license, kMaxWords),
                   text(d.description, kMaxWords),
                   schema,
                   {}};
  if (kind_word(words.kind).empty()) {
    words.note =
        "this host does not know the kind \"" + words.kind.substr(0, 80) + "\"; it needs a newer host";
  }
  return ReadDescriptor{std::move(words), d.flags, std::move(*settings)};
}

}  // namespace

std::string_view kind_word(std::string_view kind) {
  if (kind == CRL_CHANNEL_ID) return "channel";
  if (kind == CRL_AI_ID) return "AI provider";
  if (kind == CRL_SEGOP_ID) return "operator";
  if (kind == CRL_STORAGE_ID) return "storage";
  if (kind == CRL_QUEUE_ID) return "queue";
  return {};
}

Result<ReadModule> read_module(const crl_module* module) {
  if (module == nullptr) return invalid(CRL_ENTRY_NAME "() answered null; let it return the module's table");
  if (module->size < CRL_END_OF(module, create) || module->size > kMaxStruct) {
    return invalid("its module table says it has " + std::to_string(module->size) + " bytes, at least " +
                   std::to_string(sizeof(crl_module)) + " are expected; set `size` to sizeof(crl_module)");
  }
  ReadModule out;
  std::memcpy(&out.table, module, std::min<std::size_t>(module->size, sizeof out.table));
  const auto& table = out.table;
  if (table.abi_major != CRL_ABI_MAJOR) {
    return invalid("it was built for major " + std::to_string(table.abi_major) +
                   " of the plugin ABI, this host speaks " + std::to_string(CRL_ABI_MAJOR) +
                   "; build it with this host's SDK or update the host");
  }
  if (table.create == nullptr) return invalid("its module table has no create(); instances cannot be made");
  if (table.n_descriptors == 0 || table.descriptors == nullptr) {
    return invalid("it describes no plugin; list at least one descriptor");
  }
  if (table.n_descriptors > kMaxDescriptors) {
    return invalid("it claims " + std::to_string(table.n_descriptors) + " descriptors, at most " +
                   std::to_string(kMaxDescriptors) + " are taken");
  }
  for (std::uint32_t i = 0; i < table.n_descriptors; ++i) {
    auto read = read_descriptor(table.descriptors[i]);
    if (!read) return read.error();
    for (const auto& other : out.descriptors) {
      if (other.words.id == read->words.id)
        return wrong(other.words.id, "appears twice in the file; ids are unique");
    }
    out.descriptors.push_back(std::move(*read));
  }
  return out;
}

}  // namespace carillon::plugins
