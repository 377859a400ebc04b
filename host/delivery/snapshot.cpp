#include "delivery/snapshot.h"

#include <span>
#include <vector>

#include "audience/binding.h"
#include "audience/composition.h"
#include "audience/segment_lookup.h"
#include "base/json.h"
#include "store/filter.h"
#include "store/messages.h"
#include "store/segments.h"

namespace carillon::delivery {

namespace {

std::string first_issue(const Issues& issues) {
  const Issue& issue = issues.front();
  return "the audience's rule is not valid: " + issue.pointer + ": " + issue.detail;
}

}  // namespace

Result<Target> resolve_target(store::Session& session, const audience::Compiler& compiler,
                              const store::Campaign& campaign, std::int64_t now_us) {
  const auto audience = parse_json(campaign.audience);
  const auto* object = audience ? audience->if_object() : nullptr;
  if (object == nullptr) return invalid("the campaign has no audience");
  Target target;
  json::value rule;
  if (const auto* id = object->if_contains("segment_id")) {
    const auto segment_id = id->is_string() ? parse_id(id->get_string()) : std::nullopt;
    if (!segment_id) return invalid("the campaign's segment_id is no id");
    const auto segment = store::get_segment(session, *segment_id);
    if (!segment) return segment.error();
    if (!*segment) return invalid("the campaign's segment " + id_text(*segment_id) + " is gone");
    auto parsed = parse_json((*segment)->rule);
    if (!parsed) return parsed.error();
    rule = *std::move(parsed);
    target.segment_version = (*segment)->version;
  } else if (const auto* own = object->if_contains("rule")) {
    rule = *own;
  } else if (const auto* ids = object->if_contains("customer_ids"); ids != nullptr && ids->is_array()) {
    auto made = std::make_shared<audience::Compiled>();
    std::vector<Expr::Id> args{made->where.field("id", CRL_T_I64)};
    for (const auto& id : ids->get_array()) {
      const auto customer = id.is_string() ? parse_id(id.get_string()) : std::nullopt;
      if (!customer) return invalid("customer_ids holds something that is no id");
      args.push_back(made->where.lit(cell::of_int(*customer)));
    }
    made->where.node(CRL_X_IN, CRL_T_BOOL, args);
    target.audience = std::move(made);
    return target;
  } else if (object->contains("include")) {
    const auto made = audience::compose(session, compiler, *object, now_us);
    if (!made) return made.error();
    if (const auto* issues = std::get_if<Issues>(&*made)) return invalid(first_issue(*issues));
    const auto& composition = std::get<audience::Composition>(*made);
    target.audience = composition.rule;
    target.rule = json::serialize(composition.tree);
    target.pinned = json::serialize(composition.pinned);
    return target;
  } else {
    return invalid("the campaign's audience names neither a segment, a rule nor customers");
  }
  bool names_segments = false;
  const auto find = [&, known = audience::segments_in(session)](Id id) {
    names_segments = true;
    return known(id);
  };
  auto compiled = compiler.compile(rule, now_us, {find, {}});
  if (const auto* issues = std::get_if<Issues>(&compiled)) return invalid(first_issue(*issues));
  target.by_rule = !names_segments;
  target.audience = std::get<0>(std::move(compiled));
  target.rule = json::serialize(rule);
  return target;
}

Result<std::uint64_t> take_snapshot(store::Session& session, Id campaign, const audience::Compiled& compiled,
                                    std::int64_t now_us) {
  const auto bound = audience::bind(session, compiled);
  if (!bound) return bound.error();
  const audience::Compiled& audience = **bound;
  if (audience.exact) return store::snapshot_audience(session, campaign, 0, audience.where, now_us);
  std::uint64_t size = 0;
  std::vector<Id> members;
  Status written;
  const auto flush = [&] {
    store::Filter filter;
    filter.in("id", std::span<const Id>(members));
    const auto added = store::snapshot_audience(session, campaign, 0, *filter.expr(), now_us);
    members.clear();
    if (added) size += *added;
    written = added ? Status{} : Status(added.error());
    return written.ok();
  };
  const Status scanned = audience::scan(session, audience, [&](const store::Customer& customer) {
    members.push_back(customer.id);
    return members.size() < store::kIdsAtOnce || flush();
  });
  if (!scanned) return scanned.error();
  if (written && !members.empty()) flush();
  if (!written) return written.error();
  return size;
}

namespace {

// Most audiences are whole with the launch, which somebody waits for; the rest comes in steps so short that
// single messages find the writer free soon.
constexpr std::uint64_t kFirstStretch = 10'000, kNextStretch = 2'500;

Result<Taken> take_stretch(store::Session& session, Id campaign, const audience::Compiled& rule,
                           store::Stretch stretch, std::int64_t now_us) {
  const auto n = store::snapshot_audience(session, campaign, 0, rule.where, now_us, stretch);
  if (!n) return n.error();
  if (*n < stretch.most) return Taken{*n, {}};
  const auto last = store::last_recipient(session, campaign);
  if (!last) return last.error();
  return Taken{*n, *last};
}

}  // namespace

Result<Taken> begin_snapshot(store::Session& session, Id campaign, const Target& target,
                             std::int64_t now_us) {
  const audience::Compiled& rule = *target.audience;
  const auto bound = audience::bind(session, rule);
  if (!bound) return bound.error();
  const bool is_ranked = bound->get() != &rule;
  if (target.by_rule && rule.exact && !is_ranked)
    return take_stretch(session, campaign, rule, {0, kFirstStretch}, now_us);
  const auto n = take_snapshot(session, campaign, **bound, now_us);
  if (!n) return n.error();
  return Taken{*n, {}};
}

Result<Taken> go_on_with_snapshot(store::Session& session, const audience::Compiler& compiler,
                                  const store::Campaign& campaign) {
  const auto rule = parse_json(campaign.rule);
  if (!rule) return rule.error();
  const std::int64_t launched = campaign.started_at.value();
  auto compiled = compiler.compile(*rule, launched);
  if (const auto* issues = std::get_if<Issues>(&compiled)) return invalid(first_issue(*issues));
  return take_stretch(session, campaign.id, *std::get<0>(compiled),
                      {campaign.planned_to.value(), kNextStretch}, launched);
}

}  // namespace carillon::delivery
