#include "audience/composition.h"

#include <utility>

#include "audience/arguments.h"
#include "audience/segment_lookup.h"
#include "store/segments.h"

namespace carillon::audience {

namespace {

struct Read {
  Part part;
  json::object pinned;
  json::value rule;
};

class Composer {
 public:
  Composer(store::Session& session, const Compiler& compiler, std::int64_t now_us)
      : session_(session), compiler_(compiler), now_us_(now_us) {}

  Result<std::variant<Composition, Issues>> run(const json::object& audience) {
    auto include = side(audience, "include");
    auto exclude = side(audience, "exclude");
    if (failed_) return *failed_;
    if (include.empty() && issues_.empty())
      fault("/include", "required", "an audience includes at least one segment, rule or list of customers");
    if (!issues_.empty()) return std::variant<Composition, Issues>(std::move(issues_));
    Composition out;
    json::array included;
    json::array excluded;
    std::vector<Part> wanted = split(std::move(include), out.pinned["include"], included);
    std::vector<Part> unwanted = split(std::move(exclude), out.pinned["exclude"], excluded);
    out.rule = combined(wanted, unwanted, now_us_);
    json::array tree{json::object{{"any", std::move(included)}}};
    if (!excluded.empty()) tree.push_back(json::object{{"not", json::object{{"any", std::move(excluded)}}}});
    out.tree = json::object{{"all", std::move(tree)}};
    return std::variant<Composition, Issues>(std::move(out));
  }

 private:
  void fault(std::string pointer, std::string code, std::string detail) {
    issues_.push_back({std::move(pointer), std::move(code), std::move(detail)});
  }

  static std::vector<Part> split(std::vector<Read> side, json::value& pinned, json::array& rules) {
    std::vector<Part> out;
    json::array items;
    for (Read& read : side) {
      items.push_back(std::move(read.pinned));
      rules.push_back(std::move(read.rule));
      out.push_back(std::move(read.part));
    }
    pinned = std::move(items);
    return out;
  }

  std::vector<Read> side(const json::object& audience, std::string_view name) {
    std::vector<Read> out;
    const auto* items = audience.if_contains(name);
    if (items == nullptr || items->is_null()) return out;
    const std::string at = '/' + std::string(name);
    if (!items->is_array()) {
      fault(at, "type", "must be a list, found " + found_words(*items));
      return out;
    }
    for (std::size_t i = 0; i < items->get_array().size() && !failed_; ++i) {
      Read read;
      read.part.pointer = at + '/' + std::to_string(i);
      if (part(items->get_array()[i], read)) out.push_back(std::move(read));
    }
    return out;
  }

  // False after a fault.
  bool part(const json::value& given, Read& out) {
    if (given.is_string()) return segment(json::object{{"segment_id", given}}, out);
    const auto* object = given.if_object();
    if (object != nullptr && object->contains("segment_id")) return segment(*object, out);
    if (object != nullptr && object->contains("rule")) {
      out.pinned = {{"rule", object->at("rule")}};
      out.rule = object->at("rule");
      return compiled(out, out.part.pointer + "/rule", {});
    }
    if (object != nullptr && object->contains("customer_ids")) return list(object->at("customer_ids"), out);
    if (object != nullptr && object->contains("campaign")) return outcome(*object, out);
    fault(out.part.pointer, "type",
          "must be the id of a segment, or have one of segment_id, rule, customer_ids and campaign; found " +
              found_words(given));
    return false;
  }

  bool compiled(Read& out, const std::string& pointer, std::optional<Id> self) {
    auto compiled = compiler_.compile(out.rule, now_us_, {segments_in(session_), self});
    if (const auto* issues = std::get_if<Issues>(&compiled)) {
      for (const Issue& issue : *issues) fault(pointer + issue.pointer, issue.code, issue.detail);
      return false;
    }
    out.part.rule = std::get<0>(std::move(compiled));
    return true;
  }

  bool segment(const json::object& given, Read& out) {
    const std::string at = out.part.pointer + "/segment_id";
    const json::value& name = given.at("segment_id");
    const auto id = name.is_string() ? parse_id(name.get_string()) : std::nullopt;
    auto found = id ? store::get_segment(session_, *id) : Result<std::optional<store::Segment>>(std::nullopt);
    if (!found) {
      failed_ = found.error();
      return false;
    }
    if (!*found) {
      fault(at, "unknown_segment", "there is no segment " + json::serialize(name));
      return false;
    }
    store::Segment saved = **std::move(found);
    if (const auto* version = given.if_contains("version"); version != nullptr && !version->is_null()) {
      const std::int64_t wanted = version->is_int64() ? version->get_int64() : 0;
      const auto then = store::get_segment_version(session_, saved.id, wanted);
      if (!then) {
        failed_ = then.error();
        return false;
      }
      if (!*then) {
        fault(out.part.pointer + "/version", "unknown_version",
              "the segment \"" + saved.name + "\" has no version " + json::serialize(*version));
        return false;
      }
      saved.version = wanted;
      saved.rule = (*then)->rule;
    }
    auto rule = parse_json(saved.rule);
    if (!rule) {
      failed_ = rule.error();
      return false;
    }
    out.rule = *std::move(rule);
    out.pinned = {{"segment_id", id_text(saved.id)}, {"version", saved.version}};
    out.part.words = "is in the segment \"" + saved.name + '"';
    return compiled(out, at, saved.id);
  }

  bool list(const json::value& given, Read& out) {
    const std::string at = out.part.pointer + "/customer_ids";
    if (!given.is_array()) {
      fault(at, "type", "must be a list of ids, found " + found_words(given));
      return false;
    }
    std::vector<Id> ids;
    for (const auto& item : given.get_array()) {
      const auto id = item.is_string() ? parse_id(item.get_string()) : std::nullopt;
      if (id) {
        ids.push_back(*id);
      } else {
        fault(at + '/' + std::to_string(ids.size()), "unknown_customer",
              "is no id: " + json::serialize(item));
        return false;
      }
    }
    out.pinned = {{"customer_ids", given}};
    out.rule = json::object{{"customer_ids", given}};
    out.part.rule = customers(ids, now_us_);
    return true;
  }

  bool outcome(const json::object& given, Read& out) {
    out.pinned = given;
    json::object leaf{{"op", "messaged"}};
    for (const char* name : {"campaign", "outcome"}) {
      if (const auto* member = given.if_contains(name)) leaf[name] = *member;
    }
    out.rule = std::move(leaf);
    return compiled(out, out.part.pointer, {});
  }

  store::Session& session_;
  const Compiler& compiler_;
  const std::int64_t now_us_;
  Issues issues_;
  std::optional<Error> failed_;
};

}  // namespace

Result<std::variant<Composition, Issues>> compose(store::Session& session, const Compiler& compiler,
                                                  const json::object& audience, std::int64_t now_us) {
  return Composer(session, compiler, now_us).run(audience);
}

}  // namespace carillon::audience
