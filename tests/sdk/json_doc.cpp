#include <boost/json.hpp>

#include "test_host.hpp"

namespace carillon::test {

struct JsonDoc::Parsed {
  boost::json::value root;
  std::string text;
};

namespace {

const boost::json::value* find(const boost::json::value& root, crl_str pointer) {
  boost::system::error_code ec;
  const auto* found = root.find_pointer({pointer.ptr, pointer.len}, ec);
  return ec ? nullptr : found;
}

crl_status get_value(const boost::json::value& root, crl_str pointer, crl_value* out) {
  const auto* v = find(root, pointer);
  if (v == nullptr) return CRL_E_NOT_FOUND;
  if (v->is_null())
    *out = cell::null(CRL_T_TEXT);
  else if (v->is_bool())
    *out = cell::boolean(v->get_bool());
  else if (v->is_int64())
    *out = cell::of_int(v->get_int64());
  else if (v->is_uint64())
    *out = cell::real(static_cast<double>(v->get_uint64()));
  else if (v->is_double())
    *out = cell::real(v->get_double());
  else if (v->is_string())
    *out = cell::text({v->get_string().data(), v->get_string().size()});
  else
    *out = cell::text(v->is_array() ? "[" : "{", CRL_T_JSON);
  if (v->is_array()) out->v.s.len = v->get_array().size();
  if (v->is_object()) out->v.s.len = v->get_object().size();
  return CRL_OK;
}

crl_status get_key(const boost::json::value& root, crl_str pointer, std::uint64_t index, crl_str* out) {
  const auto* v = find(root, pointer);
  if (v == nullptr || !v->is_object() || index >= v->get_object().size()) return CRL_E_NOT_FOUND;
  const auto key = (v->get_object().begin() + static_cast<std::ptrdiff_t>(index))->key();
  *out = {key.data(), key.size()};
  return CRL_OK;
}

}  // namespace

JsonDoc::JsonDoc(std::string_view text) : parsed_(std::make_unique<Parsed>()) {
  parsed_->text = text;
  parsed_->root = boost::json::parse({text.data(), text.size()});
  doc_ = {sizeof(crl_doc),
          0,
          parsed_.get(),
          str(parsed_->text),
          [](void* ctx, crl_str pointer, crl_value* out) {
            return get_value(static_cast<Parsed*>(ctx)->root, pointer, out);
          },
          [](void* ctx, crl_str pointer, std::uint64_t index, crl_str* out) {
            return get_key(static_cast<Parsed*>(ctx)->root, pointer, index, out);
          }};
}
JsonDoc::~JsonDoc() = default;

}  // namespace carillon::test
