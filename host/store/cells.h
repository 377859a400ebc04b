// Between the fields of records and cells: optional texts, times and sets.
//
// Cells borrow from the records that they were made of.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include <carillon/value.hpp>

#include "store/records.h"

namespace carillon::store {

inline crl_value text_cell(const Text& text) { return text ? cell::text(*text) : cell::null(CRL_T_TEXT); }
inline crl_value time_cell(const Moment& at) { return at ? cell::time(*at) : cell::null(CRL_T_TIME); }
inline crl_value json_cell(const std::string& text) { return cell::text(text, CRL_T_JSON); }
inline crl_value bool_cell(const std::optional<bool>& b) {
  return b ? cell::boolean(*b) : cell::null(CRL_T_BOOL);
}
// Packs into `kept`, which must outlive the cell.
inline crl_value set_cell(const std::vector<std::string>& items, std::deque<std::string>& kept) {
  return cell::text(kept.emplace_back(pack_set(items)), CRL_T_SET);
}

inline Text text_of(const crl_value& v) { return v.is_null != 0 ? Text{} : Text{view(v.v.s)}; }
inline std::string string_of(const crl_value& v) { return std::string(cell::as_text(v)); }
inline Moment time_of(const crl_value& v) { return v.is_null != 0 ? Moment{} : Moment{v.v.i}; }
inline std::optional<bool> bool_of(const crl_value& v) {
  return v.is_null != 0 ? std::optional<bool>{} : std::optional<bool>{v.v.i != 0};
}
inline std::vector<std::string> set_of(const crl_value& v) { return unpack_set(cell::as_text(v)); }

}  // namespace carillon::store
