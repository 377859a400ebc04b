// Rules into plans: walks the groups, checks each leaf, has its operator lower it.
#include <algorithm>
#include <map>

#include "audience/arguments.h"
#include "audience/audience.h"
#include "audience/builder.h"
#include "audience/fields.h"
#include "audience/hints.h"
#include "audience/operator_table.h"
#include "audience/plan.h"
#include "base/fold.h"
#include "base/ids.h"
#include "base/zone.h"

namespace carillon::audience {

namespace {

constexpr int kMaxDepth = 16;
constexpr std::size_t kMaxLeaves = 256;
constexpr std::size_t kMaxGroups = 1024;
constexpr std::size_t kMaxIssues = 100;

const json::value* member(const json::object& object, std::string_view key) {
  return object.if_contains(key);
}

std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 64;
  const auto first = first_code_points(text, kMost);
  std::string out = "\"";
  for (const char c : first) out.append(c == '"' ? 2 : 1, c);  // so that it is seen where the text ends
  return out + (first.size() < text.size() ? "...\"" : "\"");
}

// Compiles one rule.
class Walk {
 public:
  Walk(const OperatorTable& operators, std::string_view timezone, std::int64_t now_us,
       const Segments& segments)
      : operators_(operators), timezone_(timezone), now_us_(now_us), segments_(segments) {}

  Plan& plan() { return plan_; }
  Issues& issues() { return issues_; }

  std::size_t node(const json::value& value, const std::string& at, int depth) {
    const std::size_t id = plan_.nodes.size();
    plan_.nodes.emplace_back().pointer = shown_pointer(at);
    if (!value.is_object()) {
      fault(at, "type",
            "must be a group (\"all\", \"any\" or \"not\") or a condition with an \"op\", found " +
                found_words(value));
      return id;
    }
    const json::object& object = value.get_object();
    std::vector<std::string_view> kinds;
    for (const std::string_view kind : {"all", "any", "not"}) {
      if (object.contains(kind)) kinds.push_back(kind);
    }
    if (kinds.empty()) {
      const auto* op = member(object, "op");
      if (op != nullptr && op->is_string() && std::string_view(op->get_string()) == kInSegment)
        segment(object, at, id, depth);
      else
        leaf(object, at, id);
    } else if (object.size() > 1) {
      fault(at, "group",
            "a group has one member, \"all\", \"any\" or \"not\"; found " + std::to_string(object.size()) +
                " members: put one group within the other");
    } else {
      group(kinds.front(), object.begin()->value(), pointer_join(at, kinds.front()), id, depth);
    }
    return id;
  }

 private:
  void check(const json::object& leaf, const json::value& schema, const std::string& at, bool takes_field) {
    Issues found;
    check_arguments(leaf, schema, at, takes_field, found);
    for (Issue& issue : found)
      fault(std::move(issue.pointer), std::move(issue.code), std::move(issue.detail));
  }

  void fault(std::string pointer, std::string code, std::string detail) {
    ++faults_;
    if (issues_.size() >= kMaxIssues) return;
    if (!inside_.empty()) {
      detail = "the rule of the segment " + inside_.back().words +
               (pointer.empty() ? "" : " at \"" + pointer + "\"") + ": " + detail;
      pointer = inside_.front().leaf + "/segment";
      // One is enough to know that the segment cannot be used.
      if (!issues_.empty() && issues_.back().pointer == pointer) return;
    }
    issues_.push_back({std::move(pointer), std::move(code), std::move(detail)});
  }

  // Whoever reads the rule knows nothing of the places within the segments that it names.
  std::string shown_pointer(const std::string& at) const {
    return inside_.empty() ? at : inside_.front().leaf;
  }

  // Past a limit nothing is worth reading on: the rule is refused whatever follows.
  bool stop() const { return over_limit_ || issues_.size() >= kMaxIssues; }
  void limit(const std::string& at, const std::string& code, std::string detail) {
    if (!over_limit_) fault(at, code, std::move(detail));
    over_limit_ = true;
  }

  bool may_nest(const std::string& at, int depth) {
    if (depth >= kMaxDepth) {
      limit(at, "too_deep",
            "groups nest deeper than " + std::to_string(kMaxDepth) +
                ", segments that it names included; flatten the rule");
    } else if (++groups_ > kMaxGroups) {
      limit(at, "too_large",
            "the rule has more than " + std::to_string(kMaxGroups) +
                " groups, segments that it names included");
    }
    return !over_limit_;
  }

  void group(std::string_view kind, const json::value& value, const std::string& at, std::size_t id,
             int depth) {
    using Kind = PlanNode::Kind;
    plan_.nodes[id].kind = kind == "all" ? Kind::kAll : (kind == "any" ? Kind::kAny : Kind::kNot);
    if (!may_nest(at, depth)) return;
    if (kind == "not") {
      const std::size_t child = node(value, at, depth + 1);
      plan_.nodes[id].children.push_back(child);
      return;
    }
    if (!value.is_array()) {
      return fault(at, "type", "must be a list of groups and conditions, found " + found_words(value));
    }
    std::size_t i = 0;
    for (const auto& item : value.get_array()) {
      if (stop()) return;
      const std::size_t child = node(item, at + '/' + std::to_string(i++), depth + 1);
      plan_.nodes[id].children.push_back(child);
    }
  }

  void leaf(const json::object& object, const std::string& at, std::size_t id) {
    if (++leaves_ > kMaxLeaves) {
      return limit(at, "too_large",
                   "the rule has more than " + std::to_string(kMaxLeaves) +
                       " conditions; use \"in\" with a list, or split it");
    }
    plan_.nodes[id].kind = PlanNode::Kind::kLeaf;
    plan_.nodes[id].leaf = plan_.leaves.size();
    PlanLeaf made;
    made.pointer = shown_pointer(at);
    if (const Operator* op = operator_of(object, at)) lower(*op, object, at, made);
    plan_.leaves.push_back(std::move(made));
  }

  // The rule of a saved segment takes the place of the leaf that names it.
  void segment(const json::object& object, const std::string& at, std::size_t id, int depth) {
    const std::size_t before = faults_;
    check(object, operators_.find(kInSegment)->schema, at, false);
    if (faults_ > before || !may_nest(at, depth)) return;
    const std::string_view text = object.at("segment").get_string();
    const auto named = parse_id(text);
    if (!named) return fault(at + "/segment", "unknown_segment", shown(text) + " is no id of a segment");
    if (names_itself(*named)) {
      return fault(at + "/segment", "cycle",
                   "the segment would be made of itself: " + cycle_words(*named) +
                       "; take one of these conditions out");
    }
    const Known* known = look_up(*named, at);
    if (known == nullptr) return;
    plan_.nodes[id].kind = PlanNode::Kind::kAll;
    plan_.nodes[id].words = "is in the segment " + known->words;
    inside_.push_back({*named, at, known->words});
    const std::size_t child = node(known->rule, "", depth + 1);
    inside_.pop_back();
    plan_.nodes[id].children.push_back(child);
  }

  struct Known {
    json::value rule;
    std::string words;
  };

  const Known* look_up(Id id, const std::string& at) {
    if (const auto found = known_.find(id); found != known_.end()) return &found->second;
    const auto refuse = [&](const char* code, std::string why) {
      fault(at + "/segment", code, std::move(why));
      return nullptr;
    };
    if (!segments_.find) return refuse("unknown_segment", "a rule that is used here cannot name segments");
    const auto saved = segments_.find(id);
    if (!saved) {
      return refuse("unavailable",
                    "the segment " + id_text(id) + " cannot be read now: " + saved.error().message);
    }
    if (!*saved) return refuse("unknown_segment", "there is no segment " + id_text(id));
    auto rule = parse_json((*saved)->rule);
    if (!rule)
      return refuse("invalid", "the segment " + id_text(id) + " has no rule: " + rule.error().message);
    const std::string words = shown((*saved)->name) + " (" + id_text(id) + ")";
    return &known_.emplace(id, Known{*std::move(rule), words}).first->second;
  }

  bool names_itself(Id id) const {
    return segments_.self == id || std::ranges::find(inside_, id, &Inside::id) != inside_.end();
  }

  // "17 is made of 18, which is made of 17"
  std::string cycle_words(Id id) const {
    std::vector<Id> path;
    if (segments_.self) path.push_back(*segments_.self);
    for (const Inside& in : inside_) path.push_back(in.id);
    path.erase(path.begin(), std::ranges::find(path, id));
    path.push_back(id);
    std::string out;
    for (const Id step : path) {
      if (!out.empty()) out += out.find(' ') == std::string::npos ? " is made of " : ", which is made of ";
      out += id_text(step);
    }
    return out;
  }

  const Operator* operator_of(const json::object& object, const std::string& at) {
    const auto* name = member(object, "op");
    if (name == nullptr) {
      fault(at, "required",
            "is neither a group (\"all\", \"any\", \"not\") nor a condition: a condition has an \"op\"");
      return nullptr;
    }
    if (!name->is_string()) {
      fault(at + "/op", "type", "must be the name of an operator, found " + found_words(*name));
      return nullptr;
    }
    const Operator* op = operators_.find(name->get_string());
    if (op != nullptr) return op;
    const std::string near = operators_.nearest(name->get_string());
    fault(at + "/op", "unknown_operator",
          "there is no operator " + shown(name->get_string()) +
              (near.empty() ? "." : "; did you mean \"" + near + "\"?") + " Allowed: " + operators_.names());
    return nullptr;
  }

  void lower(const Operator& op, const json::object& object, const std::string& at, PlanLeaf& made) {
    const std::size_t before = faults_;
    const OperatorInfo& info = operators_.infos()[op.info];
    made.leaf = object_with_field(op, info, object);
    const json::object& full = made.leaf.get_object();
    std::string title;
    if (info.takes_field) title = check_field(info, full, at);
    check(full, op.schema, at, info.takes_field);
    if (faults_ > before) return;

    const DocView doc(made.leaf);
    Builder builder(timezone_, now_us_);
    crl_error error = empty_error();
    std::uint32_t root = 0;
    std::int32_t how = CRL_LOWER_EXACT;
    const crl_status status = op.table->lower(op.self, doc.doc(), builder.table(), &root, &how, &error);
    if (status != CRL_OK) return refused(read_error(status, error), info, at);
    if (how != CRL_LOWER_EXACT && (how != CRL_LOWER_SUPERSET || !CRL_HAS(op.table, eval))) {
      return fault(at, "operator",
                   "operator \"" + info.name + "\" of plugin \"" + info.plugin +
                       "\" cannot decide by itself; tell its maker");
    }
    auto where = builder.finish(root);
    if (!where) return refused(where.error(), info, at);
    made.where = std::move(where).value();
    made.exact = how == CRL_LOWER_EXACT;
    made.op = op.table;
    made.self = op.self;
    const auto append = [](void* ctx, crl_str text) { static_cast<std::string*>(ctx)->append(view(text)); };
    if (op.table->describe(op.self, doc.doc(), str(title), append, &made.words) != CRL_OK ||
        made.words.empty()) {
      made.words = title.empty() ? info.title : title + ' ' + info.title;
    }
  }

  static json::value object_with_field(const Operator& op, const OperatorInfo& info,
                                       const json::object& object) {
    json::object out = object;
    if (info.takes_field && !op.default_field.empty() && !out.contains("field"))
      out["field"] = op.default_field;
    return out;
  }

  // The field's title; empty after a fault.
  std::string check_field(const OperatorInfo& info, const json::object& leaf, const std::string& at) {
    const auto* name = member(leaf, "field");
    if (name == nullptr) {
      fault(at + "/field", "required", "\"" + info.name + "\" needs a \"field\"" + allowed_fields(info));
      return {};
    }
    if (!name->is_string()) {
      fault(at + "/field", "type", "must be the name of a field, found " + found_words(*name));
      return {};
    }
    const std::string_view field = name->get_string();
    const auto ref = resolve_field(field);
    if (!ref) {
      const std::string near = nearest_field(field);
      fault(at + "/field", "unknown_field",
            "customers have no field " + shown(field) +
                (near.empty() ? "" : "; did you mean \"" + near + "\"?") + allowed_fields(info));
      return {};
    }
    if (!takes_type(info, ref->type)) {
      fault(at + "/field", "field_type",
            "\"" + info.name + "\" cannot be used on " + shown(field) + ", which is " +
                std::string(type_words(ref->type)) +
                "; operators for it: " + operators_.names_for(ref->type) + allowed_fields(info));
    }
    return field_title(field);
  }

  static std::string allowed_fields(const OperatorInfo& info) {
    std::string out;
    for (const Field& field : fields()) {
      if (takes_type(info, field.type))
        out += (out.empty() ? "; fields for \"" + info.name + "\": " : ", ") + field.name;
    }
    return out;
  }

  void refused(const Error& error, const OperatorInfo& info, const std::string& at) {
    if (error.status == CRL_E_INVALID) {
      const bool has_place = error.vendor_code.starts_with('/');
      return fault(at + (has_place ? error.vendor_code : ""), "invalid",
                   error.message.empty() ? "\"" + info.name + "\" refused it" : error.message);
    }
    fault(at, "operator",
          "operator \"" + info.name + "\" of plugin \"" + info.plugin + "\" failed: " + error.message);
  }

  const OperatorTable& operators_;
  const std::string_view timezone_;
  const std::int64_t now_us_;
  const Segments& segments_;
  struct Inside {
    Id id;
    std::string leaf;  // the pointer of the leaf that names it
    std::string words;
  };
  std::vector<Inside> inside_;  // the segments whose rules are being walked
  std::map<Id, Known> known_;
  Plan plan_;
  Issues issues_;
  std::size_t leaves_ = 0, groups_ = 0, faults_ = 0;
  bool over_limit_ = false;
};

}  // namespace

struct Compiler::Impl {
  OperatorTable operators;
  std::string timezone;
};

Compiler::Compiler(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Compiler::~Compiler() = default;

Result<std::unique_ptr<Compiler>> Compiler::make(const std::vector<Source>& sources, std::string timezone) {
  if (!zone::exists(timezone)) {
    return invalid(shown(timezone) +
                   " is no time zone; give an IANA name such as \"Asia/Kolkata\" or \"UTC\"");
  }
  auto operators = OperatorTable::make(sources);
  if (!operators) return operators.error();
  auto impl = std::make_unique<Impl>(Impl{std::move(operators).value(), std::move(timezone)});
  return std::unique_ptr<Compiler>(new Compiler(std::move(impl)));
}

const std::vector<OperatorInfo>& Compiler::operators() const { return impl_->operators.infos(); }

Compilation Compiler::compile(const json::value& rule, std::int64_t now_us, const Segments& segments) const {
  Walk walk(impl_->operators, impl_->timezone, now_us, segments);
  walk.node(rule, "", 0);
  if (!walk.issues().empty()) return std::move(walk.issues());
  auto plan = std::make_shared<Plan>(std::move(walk.plan()));
  auto out = std::make_shared<Compiled>();
  out->where = plan->where();
  out->explanation = plan->explanation();
  out->warnings = warnings(*plan);
  out->leaves = plan->parts();
  out->exact = plan->exact();
  out->now_us = now_us;
  out->plan = std::move(plan);
  return std::shared_ptr<const Compiled>(std::move(out));
}

}  // namespace carillon::audience
