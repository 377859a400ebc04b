#include "test_host.hpp"

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <thread>

#include <boost/json.hpp>
#include <dlfcn.h>

namespace carillon::test {

struct TestHost::Timers {
  struct Shot {
    std::uint64_t id;
    std::function<void()> fire;
  };
  using Clock = std::chrono::steady_clock;

  Timers() : thread([this] { run(); }) {}
  ~Timers() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    changed.notify_all();
    thread.join();
  }
  std::uint64_t start(std::int64_t delay_us, std::function<void()> fire) {
    const std::lock_guard lock(mutex);
    const auto id = ++last_id;
    queue.emplace(Clock::now() + std::chrono::microseconds(delay_us), Shot{id, std::move(fire)});
    changed.notify_all();
    return id;
  }
  crl_status cancel(std::uint64_t id) {
    std::unique_lock lock(mutex);
    const auto at =
        std::find_if(queue.begin(), queue.end(), [&](const auto& each) { return each.second.id == id; });
    if (at != queue.end()) {
      queue.erase(at);
      return CRL_OK;
    }
    if (std::this_thread::get_id() != thread.get_id()) {
      changed.wait(lock, [&] { return running != id; });
    }
    return CRL_E_NOT_FOUND;
  }
  void run() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      if (queue.empty()) {
        changed.wait(lock);
        continue;
      }
      const auto due = queue.begin()->first;
      if (due > Clock::now()) {
        changed.wait_until(lock, due);
        continue;
      }
      Shot shot = std::move(queue.begin()->second);
      queue.erase(queue.begin());
      running = shot.id;
      lock.unlock();
      shot.fire();
      lock.lock();
      running = 0;
      changed.notify_all();
    }
  }

  mutable std::mutex mutex;
  std::condition_variable changed;
  std::multimap<Clock::time_point, Shot> queue;
  std::uint64_t last_id = 0;
  std::uint64_t running = 0;
  bool stopping = false;
  std::thread thread;  // last: it uses all of the above
};

struct TestHost::Services {
  Timers* timers = nullptr;
  mutable std::mutex mutex;
  std::set<std::string, std::less<>> hidden;
  std::vector<std::string> lines;
  std::map<std::string, double> counters;
  std::function<int(const PostedBody&)> http_answer;

  static Services& of(void* ctx) { return *static_cast<Services*>(ctx); }

  static void log(void* ctx, std::int32_t, crl_str message, const crl_kv* fields, std::uint32_t n) {
    std::string line(view(message));
    for (std::uint32_t i = 0; i < n; ++i) {
      line += " " + std::string(view(fields[i].key)) + "=" + std::string(view(fields[i].value));
    }
    const std::lock_guard lock(of(ctx).mutex);
    of(ctx).lines.push_back(line);
  }
  static std::int64_t now_us(void*) {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
  }
  static crl_status start_timer(void* ctx, std::int64_t delay_us, void (*fire)(void*), void* arg,
                                std::uint64_t* id) {
    *id = of(ctx).timers->start(delay_us, [fire, arg] { fire(arg); });
    return CRL_OK;
  }
  static crl_status cancel_timer(void* ctx, std::uint64_t id) { return of(ctx).timers->cancel(id); }

  static void count(void* ctx, crl_str name, const crl_kv*, std::uint32_t, double by) {
    const std::lock_guard lock(of(ctx).mutex);
    of(ctx).counters[std::string(view(name))] += by;
  }
  static void gauge(void* ctx, crl_str name, const crl_kv*, std::uint32_t, double value) {
    const std::lock_guard lock(of(ctx).mutex);
    of(ctx).counters[std::string(view(name))] = value;
  }

  static crl_status parse(void*, crl_str text, void (*use)(void*, const crl_doc*), void* arg,
                          crl_error* error) {
    std::unique_ptr<JsonDoc> doc;
    try {
      doc = std::make_unique<JsonDoc>(view(text));
    } catch (const std::exception& e) {
      write_error(invalid(std::string("not JSON: ") + e.what()), error);
      return CRL_E_INVALID;
    }
    use(arg, doc->get());
    return CRL_OK;
  }

  static crl_status start_http(void* ctx, const crl_http_request* request, const crl_http_sink* sink,
                               std::uint64_t* op, crl_error*) {
    PostedBody posted{std::string(view(request->url)), std::string(view(request->body)), {}};
    for (std::uint32_t i = 0; i < request->n_headers; ++i) {
      posted.headers[std::string(view(request->headers[i].key))] = view(request->headers[i].value);
    }
    *op = of(ctx).timers->start(0, [ctx, posted, copy = *sink] {
      std::function<int(const PostedBody&)> answer;
      {
        const std::lock_guard lock(of(ctx).mutex);
        answer = of(ctx).http_answer;
      }
      copy.head(copy.ctx, answer ? answer(posted) : 200, nullptr, 0);
      copy.done(copy.ctx, CRL_OK, nullptr);
    });
    return CRL_PENDING;
  }
  static void cancel_http(void*, std::uint64_t) {}  // best effort: the answer comes at once in any case

  static std::uint64_t fold(void*, crl_str text, char* out, std::uint64_t capacity) {
    for (std::uint64_t i = 0; i < text.len && i < capacity; ++i) {
      const char c = text.ptr[i];
      out[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return text.len;
  }

  static const void* service(void* ctx, const char* id) {
    static constexpr crl_timer kTimer{sizeof(crl_timer), 0, &start_timer, &cancel_timer};
    static constexpr crl_metrics kMetrics{sizeof(crl_metrics), 0, &count, &gauge};
    static constexpr crl_json kJson{sizeof(crl_json), 0, &parse};
    static constexpr crl_http kHttp{sizeof(crl_http), 0, &start_http, &cancel_http};
    static constexpr crl_fold kFold{sizeof(crl_fold), 0, &fold};
    {
      const std::lock_guard lock(of(ctx).mutex);
      if (of(ctx).hidden.contains(std::string_view(id))) return nullptr;
    }
    const std::string_view wanted(id);
    if (wanted == CRL_TIMER_ID) return &kTimer;
    if (wanted == CRL_METRICS_ID) return &kMetrics;
    if (wanted == CRL_JSON_ID) return &kJson;
    if (wanted == CRL_HTTP_ID) return &kHttp;
    if (wanted == CRL_FOLD_ID) return &kFold;
    return nullptr;
  }
};

TestHost::TestHost() : timers_(std::make_unique<Timers>()), services_(std::make_unique<Services>()) {
  services_->timers = timers_.get();
  table_ = {sizeof(crl_host),  CRL_ABI_MAJOR,     CRL_ABI_MINOR, 0,
            services_.get(),   str("test host"),  str("1.0.0"),  &Services::log,
            &Services::now_us, &Services::service};
}
TestHost::~TestHost() { timers_.reset(); }

void TestHost::hide(std::string_view service) {
  const std::lock_guard lock(services_->mutex);
  services_->hidden.emplace(service);
}
void TestHost::on_http(std::function<int(const PostedBody&)> answer) {
  const std::lock_guard lock(services_->mutex);
  services_->http_answer = std::move(answer);
}
std::vector<std::string> TestHost::log() const {
  const std::lock_guard lock(services_->mutex);
  return services_->lines;
}
double TestHost::counter(const std::string& name) const {
  const std::lock_guard lock(services_->mutex);
  const auto at = services_->counters.find(name);
  return at == services_->counters.end() ? 0 : at->second;
}
std::size_t TestHost::armed_timers() const {
  const std::lock_guard lock(timers_->mutex);
  return timers_->queue.size();
}

Module::Module(const std::string& path, const TestHost& host) {
  void* file = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (file == nullptr) {
    std::fprintf(stderr, "cannot load %s: %s\n", path.c_str(), dlerror());
    std::abort();
  }
  const auto entry = reinterpret_cast<const crl_module* (*)()>(dlsym(file, CRL_ENTRY_NAME));
  module_ = entry();
  crl_error error = empty_error();
  if (module_->init != nullptr) module_->init(host.table(), &error);
}
Module::~Module() {
  if (module_->deinit != nullptr) module_->deinit();
}
const crl_descriptor* Module::descriptor(std::string_view id) const {
  for (std::uint32_t i = 0; i < module_->n_descriptors; ++i) {
    if (module_->descriptors[i]->id == id) return module_->descriptors[i];
  }
  return nullptr;
}

Result<InstancePtr> create(const Module& module, std::string_view id, std::string_view config_json,
                           const void* sink) {
  const JsonDoc config(config_json);
  const crl_instance* instance = nullptr;
  crl_error error = empty_error();
  const crl_status status =
      module.table().create(std::string(id).c_str(), config.get(), sink, &instance, &error);
  if (status != CRL_OK) return read_error(status, error);
  return InstancePtr(instance);
}

Status start(const crl_instance& instance) {
  crl_error error = empty_error();
  const crl_status status = instance.start(instance.self, &error);
  if (status != CRL_OK) return read_error(status, error);
  return {};
}

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

std::string plugin_path(std::string_view name) {
  const char* dir = std::getenv("CARILLON_PLUGIN_DIR");
  return std::string(dir == nullptr ? "." : dir) + "/" + std::string(name) + ".carillon.so";
}

}  // namespace carillon::test
