#include "cell.h"

#include <cstring>

namespace carillon::reference {

OwnedCell::OwnedCell(const crl_value& v) : value_(v) {
  if (v.is_null != 0) {
    value_ = cell::null(v.type);
  } else if (holds_text(v.type)) {
    const std::string_view text = carillon::view(v.v.s);
    text_ = std::make_unique<char[]>(text.size() + 1);
    if (!text.empty()) std::memcpy(text_.get(), text.data(), text.size());
    value_.v.s = {text_.get(), text.size()};
  }
}

bool OwnedCell::operator<(const OwnedCell& o) const {
  if (value_.type != o.value_.type) return value_.type < o.value_.type;
  return compare(value_, o.value_) < 0;
}

std::string OwnedCell::print() const {
  if (value_.is_null != 0) return "-";
  if (holds_text(value_.type)) return '"' + std::string(carillon::view(value_.v.s)) + '"';
  if (value_.type == CRL_T_F64) return std::to_string(value_.v.f);
  if (value_.type == CRL_T_DECIMAL) return to_text(Decimal{value_.v.i});
  return std::to_string(value_.v.i);
}

}  // namespace carillon::reference
