#include "engine.h"

#include <algorithm>

#include <boost/asio/post.hpp>

namespace carillon::smtp {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kDraftsAtOnce = 16;
constexpr std::chrono::milliseconds kFirstPause{500}, kLongestPause{30'000};

std::uint32_t as_ms(std::chrono::steady_clock::duration time) {
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
  return static_cast<std::uint32_t>(std::clamp<long long>(ms, 1, 3'600'000));
}

}  // namespace

Engine::Engine(const Settings& settings, const Composer& composer, Credentials& credentials,
               std::function<void()> ready)
    : settings_(settings),
      composer_(composer),
      credentials_(credentials),
      ready_(std::move(ready)),
      outbox_(settings.per_domain) {}

Engine::~Engine() { stop(); }

Status Engine::start() {
  boost::system::error_code ec;
  tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                   asio::ssl::context::no_tlsv1_1);
  tls_.set_verify_mode(asio::ssl::verify_peer);
  if (settings_.ca_file.empty())
    tls_.set_default_verify_paths(ec);
  else
    tls_.load_verify_file(settings_.ca_file, ec);
  if (ec)
    return invalid("the certificate authorities of ca_file = \"" + settings_.ca_file +
                   "\" cannot be read: " + ec.message());
  guard_.emplace(io_.get_executor());
  writers_.emplace(settings_.compose_threads);
  thread_ = std::thread([this] { io_.run(); });
  return {};
}

void Engine::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  writers_->join();
  asio::post(io_, [this] {
    const Error why = unavailable("the channel was stopped before it had sent this");
    const auto sessions = sessions_;
    for (const auto& session : sessions) session->abort(why);  // returns mails to the outbox
    for (MailPtr& mail : outbox_.remove([](const Mail&) { return true; })) finish(std::move(mail), &why);
    wake_.cancel();
    guard_.reset();
    io_.stop();
  });
  thread_.join();
}

bool Engine::wait_idle(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time, [this] { return in_flight_ == 0; });
}

std::optional<Error> Engine::admit(std::size_t weight) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return Error{CRL_E_STATE, "the channel is stopped", 0, {}};
  if (const auto now = Clock::now(); trouble_ && now < closed_until_) {
    return unavailable(trouble_->message, as_ms(closed_until_ - now));
  }
  const bool full = in_flight_ >= settings_.max_in_flight;
  if (full || (bytes_ + weight > settings_.queue_bytes && in_flight_ > 0)) {
    starved_ = true;
    return unavailable(full ? "max_in_flight = " + std::to_string(settings_.max_in_flight) +
                                  " messages are in hand"
                            : std::string("the messages in hand fill queue_mb"));
  }
  ++in_flight_;
  bytes_ += weight;
  return std::nullopt;
}

void Engine::take(std::vector<Draft> drafts) {
  for (std::size_t at = 0; at < drafts.size(); at += kDraftsAtOnce) {
    const auto first = drafts.begin() + static_cast<std::ptrdiff_t>(at);
    const auto last =
        drafts.begin() + static_cast<std::ptrdiff_t>(std::min(at + kDraftsAtOnce, drafts.size()));
    asio::post(*writers_,
               [this, part = std::vector<Draft>(std::make_move_iterator(first),
                                                std::make_move_iterator(last))]() mutable { compose(part); });
  }
}

void Engine::compose(std::vector<Draft>& drafts) {
  std::vector<MailPtr> mails;
  for (Draft& draft : drafts) {
    const std::size_t weight = draft.weight;
    try {
      mails.push_back(composer_.compose(std::move(draft)));
    } catch (...) {  // the ticket answered for itself
      release(weight);
    }
  }
  asio::post(io_, [this, mails = std::move(mails)]() mutable {
    for (MailPtr& mail : mails) outbox_.put(std::move(mail));
    pump_soon();
  });
}

void Engine::cancel(std::vector<std::uint64_t> tokens) {
  std::ranges::sort(tokens);
  asio::post(io_, [this, tokens = std::move(tokens)] {
    const Error why{CRL_E_CANCELLED, "cancelled before it was sent", 0, {}};
    const auto wanted = [&](const Mail& mail) { return std::ranges::binary_search(tokens, mail.token); };
    for (MailPtr& mail : outbox_.remove(wanted)) finish(std::move(mail), &why);
  });
}

Status Engine::health() {
  const std::lock_guard lock(mutex_);
  if (trouble_) return *trouble_;
  return {};
}

void Engine::finish(MailPtr mail, const Error* why) {
  if (why == nullptr)
    mail->ticket.sent(mail->message_id);
  else
    mail->ticket.fail(*why);
  release(mail->weight);
}

void Engine::release(std::size_t weight) {
  bool room = false;
  {
    const std::lock_guard lock(mutex_);
    --in_flight_;
    bytes_ -= weight;
    room = starved_ && !stopping_ && in_flight_ * 4 <= settings_.max_in_flight * std::size_t{3} &&
           bytes_ * 4 <= settings_.queue_bytes * 3;
    if (room) starved_ = false;
    if (in_flight_ == 0) changed_.notify_all();
  }
  if (room) ready_();
}

// The rest runs on the engine's thread.

void Engine::pump_soon() {
  if (std::exchange(pump_pending_, true)) return;
  asio::post(io_, [this] {
    pump_pending_ = false;
    pump();
  });
}

void Engine::pump() {
  while (!idle_.empty() && outbox_.takeable(1) > 0) {
    Session* const session = idle_.back();
    idle_.pop_back();
    if (!session->is_idle()) continue;  // it has said QUIT, being unused for too long
    session->work();
    if (session->is_idle()) idle_.push_back(session);  // what waited could not be sent at all
  }
  if (outbox_.takeable(1) == 0) return;
  const auto now = Clock::now();
  if (now < not_before_) {
    wake_.expires_at(not_before_);
    wake_.async_wait([this](const boost::system::error_code& ec) {
      if (!ec) pump_soon();
    });
    return;
  }
  const std::size_t room =
      settings_.connections - std::min<std::size_t>(sessions_.size(), settings_.connections);
  // While the server is in doubt one connection tries it.
  const std::size_t wanted = failures_ > 0 ? 1 : outbox_.takeable(settings_.connections);
  for (std::size_t i = 0; i < room && connecting_ < wanted; ++i) {
    const auto session = std::make_shared<Session>(io_, tls_, settings_, static_cast<SessionOwner&>(*this));
    sessions_.insert(session);
    ++connecting_;
    host().count("carillon_smtp_connections_total");
    session->open();
  }
}

bool Engine::expired(const Mail& mail) const {
  return mail.not_after_us > 0 && mail.not_after_us < host().now_us();
}

MailPtr Engine::next_mail() {
  while (auto mail = outbox_.take()) {
    if (!expired(*mail)) return mail;
    failed(std::move(mail), {CRL_E_INVALID, "its time was over before a connection was free", 0, "expired"});
  }
  return nullptr;
}

void Engine::sent(MailPtr mail) {
  outbox_.ended(mail->domain);
  finish(std::move(mail), nullptr);
}

void Engine::failed(MailPtr mail, const Error& why) {
  outbox_.ended(mail->domain);
  finish(std::move(mail), &why);
}

void Engine::returned(MailPtr mail) {
  outbox_.put_back(std::move(mail));
  pump_soon();
}

void Engine::idle(Session& session, bool first) {
  if (first) {
    --connecting_;
    failures_ = 0;
    not_before_ = {};
    const std::lock_guard lock(mutex_);
    trouble_.reset();
    closed_until_ = {};
  }
  idle_.push_back(&session);
  pump_soon();
}

void Engine::closed(Session& session, const Error* why) {
  std::erase(idle_, &session);
  if (!session.was_ready()) {
    --connecting_;
    if (why != nullptr) connection_failed(*why);
  }
  const auto found =
      std::ranges::find_if(sessions_, [&](const auto& each) { return each.get() == &session; });
  if (found != sessions_.end()) sessions_.erase(found);
  pump_soon();
}

void Engine::connection_failed(const Error& why) {
  const auto pause = std::min(kLongestPause, kFirstPause * (1U << std::min(failures_, 10U)));
  ++failures_;
  not_before_ = Clock::now() + pause;
  const bool alone = std::ranges::none_of(sessions_, [](const auto& each) { return each->was_ready(); });
  if (!alone) return;
  bool stopping = false;
  {
    const std::lock_guard lock(mutex_);
    stopping = stopping_;
    trouble_ = why;
    closed_until_ = not_before_;
  }
  if (stopping) return;
  if (failures_ == 1) host().error("no mails can be sent", {{"why", why.message}});
  Error rest = why;
  rest.retry_after_ms = std::max(rest.retry_after_ms, as_ms(pause));
  // Refused credentials are told with one message; the others need not be given up for them.
  if (!rest.vendor_code.empty() || rest.status == CRL_E_AUTH)
    rest = unavailable(why.message, rest.retry_after_ms);
  const Error* each = why.status == CRL_E_AUTH ? &why : &rest;
  for (MailPtr& mail : outbox_.remove([](const Mail&) { return true; })) {
    finish(std::move(mail), each);
    each = &rest;
  }
}

}  // namespace carillon::smtp
