// Doc reads a JSON document that the host has parsed; Config is the Doc that a plugin is made from.
//
// Both are views, good for the call that brought them (R1): copy what you keep. [pure], so free of races.
// A path is an RFC 6901 pointer ("/limits/rate"); a plain name ("rate") means "/rate"; "" is the document.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "abi/core.h"
#include "result.hpp"
#include "value.hpp"

namespace carillon {

class Doc {
 public:
  enum class Kind { kAbsent, kNull, kBoolean, kInteger, kNumber, kText, kList, kObject };

  Doc() = default;
  explicit Doc(const crl_doc* doc, std::string base = {}) : doc_(doc), base_(std::move(base)) {}

  // The document inside this one at path; absent ones answer kAbsent everywhere.
  Doc at(std::string_view path) const { return Doc(doc_, pointer(path)); }
  // The RFC 6901 pointer of path from the outermost document.
  std::string pointer(std::string_view path = {}) const {
    if (path.empty()) return base_;
    return path.front() == '/' ? base_ + std::string(path) : base_ + "/" + escape(path);
  }

  Kind kind(std::string_view path = {}) const { return kind_of(get(path)); }
  bool has(std::string_view path) const { return kind(path) != Kind::kAbsent; }
  // The outermost document as text, as it was given.
  std::string_view json() const { return doc_ == nullptr ? std::string_view{} : view(doc_->json); }

  // The value at path. CRL_E_INVALID, with the pointer in vendor_code, when it is absent or of another type.
  Result<std::string> text(std::string_view path) const {
    const auto v = get(path);
    if (kind_of(v) != Kind::kText) return wrong(path, v, "a text");
    return std::string(view(v->v.s));
  }
  Result<std::int64_t> integer(std::string_view path) const {
    const auto v = get(path);
    if (kind_of(v) == Kind::kInteger) return v->v.i;
    if (kind_of(v) == Kind::kNumber && v->v.f == std::floor(v->v.f) && std::abs(v->v.f) < 9e15) {
      return static_cast<std::int64_t>(v->v.f);
    }
    return wrong(path, v, "a whole number");
  }
  Result<double> number(std::string_view path) const {
    const auto v = get(path);
    if (kind_of(v) == Kind::kInteger) return static_cast<double>(v->v.i);
    if (kind_of(v) == Kind::kNumber) return v->v.f;
    return wrong(path, v, "a number");
  }
  Result<bool> boolean(std::string_view path) const {
    const auto v = get(path);
    if (kind_of(v) != Kind::kBoolean) return wrong(path, v, "true or false");
    return v->v.i != 0;
  }
  // An exact decimal from 12, 12.5 or "12.50"; more than four places are refused.
  Result<Decimal> decimal(std::string_view path) const {
    const auto v = get(path);
    std::optional<Decimal> d;
    if (kind_of(v) == Kind::kText) d = parse_decimal(view(v->v.s));
    if (kind_of(v) == Kind::kInteger) d = parse_decimal(std::to_string(v->v.i));
    if (kind_of(v) == Kind::kNumber && std::abs(v->v.f) < 9e11) {
      const double units = std::round(v->v.f * Decimal::kScale);
      if (units / Decimal::kScale == v->v.f) d = Decimal{static_cast<std::int64_t>(units)};
    }
    if (!d) return wrong(path, v, "a number of at most four decimal places");
    return *d;
  }
  // A list whose members are all texts.
  Result<std::vector<std::string>> list(std::string_view path) const {
    const auto v = get(path);
    if (kind_of(v) != Kind::kList) return wrong(path, v, "a list of texts");
    std::vector<std::string> out;
    for (const Doc& item : at(path).items()) {
      auto text = item.text("");
      if (!text) return text.error();
      out.push_back(std::move(text).value());
    }
    return out;
  }

  // Members of a list or object; 0 for everything else.
  std::uint64_t size(std::string_view path = {}) const {
    const auto v = get(path);
    const Kind k = kind_of(v);
    return k == Kind::kList || k == Kind::kObject ? v->v.s.len : 0;
  }
  // The members of a list, in order; empty when it is none.
  std::vector<Doc> items(std::string_view path = {}) const {
    std::vector<Doc> out;
    if (kind(path) != Kind::kList) return out;
    const Doc list = at(path);
    for (std::uint64_t i = 0, n = list.size(); i < n; ++i) out.push_back(list.at("/" + std::to_string(i)));
    return out;
  }
  // The names of an object's members, in document order; empty when it is none.
  std::vector<std::string> keys(std::string_view path = {}) const {
    std::vector<std::string> out;
    if (kind(path) != Kind::kObject) return out;
    const std::string at = pointer(path);
    for (std::uint64_t i = 0, n = size(path); i < n; ++i) {
      crl_str key{};
      if (doc_->key(doc_->ctx, str(at), i, &key) == CRL_OK) out.emplace_back(view(key));
    }
    return out;
  }
  // The raw value, borrowed; nullopt when absent.
  std::optional<crl_value> get(std::string_view path) const {
    crl_value v{};
    if (doc_ == nullptr || doc_->get(doc_->ctx, str(pointer(path)), &v) != CRL_OK) return std::nullopt;
    return v;
  }

  // A member's name as one step of a pointer: "~" and "/" escaped.
  static std::string escape(std::string_view name) {
    std::string out;
    for (const char c : name) {
      if (c == '~')
        out += "~0";
      else if (c == '/')
        out += "~1";
      else
        out += c;
    }
    return out;
  }

 private:
  static Kind kind_of(const std::optional<crl_value>& v) {
    if (!v) return Kind::kAbsent;
    if (v->is_null != 0) return Kind::kNull;
    switch (v->type) {
      case CRL_T_BOOL:
        return Kind::kBoolean;
      case CRL_T_I64:
        return Kind::kInteger;
      case CRL_T_F64:
        return Kind::kNumber;
      case CRL_T_TEXT:
        return Kind::kText;
      case CRL_T_JSON:
        return v->v.s.ptr != nullptr && *v->v.s.ptr == '[' ? Kind::kList : Kind::kObject;
      default:
        return Kind::kAbsent;
    }
  }
  static std::string found(const std::optional<crl_value>& v) {
    switch (kind_of(v)) {
      case Kind::kAbsent:
        return "nothing";
      case Kind::kNull:
        return "null";
      case Kind::kBoolean:
        return v->v.i != 0 ? "true" : "false";
      case Kind::kInteger:
        return "the number " + std::to_string(v->v.i);
      case Kind::kNumber:
        return "the number " + std::to_string(v->v.f);
      case Kind::kText:
        return "a text";
      case Kind::kList:
        return "a list";
      case Kind::kObject:
        return "an object";
    }
    return "nothing";
  }
  Error wrong(std::string_view path, const std::optional<crl_value>& v, std::string_view expected) const {
    const std::string at = pointer(path);
    return {CRL_E_INVALID,
            (at.empty() ? "the document" : "\"" + at + "\"") + " must be " + std::string(expected) +
                ", found " + found(v),
            0, at};
  }

  const crl_doc* doc_ = nullptr;
  std::string base_;
};

// What a plugin's constructor gets. Reading never fails there and then: an absent or null member yields the
// default, one of another type yields the default too and is remembered, and the instance is refused after
// the constructor with an error that names the member. So a constructor is a plain list of initialisers.
class Config {
 public:
  Config(Doc doc, std::optional<Error>& problem) : doc_(std::move(doc)), problem_(&problem) {}

  std::string text(std::string_view path, std::string_view otherwise = {}) const {
    return read(path, std::string(otherwise), doc_.text(path));
  }
  std::int64_t integer(std::string_view path, std::int64_t otherwise = 0) const {
    return read(path, otherwise, doc_.integer(path));
  }
  double number(std::string_view path, double otherwise = 0) const {
    return read(path, otherwise, doc_.number(path));
  }
  bool boolean(std::string_view path, bool otherwise = false) const {
    return read(path, otherwise, doc_.boolean(path));
  }
  Decimal decimal(std::string_view path, Decimal otherwise = {}) const {
    return read(path, otherwise, doc_.decimal(path));
  }
  std::vector<std::string> list(std::string_view path) const {
    return read(path, std::vector<std::string>{}, doc_.list(path));
  }
  bool has(std::string_view path) const { return doc_.has(path); }
  const Doc& doc() const { return doc_; }

  // Refuses the instance: the member at path holds what the plugin cannot work with.
  void refuse(std::string_view path, std::string_view why) const {
    const std::string at = doc_.pointer(path);
    note({CRL_E_INVALID, "\"" + at + "\": " + std::string(why), 0, at});
  }

 private:
  template <class T>
  T read(std::string_view path, T otherwise, Result<T> value) const {
    if (value) return std::move(value).value();
    const auto kind = doc_.kind(path);
    if (kind != Doc::Kind::kAbsent && kind != Doc::Kind::kNull) note(value.error());
    return otherwise;
  }
  void note(Error error) const {
    if (!problem_->has_value()) *problem_ = std::move(error);
  }

  Doc doc_;
  std::optional<Error>* problem_;
};

}  // namespace carillon
