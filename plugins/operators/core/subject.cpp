#include "subject.h"

#include <string>
#include <vector>

#include "language/moment.h"

namespace carillon::core {

namespace {

Error wrong(const Leaf& leaf, std::string_view path, std::string_view expected) {
  return Leaf::refuse(leaf.pointer(path),
                      "must be " + std::string(expected) + " to be compared with \"" + leaf.field() + "\"");
}

// The type in which field and value meet: the field's own, or for an attribute the value's. 0: none.
std::uint32_t meeting_type(const Leaf& leaf, const Lowering& to, Id field, std::string_view path) {
  const std::uint32_t type = to.type_of(field);
  if (type != CRL_T_JSON) return type;
  switch (leaf.kind(path)) {
    case Doc::Kind::kText:
      return CRL_T_TEXT;
    case Doc::Kind::kInteger:
    case Doc::Kind::kNumber:
      return CRL_T_F64;
    case Doc::Kind::kBoolean:
      return CRL_T_BOOL;
    default:
      return 0;
  }
}

// The field as a value of that type.
Id as(const Leaf& leaf, Lowering& to, Id field, std::uint32_t type) {
  return to.type_of(field) == CRL_T_JSON ? to.json(leaf.field(), type) : field;
}

// The value at path as a literal of the type. A count may be compared with 2.5, but not equal it.
Result<Id> literal(const Leaf& leaf, Lowering& to, std::string_view path, std::uint32_t type, bool ordered) {
  switch (type) {
    case CRL_T_TEXT: {
      const auto text = leaf.text(path);
      if (!text) return wrong(leaf, path, "a text");
      return to.text(*text);
    }
    case CRL_T_I64: {
      const auto whole = leaf.integer(path);
      if (whole) return to.integer(*whole);
      const auto decimal = leaf.decimal(path);
      if (!ordered || leaf.kind(path) == Doc::Kind::kText || !decimal)
        return wrong(leaf, path, "a whole number");
      return to.decimal(*decimal);
    }
    case CRL_T_DECIMAL: {
      const auto decimal = leaf.decimal(path);
      if (!decimal) return wrong(leaf, path, "an amount of at most four decimal places");
      return to.decimal(*decimal);
    }
    case CRL_T_F64: {
      const auto number = leaf.number(path);
      if (!number) return wrong(leaf, path, "a number");
      return to.real(*number);
    }
    case CRL_T_BOOL: {
      const auto truth = leaf.boolean(path);
      if (!truth) return wrong(leaf, path, "true or false");
      return to.boolean(*truth);
    }
    case CRL_T_DATE: {
      const auto day = language::read_day(leaf, path);
      if (!day) return day.error();
      return to.date(language::day_of(*day));
    }
    default:
      return wrong(leaf, path, "a text, a number, true or false");
  }
}

}  // namespace

Result<Id> equals(const Leaf& leaf, Lowering& to, std::string_view path) {
  const Id field = to.field(leaf.field());
  const std::uint32_t type = meeting_type(leaf, to, field, path);
  if (type == CRL_T_TIME) {
    const auto span = language::read_span(leaf, path, to);
    if (!span) return span.error();
    return to.all_of(
        {to.node(CRL_X_GE, {field, to.time(span->from)}), to.node(CRL_X_LT, {field, to.time(span->to)})});
  }
  const auto value = literal(leaf, to, path, type, false);
  if (!value) return value.error();
  return to.node(type == CRL_T_TEXT ? CRL_X_EQ_CI : CRL_X_EQ, {as(leaf, to, field, type), *value});
}

Result<Id> compares(std::uint32_t op, const Leaf& leaf, Lowering& to, std::string_view path) {
  const Id field = to.field(leaf.field());
  const std::uint32_t type = meeting_type(leaf, to, field, path);
  if (type == CRL_T_TIME) {
    const auto span = language::read_span(leaf, path, to);
    if (!span) return span.error();
    // Later than a day begins where it ends; up to a day goes to its end.
    const bool at_end = op == CRL_X_GT || op == CRL_X_LE;
    const std::uint32_t edge = op == CRL_X_GT || op == CRL_X_GE ? CRL_X_GE : CRL_X_LT;
    return to.node(edge, {field, to.time(at_end ? span->to : span->from)});
  }
  if (to.type_of(field) == CRL_T_JSON && type != CRL_T_F64) return wrong(leaf, path, "a number");
  const auto value = literal(leaf, to, path, type, true);
  if (!value) return value.error();
  return to.node(op, {as(leaf, to, field, type), *value});
}

Result<Id> is_one_of(const Leaf& leaf, Lowering& to, std::string_view path) {
  const Id field = to.field(leaf.field());
  std::vector<Id> parts;
  std::vector<Id> texts;   // members of one IN_CI
  std::vector<Id> exacts;  // members of one IN
  for (const Doc& item : leaf.items(path)) {
    const std::string at = item.pointer();
    const std::uint32_t type = meeting_type(leaf, to, field, at);
    if (type == CRL_T_TIME || type == CRL_T_BOOL) {
      const auto part = equals(leaf, to, at);
      if (!part) return part.error();
      parts.push_back(*part);
      continue;
    }
    const auto value = literal(leaf, to, at, type, false);
    if (!value) return value.error();
    std::vector<Id>& list = type == CRL_T_TEXT ? texts : exacts;
    if (list.empty()) list.push_back(as(leaf, to, field, type));
    list.push_back(*value);
  }
  if (!texts.empty()) parts.push_back(to.node(CRL_X_IN_CI, texts));
  if (!exacts.empty()) parts.push_back(to.node(CRL_X_IN, exacts));
  return parts.size() == 1 ? parts.front() : to.node(CRL_X_OR, parts);
}

Result<Id> matches(std::uint32_t op, const Leaf& leaf, Lowering& to, std::string_view path) {
  const auto text = leaf.text(path);
  if (!text) return wrong(leaf, path, "a text");
  const Id field = as(leaf, to, to.field(leaf.field()), CRL_T_TEXT);
  return to.node(op, {field, to.text(*text)});
}

Result<Id> is_known(const Leaf& leaf, Lowering& to) {
  const Id field = to.field(leaf.field());
  const auto known = [&](Id id) { return to.negate(to.node(CRL_X_IS_NULL, {id})); };
  if (to.type_of(field) != CRL_T_JSON) return known(field);
  return to.any_of({known(to.json(leaf.field(), CRL_T_TEXT)), known(to.json(leaf.field(), CRL_T_F64)),
                    known(to.json(leaf.field(), CRL_T_BOOL))});
}

Result<Id> holds(const Leaf& leaf, Lowering& to, std::string_view path) {
  const auto text = leaf.text(path);
  if (!text) return wrong(leaf, path, "a text");
  return to.node(CRL_X_HAS, {to.field(leaf.field()), to.text(*text)});
}

}  // namespace carillon::core
