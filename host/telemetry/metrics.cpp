#include "telemetry/metrics.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <mutex>

namespace carillon::telemetry {

namespace {

enum class Type { kCounter, kGauge, kHistogram };

std::string_view type_name(Type type) {
  switch (type) {
    case Type::kCounter:
      return "counter";
    case Type::kGauge:
      return "gauge";
    case Type::kHistogram:
      return "histogram";
  }
  return "untyped";
}

// A name that Prometheus takes; whatever else was given becomes "_".
std::string legal_name(std::string_view name, bool colon) {
  std::string out;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (colon && c == ':');
    const bool digit = c >= '0' && c <= '9';
    if (digit && out.empty()) out += '_';
    out += letter || digit ? c : '_';
  }
  return out.empty() ? "_" : out;
}

std::string escaped(std::string_view text, bool quote) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '"' && quote) {
      out += "\\\"";
    } else {
      out += c;
    }
  }
  return out;
}

// `a="1",b="2"`, sorted, so that one set of labels has one text.
std::string label_text(Labels labels) {
  std::sort(labels.begin(), labels.end());
  std::string out;
  for (const auto& [name, value] : labels) {
    if (!out.empty()) out += ',';
    out += legal_name(name, false) + "=\"" + escaped(value, true) + '"';
  }
  return out;
}

std::string number_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  char text[40];
  const bool whole = std::fabs(value) < 1e15 && value == std::trunc(value);
  const auto done = whole ? std::to_chars(text, text + sizeof text, static_cast<std::int64_t>(value))
                          : std::to_chars(text, text + sizeof text, value);
  return {text, static_cast<std::size_t>(done.ptr - text)};
}

void sample(std::string& page, std::string_view name, std::string_view labels, std::string_view value) {
  page += name;
  if (!labels.empty()) {
    page += '{';
    page += labels;
    page += '}';
  }
  page += ' ';
  page += value;
  page += '\n';
}

}  // namespace

Histogram::Histogram(std::vector<double> bounds) : bounds_(std::move(bounds)) {
  std::sort(bounds_.begin(), bounds_.end());
  bounds_.erase(std::unique(bounds_.begin(), bounds_.end()), bounds_.end());
  std::erase_if(bounds_, [](double bound) { return !std::isfinite(bound); });
  buckets_ = std::make_unique<std::atomic<std::uint64_t>[]>(bounds_.size() + 1);
}

void Histogram::observe(double value) {
  if (std::isnan(value)) return;
  const auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
  buckets_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
}

struct Metrics::Impl {
  // One of the members is set, by the family's type or by how the series was made.
  struct Series {
    std::unique_ptr<Counter> counter;
    std::unique_ptr<Gauge> gauge;
    std::unique_ptr<Histogram> histogram;
    std::function<double()> read;
  };
  struct Family {
    Type type;
    std::string help;
    std::map<std::string, std::unique_ptr<Series>> series;  // by label_text()
  };

  Series& series(Type type, std::string_view name, std::string_view help, const Labels& labels) {
    std::string legal = legal_name(name, true);
    if (type == Type::kCounter && !legal.ends_with("_total")) legal += "_total";
    auto [family, made] = families.try_emplace(legal, Family{type, std::string(help), {}});
    // A name has one type on a page: whoever comes second with another one is counted, but not shown.
    auto& all =
        family->second.type == type ? family->second.series : hidden[legal + '/' + type_name(type).data()];
    auto& slot = all[label_text(labels)];
    if (!slot) slot = std::make_unique<Series>();
    return *slot;
  }

  static void show(std::string& page, std::string_view name, std::string_view labels, const Series& series) {
    if (!series.histogram) {
      const double value = series.counter ? series.counter->value()
                           : series.gauge ? series.gauge->value()
                           : series.read  ? series.read()
                                          : 0;
      sample(page, name, labels, number_text(value));
      return;
    }
    const Histogram& h = *series.histogram;
    const std::string family(name);
    const std::string before = labels.empty() ? "" : std::string(labels) + ",";
    std::uint64_t count = 0;
    for (std::size_t i = 0; i <= h.bounds_.size(); ++i) {
      count += h.buckets_[i].load(std::memory_order_relaxed);
      const std::string bound = i < h.bounds_.size() ? number_text(h.bounds_[i]) : "+Inf";
      sample(page, family + "_bucket", before + "le=\"" + bound + '"', std::to_string(count));
    }
    sample(page, family + "_sum", labels, number_text(h.sum_.load(std::memory_order_relaxed)));
    sample(page, family + "_count", labels, std::to_string(count));
  }

  mutable std::mutex mutex;
  std::map<std::string, Family, std::less<>> families;
  std::map<std::string, std::map<std::string, std::unique_ptr<Series>>> hidden;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
  const std::scoped_lock lock(impl_->mutex);
  auto& series = impl_->series(Type::kCounter, name, help, labels);
  if (!series.counter) series.counter = std::make_unique<Counter>();
  return *series.counter;
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, const Labels& labels) {
  const std::scoped_lock lock(impl_->mutex);
  auto& series = impl_->series(Type::kGauge, name, help, labels);
  if (!series.gauge) series.gauge = std::make_unique<Gauge>();
  return *series.gauge;
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, std::vector<double> bounds,
                              const Labels& labels) {
  const std::scoped_lock lock(impl_->mutex);
  auto& series = impl_->series(Type::kHistogram, name, help, labels);
  if (!series.histogram) series.histogram = std::make_unique<Histogram>(std::move(bounds));
  return *series.histogram;
}

void Metrics::gauge_from(std::string_view name, std::string_view help, const Labels& labels,
                         std::function<double()> read) {
  const std::scoped_lock lock(impl_->mutex);
  impl_->series(Type::kGauge, name, help, labels).read = std::move(read);
}

void Metrics::counter_from(std::string_view name, std::string_view help, const Labels& labels,
                           std::function<double()> read) {
  const std::scoped_lock lock(impl_->mutex);
  impl_->series(Type::kCounter, name, help, labels).read = std::move(read);
}

std::string Metrics::page() const {
  const std::scoped_lock lock(impl_->mutex);
  std::string page;
  for (const auto& [name, family] : impl_->families) {
    page += "# HELP " + name + ' ' + escaped(family.help.empty() ? name : family.help, false) + '\n';
    page += "# TYPE " + name + ' ';
    page += type_name(family.type);
    page += '\n';
    for (const auto& [labels, series] : family.series) Impl::show(page, name, labels, *series);
  }
  return page;
}

}  // namespace carillon::telemetry
