// Renderings a second on one core, beside copying the bytes that they make.
//
//   bench_templates [SECONDS]     prints: rendered/s, copied/s, bytes a message - for a short message, then a
//   mail
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "person.h"

namespace {

using namespace carillon;
using Clock = std::chrono::steady_clock;

constexpr std::string_view kShort =
    "Hi {{ customer.first_name | default: \"there\" }}, you have spent {{ customer.total_spend | money }}";
constexpr std::string_view kMail =
    "<html><body><h1>Hello {{ customer.first_name | default: \"there\" | capitalize }}</h1>"
    "{% if customer.total_spend > 1000 %}<p>You are one of our best: {{ customer.total_spend | money }}.</p>"
    "{% else %}<p>Welcome!</p>{% endif %}<ul>{% for tag in customer.tags %}<li>{{ forloop.index }}. {{ tag | "
    "upcase "
    "}}</li>{% endfor %}</ul><a href=\"https://shop.example/?who={{ customer.name }}&amp;plan={{ "
    "customer.attributes.plan }}\">Since {{ customer.last_order_at | date: '%d %B %Y' }}</a></body></html>";

// Calls a second of what adds one message to a buffer; the buffer is emptied when it holds a batch, as the
// sender's.
template <class Add>
double rate(double seconds, Add add) {
  std::string out;
  std::uint64_t n = 0;
  const auto began = Clock::now();
  double passed = 0;
  while (passed < seconds) {
    for (int i = 0; i < 1'000; ++i) {
      add(n + static_cast<std::uint64_t>(i), out);
      if (out.size() > 200'000) out.clear();
    }
    n += 1'000;
    passed = std::chrono::duration<double>(Clock::now() - began).count();
  }
  return static_cast<double>(n) / passed;
}

void measure(std::string_view text, liquid::Escape escape, double seconds) {
  const auto made = liquid::Template::compile(text, escape, liquid::usual_scope());
  const auto* program = std::get_if<liquid::Template>(&made);
  if (program == nullptr) {
    std::fputs(liquid::fault_text(made).c_str(), stderr);
    std::exit(1);
  }
  // Many customers, so that no branch is learnt by heart.
  std::vector<std::vector<crl_value>> rows(1'000);
  std::vector<liquid::Person> people(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    people[i].name = (i % 7 == 0 ? "" : "Person" + std::to_string(i * i)) + " Rao";
    people[i].spend_units = static_cast<std::int64_t>(i) * 987'654;
    for (const auto& column : program->columns()) rows[i].push_back(liquid::cell_for(column, people[i]));
  }
  const double rendered = rate(seconds, [&](std::uint64_t i, std::string& out) {
    program->render({rows[i % rows.size()], {}, nullptr, 0}, out);
  });
  std::vector<std::string> bytes(rows.size());
  std::size_t all = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    program->render({rows[i], {}, nullptr, 0}, bytes[i]);
    all += bytes[i].size();
  }
  const double copied =
      rate(seconds, [&](std::uint64_t i, std::string& out) { out += bytes[i % bytes.size()]; });
  std::printf("%.0f %.0f %zu\n", rendered, copied, all / bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 1.0;
  measure(kShort, liquid::Escape::kNone, seconds);
  measure(kMail, liquid::Escape::kHtml, seconds);
}
