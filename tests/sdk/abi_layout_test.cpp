// The layout of every struct that crosses the plugin line, written down. A change here breaks plugins that
// are already built: members are appended, and then a line is appended here; no number that stands may
// change.
#include <cstddef>

#include <gtest/gtest.h>

#include <carillon/abi.h>

#define EXPECT_AT(type, member, n) \
  static_assert(offsetof(type, member) == (n), #type "." #member " has moved")

static_assert(sizeof(void*) == 8, "the table is for 64-bit platforms");

static_assert(sizeof(crl_str) == 16);
static_assert(sizeof(crl_kv) == 32);
static_assert(sizeof(crl_value) == 24);
static_assert(sizeof(crl_node) == 40);
static_assert(sizeof(crl_ai_turn) == 24);

EXPECT_AT(crl_error, status, 4);
EXPECT_AT(crl_error, retry_after_ms, 8);
EXPECT_AT(crl_error, message_len, 12);
EXPECT_AT(crl_error, vendor_code, 16);
EXPECT_AT(crl_error, message, 48);
static_assert(sizeof(crl_error) >= 520);

EXPECT_AT(crl_doc, ctx, 8);
EXPECT_AT(crl_doc, json, 16);
EXPECT_AT(crl_doc, get, 32);
EXPECT_AT(crl_doc, key, 40);

EXPECT_AT(crl_host, abi_major, 4);
EXPECT_AT(crl_host, ctx, 16);
EXPECT_AT(crl_host, name, 24);
EXPECT_AT(crl_host, version, 40);
EXPECT_AT(crl_host, log, 56);
EXPECT_AT(crl_host, now_us, 64);
EXPECT_AT(crl_host, get_service, 72);
EXPECT_AT(crl_timer, start, 8);
EXPECT_AT(crl_timer, cancel, 16);
EXPECT_AT(crl_http_request, timeout_ms, 4);
EXPECT_AT(crl_http_request, method, 8);
EXPECT_AT(crl_http_request, url, 24);
EXPECT_AT(crl_http_request, body, 40);
EXPECT_AT(crl_http_request, headers, 56);
EXPECT_AT(crl_http_request, n_headers, 64);
EXPECT_AT(crl_http_sink, ctx, 8);
EXPECT_AT(crl_http_sink, head, 16);
EXPECT_AT(crl_http_sink, data, 24);
EXPECT_AT(crl_http_sink, done, 32);
EXPECT_AT(crl_http, start, 8);
EXPECT_AT(crl_http, cancel, 16);
EXPECT_AT(crl_metrics, count, 8);
EXPECT_AT(crl_metrics, gauge, 16);
EXPECT_AT(crl_json, parse, 8);
EXPECT_AT(crl_fold, fold, 8);

EXPECT_AT(crl_descriptor, flags, 4);
EXPECT_AT(crl_descriptor, id, 8);
EXPECT_AT(crl_descriptor, kind, 16);
EXPECT_AT(crl_descriptor, name, 24);
EXPECT_AT(crl_descriptor, version, 32);
EXPECT_AT(crl_descriptor, vendor, 40);
EXPECT_AT(crl_descriptor, license, 48);
EXPECT_AT(crl_descriptor, description, 56);
EXPECT_AT(crl_descriptor, config_schema, 64);
EXPECT_AT(crl_instance, self, 8);
EXPECT_AT(crl_instance, start, 16);
EXPECT_AT(crl_instance, drain, 24);
EXPECT_AT(crl_instance, stop, 32);
EXPECT_AT(crl_instance, destroy, 40);
EXPECT_AT(crl_instance, health, 48);
EXPECT_AT(crl_instance, get_interface, 56);
EXPECT_AT(crl_module, abi_major, 4);
EXPECT_AT(crl_module, n_descriptors, 12);
EXPECT_AT(crl_module, descriptors, 16);
EXPECT_AT(crl_module, init, 24);
EXPECT_AT(crl_module, deinit, 32);
EXPECT_AT(crl_module, create, 40);

EXPECT_AT(crl_message, attempt, 4);
EXPECT_AT(crl_message, token, 8);
EXPECT_AT(crl_message, idempotency_key, 16);
EXPECT_AT(crl_message, to, 32);
EXPECT_AT(crl_message, from, 48);
EXPECT_AT(crl_message, subject, 64);
EXPECT_AT(crl_message, text, 80);
EXPECT_AT(crl_message, html, 96);
EXPECT_AT(crl_message, meta, 112);
EXPECT_AT(crl_message, n_meta, 120);
EXPECT_AT(crl_message, not_after_us, 128);
EXPECT_AT(crl_completion, status, 4);
EXPECT_AT(crl_completion, token, 8);
EXPECT_AT(crl_completion, provider_id, 16);
EXPECT_AT(crl_completion, error, 32);
EXPECT_AT(crl_receipt, state, 4);
EXPECT_AT(crl_receipt, provider_id, 8);
EXPECT_AT(crl_receipt, idempotency_key, 24);
EXPECT_AT(crl_receipt, at_us, 40);
EXPECT_AT(crl_receipt, detail_code, 48);
EXPECT_AT(crl_receipt, detail, 64);
EXPECT_AT(crl_channel_sink, ctx, 8);
EXPECT_AT(crl_channel_sink, complete, 16);
EXPECT_AT(crl_channel_sink, receipt, 24);
EXPECT_AT(crl_channel_sink, ready, 32);
EXPECT_AT(crl_channel_caps, flags, 4);
EXPECT_AT(crl_channel_caps, address, 8);
EXPECT_AT(crl_channel_caps, max_batch, 12);
EXPECT_AT(crl_channel_caps, max_in_flight, 16);
EXPECT_AT(crl_channel_caps, max_per_second, 20);
EXPECT_AT(crl_channel_caps, max_text_len, 24);
EXPECT_AT(crl_channel, caps, 8);
EXPECT_AT(crl_channel, send, 16);
EXPECT_AT(crl_channel, cancel, 24);
EXPECT_AT(crl_channel, webhook, 32);

EXPECT_AT(crl_ai_request, task, 8);
EXPECT_AT(crl_ai_request, input, 24);
EXPECT_AT(crl_ai_request, turns, 32);
EXPECT_AT(crl_ai_request, n_turns, 40);
EXPECT_AT(crl_ai_request, timeout_ms, 44);
EXPECT_AT(crl_ai_request, model, 48);
EXPECT_AT(crl_ai_request, json_schema, 64);
EXPECT_AT(crl_ai_request, schema_name, 80);
EXPECT_AT(crl_ai_request, temperature, 96);
EXPECT_AT(crl_ai_request, seed, 104);
EXPECT_AT(crl_ai_result, text, 8);
EXPECT_AT(crl_ai_result, model, 24);
EXPECT_AT(crl_ai_result, request_id, 40);
EXPECT_AT(crl_ai_result, input_tokens, 56);
EXPECT_AT(crl_ai_result, warnings, 64);
EXPECT_AT(crl_ai_result, n_warnings, 72);
EXPECT_AT(crl_ai_sink, ctx, 8);
EXPECT_AT(crl_ai_sink, delta, 16);
EXPECT_AT(crl_ai_sink, done, 24);
EXPECT_AT(crl_ai, complete, 8);
EXPECT_AT(crl_ai, cancel, 16);

EXPECT_AT(crl_expr, n_nodes, 4);
EXPECT_AT(crl_expr, nodes, 16);
EXPECT_AT(crl_expr, args, 24);
EXPECT_AT(crl_expr, names, 32);
EXPECT_AT(crl_node, first_arg, 4);
EXPECT_AT(crl_node, type, 8);
EXPECT_AT(crl_node, name, 12);
EXPECT_AT(crl_node, lit, 16);
EXPECT_AT(crl_expr_builder, ctx, 8);
EXPECT_AT(crl_expr_builder, now_us, 16);
EXPECT_AT(crl_expr_builder, timezone, 24);
EXPECT_AT(crl_expr_builder, lit, 40);
EXPECT_AT(crl_expr_builder, field, 48);
EXPECT_AT(crl_expr_builder, type_of, 56);
EXPECT_AT(crl_expr_builder, json, 64);
EXPECT_AT(crl_expr_builder, node, 72);
EXPECT_AT(crl_expr_builder, enter, 80);
EXPECT_AT(crl_expr_builder, over, 88);
EXPECT_AT(crl_expr_builder, day_start, 96);
EXPECT_AT(crl_expr_builder, local_day, 104);
EXPECT_AT(crl_expr_builder, error, 112);
EXPECT_AT(crl_row, get, 16);
EXPECT_AT(crl_operator, takes_field, 4);
EXPECT_AT(crl_operator, name, 8);
EXPECT_AT(crl_operator, title, 16);
EXPECT_AT(crl_operator, summary, 24);
EXPECT_AT(crl_operator, args_schema, 32);
EXPECT_AT(crl_operator, examples, 40);
EXPECT_AT(crl_operator, field_types, 48);
EXPECT_AT(crl_operator, lower, 56);
EXPECT_AT(crl_operator, eval, 64);
EXPECT_AT(crl_operator, describe, 72);
EXPECT_AT(crl_segop, operators, 8);

EXPECT_AT(crl_queue_entry, kind, 4);
EXPECT_AT(crl_queue_entry, body, 8);
EXPECT_AT(crl_queue_delivery, kind, 4);
EXPECT_AT(crl_queue_delivery, id, 8);
EXPECT_AT(crl_queue_delivery, body, 24);
EXPECT_AT(crl_queue_delivery, deliveries, 40);
EXPECT_AT(crl_queue_delivery, published_us, 48);
EXPECT_AT(crl_queue_sink, ctx, 8);
EXPECT_AT(crl_queue_sink, deliver, 16);
EXPECT_AT(crl_queue_burial, deliveries, 4);
EXPECT_AT(crl_queue_burial, id, 8);
EXPECT_AT(crl_queue_burial, reason, 24);
EXPECT_AT(crl_dead_letter, kind, 4);
EXPECT_AT(crl_dead_letter, id, 8);
EXPECT_AT(crl_dead_letter, stream, 24);
EXPECT_AT(crl_dead_letter, body, 40);
EXPECT_AT(crl_dead_letter, reason, 56);
EXPECT_AT(crl_dead_letter, deliveries, 72);
EXPECT_AT(crl_dead_letter, dead_us, 80);
EXPECT_AT(crl_dead_letter_sink, ctx, 8);
EXPECT_AT(crl_dead_letter_sink, letters, 16);
EXPECT_AT(crl_dead_letter_sink, cursor, 24);
EXPECT_AT(crl_queue_stats, waiting, 8);
EXPECT_AT(crl_queue_stats, pending, 16);
EXPECT_AT(crl_queue_stats, dead, 24);
EXPECT_AT(crl_queue_stats, oldest_us, 32);
EXPECT_AT(crl_queue, publish, 8);
EXPECT_AT(crl_queue, hold, 16);
EXPECT_AT(crl_queue, release, 24);
EXPECT_AT(crl_queue, consumer_open, 32);
EXPECT_AT(crl_queue, consumer_close, 40);
EXPECT_AT(crl_queue, read, 48);
EXPECT_AT(crl_queue, claim, 56);
EXPECT_AT(crl_queue, ack, 64);
EXPECT_AT(crl_queue, bury, 72);
EXPECT_AT(crl_queue, stats, 80);
EXPECT_AT(crl_queue, dead_list, 88);
EXPECT_AT(crl_queue, dead_retry, 96);
EXPECT_AT(crl_queue, dead_remove, 104);

namespace {

struct Grown {  // what a newer side would hand out
  std::uint32_t size;
  std::uint32_t first;
  std::uint64_t late;
};

TEST(AbiGrowth, filling_a_struct_never_writes_past_what_its_owner_knows) {
  const Grown from{sizeof(Grown), 7, 0x1122334455667788};
  Grown out{offsetof(Grown, late), 0, 42};
  CRL_FILL(&out, &from);
  EXPECT_EQ(out.first, 7u);
  EXPECT_EQ(out.late, 42u) << "the owner did not know this member";
  EXPECT_EQ(out.size, offsetof(Grown, late));
}

TEST(AbiGrowth, a_late_member_of_an_old_struct_reads_as_absent) {
  Grown old{offsetof(Grown, late), 1, 99};
  EXPECT_FALSE(CRL_HAS(&old, late));
  EXPECT_TRUE(CRL_HAS(&old, first));
  old.size = sizeof old;
  EXPECT_TRUE(CRL_HAS(&old, late));
}

}  // namespace
