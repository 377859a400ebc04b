// The C++ layer over segment operators and AI providers.
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <carillon/ai.hpp>
#include <carillon/segop.hpp>

#include "sdk/test_host.hpp"

namespace carillon::test {
namespace {

constexpr std::uint32_t kNumbers[] = {CRL_T_I64, CRL_T_DECIMAL, 0};

struct Above {
  static constexpr OperatorInfo info{
      .name = "above", .title = "above", .summary = "More than.", .field_types = kNumbers};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    const auto value = leaf.integer("value");
    if (!value) return value.error();
    if (*value == 13) throw std::runtime_error("unlucky");
    return Lowered{to.node(CRL_X_GT, {to.field(leaf.field()), to.integer(*value)})};
  }
  static std::string describe(const Leaf& leaf, std::string_view field) {
    return std::string(field) + " above " + std::to_string(leaf.integer("value").value());
  }
};

struct Bought {
  static constexpr OperatorInfo info{.name = "bought", .title = "bought"};
  static Result<Lowered> lower(const Leaf& leaf, Lowering& to) {
    if (!to.enter("orders")) return Lowered{};
    const auto match = to.node(CRL_X_EQ, {to.field("sku"), to.text(leaf.text("sku").value())});
    return Lowered{to.over(CRL_X_EXISTS, match), CRL_LOWER_SUPERSET};
  }
  static Result<bool> eval(const Leaf& leaf, const Row& row, std::int64_t) {
    return cell::as_text(row.get("sku").value()) == leaf.text("sku").value();
  }
  static std::string describe(const Leaf&, std::string_view) { return "bought"; }
};

constexpr Entry kEntry = operators<Above, Bought>({.id = "test", .name = "Test"});

// A builder that knows the field "spend", the relation "orders" and in it "sku"; it writes what it is told.
struct FakeBuilder {
  std::vector<std::string> steps{"(0)"};
  bool inside = false;
  int depth = 0;
  crl_expr_builder raw{};

  FakeBuilder() {
    raw.size = sizeof raw;
    raw.ctx = this;
    raw.lit = [](void* c, const crl_value* v) {
      return of(c).add(v->type == CRL_T_TEXT ? std::string(cell::as_text(*v)) : std::to_string(v->v.i));
    };
    raw.field = [](void* c, crl_str path) -> std::uint32_t {
      const bool known = view(path) == (of(c).inside ? "sku" : "spend");
      return known ? of(c).add(std::string(view(path))) : 0;
    };
    raw.type_of = [](void*, std::uint32_t) -> std::uint32_t { return CRL_T_I64; };
    raw.node = [](void* c, std::uint32_t op, const std::uint32_t* args, std::uint32_t n) {
      std::string text = "op" + std::to_string(op);
      for (std::uint32_t i = 0; i < n; ++i) text += " " + of(c).steps[args[i]];
      return of(c).add("(" + text + ")");
    };
    raw.enter = [](void* c, crl_str relation) -> std::uint32_t {
      if (view(relation) != "orders") return 0;
      of(c).inside = true;
      ++of(c).depth;
      return 1;
    };
    raw.over = [](void* c, std::uint32_t op, std::uint32_t predicate, std::uint32_t) -> std::uint32_t {
      of(c).inside = false;
      --of(c).depth;
      return predicate == 0 ? 0
                            : of(c).add("(over" + std::to_string(op) + " " + of(c).steps[predicate] + ")");
    };
    raw.error = [](void*) { return str("there is no such field; fields are: spend"); };
  }
  static FakeBuilder& of(void* c) { return *static_cast<FakeBuilder*>(c); }
  std::uint32_t add(std::string text) {
    steps.push_back(std::move(text));
    return static_cast<std::uint32_t>(steps.size() - 1);
  }
};

class Operators : public ::testing::Test {
 protected:
  Operators() {
    const crl_instance* raw = nullptr;
    crl_error error = empty_error();
    EXPECT_EQ(kEntry.create(nullptr, nullptr, &raw, &error), CRL_OK);
    instance_.reset(raw);
    table_ = static_cast<const crl_segop*>(raw->get_interface(raw->self, CRL_SEGOP_ID));
  }
  crl_status lower(std::size_t op, const std::string& leaf) {
    const JsonDoc doc(leaf);
    crl_error error = empty_error();
    const auto status =
        table_->operators[op]->lower(instance_->self, doc.get(), &builder_.raw, &root_, &how_, &error);
    error_ = read_error(status, error);
    return status;
  }
  InstancePtr instance_;
  const crl_segop* table_ = nullptr;
  FakeBuilder builder_;
  std::uint32_t root_ = 0;
  std::int32_t how_ = 0;
  Error error_;
};

TEST_F(Operators, list_themselves_and_lower_to_an_expression) {
  ASSERT_EQ(table_->n_operators, 2u);
  EXPECT_EQ(table_->operators[0]->takes_field, 1u);
  EXPECT_EQ(table_->operators[1]->takes_field, 0u);
  EXPECT_EQ(table_->operators[0]->eval, nullptr);
  EXPECT_NE(table_->operators[1]->eval, nullptr);
  ASSERT_EQ(lower(0, R"({"op": "above", "field": "spend", "value": 5})"), CRL_OK);
  EXPECT_EQ(builder_.steps[root_], "(op10 spend 5)");
  EXPECT_EQ(how_, CRL_LOWER_EXACT);
  ASSERT_EQ(lower(1, R"({"op": "bought", "sku": "X1"})"), CRL_OK);
  EXPECT_EQ(builder_.steps[root_], "(over32 (op6 sku X1))");
  EXPECT_EQ(how_, CRL_LOWER_SUPERSET);
  EXPECT_EQ(builder_.depth, 0);
}

TEST_F(Operators, pass_the_hosts_refusal_on_without_asking_after_each_step) {
  EXPECT_EQ(lower(0, R"({"op": "above", "field": "age", "value": 5})"), CRL_E_INVALID);
  EXPECT_EQ(error_.message, "there is no such field; fields are: spend");
  EXPECT_EQ(error_.vendor_code, "/field");
}

TEST_F(Operators, name_the_member_at_fault_and_survive_exceptions) {
  EXPECT_EQ(lower(0, R"({"op": "above", "field": "spend", "value": "five"})"), CRL_E_INVALID);
  EXPECT_EQ(error_.vendor_code, "/value");
  EXPECT_EQ(lower(0, R"({"op": "above", "field": "spend", "value": 13})"), CRL_E_INTERNAL);
  EXPECT_EQ(error_.message, "unlucky");
}

TEST_F(Operators, describe_and_evaluate) {
  const JsonDoc leaf(R"({"op": "above", "field": "spend", "value": 5})");
  std::string words;
  table_->operators[0]->describe(
      instance_->self, leaf.get(), str("total spend"),
      [](void* out, crl_str text) { *static_cast<std::string*>(out) += view(text); }, &words);
  EXPECT_EQ(words, "total spend above 5");

  const JsonDoc bought(R"({"op": "bought", "sku": "X1"})");
  const crl_row row{sizeof row, 0, nullptr, [](void*, crl_str, crl_value* out) {
                      *out = cell::text("X1");
                      return crl_status{CRL_OK};
                    }};
  std::int32_t matches = 0;
  crl_error error = empty_error();
  EXPECT_EQ(table_->operators[1]->eval(instance_->self, bought.get(), &row, 0, &matches, &error), CRL_OK);
  EXPECT_EQ(matches, 1);
}

struct Done {
  int calls = 0;
  crl_status status = CRL_PENDING;
  std::string text, error;
};
crl_ai_sink sink_into(Done& done) {
  return {sizeof(crl_ai_sink), 0, &done, nullptr,
          [](void* ctx, crl_status status, const crl_ai_result* result, const crl_error* error) {
            auto& d = *static_cast<Done*>(ctx);
            ++d.calls;
            d.status = status;
            if (result != nullptr) d.text = view(result->text);
            if (error != nullptr) d.error = read_error(status, *error).message;
          }};
}

TEST(Replies, answer_exactly_once_however_they_are_moved_and_spent) {
  Done answered, dropped, failed;
  {
    Reply a(sink_into(answered), 1);
    Reply b = std::move(a);
    b.answer({.text = "yes"});
    b.fail(internal_error("late"));
    a.answer({.text = "from an empty hand"});
    Reply c(sink_into(dropped), 2);
    Reply d(sink_into(failed), 3);
    d.fail({CRL_OK, "not a failure"});
  }
  EXPECT_EQ(answered.calls, 1);
  EXPECT_EQ(answered.text, "yes");
  EXPECT_EQ(dropped.calls, 1);
  EXPECT_EQ(dropped.error, "the provider dropped the request");
  EXPECT_EQ(failed.calls, 1);
  EXPECT_EQ(failed.status, CRL_E_INTERNAL);
}

struct Moody : AiProvider {
  void complete(const AiRequest& request, Reply&& reply) override {
    if (request.task() == "throw") throw std::runtime_error("bad mood");
    if (request.task() == "take and throw") {
      const Reply taken = std::move(reply);
      throw std::runtime_error("worse mood");
    }
    reply.answer({.text = std::string(request.task())});
  }
};

TEST(Replies, of_a_provider_that_throws_fail_with_its_words) {
  constexpr Entry entry = ai_provider<Moody>({.id = "moody", .name = "Moody"});
  const crl_instance* raw = nullptr;
  crl_error error = empty_error();
  const JsonDoc config("{}");
  ASSERT_EQ(entry.create(config.get(), nullptr, &raw, &error), CRL_OK);
  const InstancePtr instance(raw);
  const auto* ai = static_cast<const crl_ai*>(raw->get_interface(raw->self, CRL_AI_ID));
  for (const std::string task : {"fine", "throw", "take and throw"}) {
    Done done;
    const auto sink = sink_into(done);
    crl_ai_request request{};
    request.size = sizeof request;
    request.task = str(task);
    std::uint64_t op = 0;
    EXPECT_EQ(ai->complete(raw->self, &request, &sink, &op, &error), CRL_PENDING);
    EXPECT_NE(op, 0u);
    EXPECT_EQ(done.calls, 1) << task;
    EXPECT_EQ(done.status, task == "fine" ? CRL_OK : CRL_E_INTERNAL);
    EXPECT_EQ(done.error.empty(), task == "fine");
  }
}

}  // namespace
}  // namespace carillon::test
