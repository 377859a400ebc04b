#include "compose.h"

#include <algorithm>
#include <array>

#include <openssl/evp.h>

#include "mime/letter.h"

namespace carillon::smtp {
namespace {

constexpr std::size_t kPerMail = 1024;  // of memory, beside its texts

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Letters of a local part that need no quoting and that no relay changes.
bool is_plain_key(std::string_view key) {
  return !key.empty() && key.size() <= 60 && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::string key_text(std::string_view key) {
  if (is_plain_key(key)) return std::string(key);
  constexpr std::string_view kHex = "0123456789abcdef";
  std::array<unsigned char, 32> digest{};
  EVP_Digest(key.data(), key.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  std::string out = "x-";
  for (std::size_t i = 0; i < 16; ++i) {
    out += kHex[digest[i] >> 4];
    out += kHex[digest[i] & 15];
  }
  return out;
}

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

bool is_taken_from_meta(std::string_view name) {
  const auto begins = [&](std::string_view prefix) {
    return name.size() > prefix.size() && same_name(name.substr(0, prefix.size()), prefix);
  };
  return mime::is_header_name(name) && (begins("List-") || begins("X-") || same_name(name, "Feedback-ID") ||
                                        same_name(name, "Precedence") || same_name(name, "Auto-Submitted"));
}

}  // namespace

Draft::Draft(const Outgoing& message)
    : key(message.idempotency_key()),
      to(message.to()),
      from(message.from()),
      subject(message.subject()),
      text(message.text()),
      html(message.html()),
      not_after_us(message.not_after_us()),
      weight(kPerMail + subject.size() + text.size() + html.size()) {
  for (const crl_kv& kv : message.meta()) meta.emplace_back(view(kv.key), view(kv.value));
}

Status Composer::load_key() {
  const auto& dkim = settings_.dkim;
  if (dkim.private_key_pem.empty()) return {};
  auto signer = DkimSigner::make(dkim.domain, dkim.selector, dkim.private_key_pem);
  if (!signer) return signer.error();
  signer_ = std::move(*signer);
  return {};
}

std::optional<Error> Composer::check(const Outgoing& message) {
  const auto refuse = [](std::string why, std::string code) {
    return Error{CRL_E_INVALID, std::move(why), 0, std::move(code)};
  };
  if (!mime::is_address(message.to())) {
    return refuse("\"" + std::string(message.to()) + "\" is no e-mail address, as in ann@example.com",
                  "bad_address");
  }
  if (!message.from().empty() && !mime::parse_mailbox(message.from())) {
    return refuse(
        "the sender \"" + std::string(message.from()) + "\" is no address, as in Shop <shop@example.com>",
        "bad_sender");
  }
  if (message.text().empty() && message.html().empty()) return refuse("the message has no body", "no_body");
  return std::nullopt;
}

MailPtr Composer::compose(Draft draft) const {
  auto mail = std::make_unique<Mail>();
  mail->token = draft.ticket.token();
  mail->ticket = std::move(draft.ticket);
  mail->weight = draft.weight;
  mail->not_after_us = draft.not_after_us;
  mail->to = mime::with_ascii_domain(draft.to);
  mail->domain = mail->to.substr(mail->to.rfind('@') + 1);
  for (char& c : mail->domain) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  mail->message_id = message_id_of(draft.key, settings_.message_id_domain);

  mime::Letter letter;
  letter.from = mime::parse_mailbox(draft.from).value_or(settings_.from);
  letter.to = {"", mail->to};
  letter.reply_to = settings_.reply_to;
  letter.subject = draft.subject;
  letter.text = draft.text;
  letter.html = draft.html;
  letter.message_id = mail->message_id;
  letter.date_us = host().now_us();
  letter.headers = settings_.headers;
  mail->return_path = settings_.return_path.empty() ? letter.from.address : settings_.return_path;
  for (const auto& entry : draft.meta) {
    const std::string &name = entry.first, &value = entry.second;
    if (same_name(name, "Reply-To")) {
      if (auto box = mime::parse_mailbox(value)) letter.reply_to = std::move(box);
    } else if (same_name(name, "Return-Path")) {
      if (mime::is_address(value)) mail->return_path = value;
    } else if (is_taken_from_meta(name)) {
      std::erase_if(letter.headers, [&](const auto& header) { return same_name(header.first, name); });
      letter.headers.emplace_back(name, value);
    }
  }
  mail->return_path = mime::with_ascii_domain(mail->return_path);
  if (settings_.verp) mail->return_path = verp_address(mail->return_path, draft.key);
  letter.from.address = mime::with_ascii_domain(letter.from.address);
  mail->needs_utf8 = !is_ascii(mail->to) || !is_ascii(mail->return_path) || !is_ascii(letter.from.address);

  std::string text = mime::write_letter(letter);
  if (signer_) text.insert(0, signer_->sign(text, letter.date_us));
  mail->wire = dot_stuffed(std::move(text));
  return mail;
}

std::string dot_stuffed(std::string mail) {
  std::string out;
  if (mail.starts_with('.') || mail.find("\n.") != std::string::npos) {
    out.reserve(mail.size() + 64);
    char before = '\n';
    for (const char c : mail) {
      if (c == '.' && before == '\n') out += '.';
      out += before = c;
    }
  } else {
    out = std::move(mail);
  }
  return out += ".\r\n";
}

std::string message_id_of(std::string_view key, std::string_view domain) {
  return key_text(key) + "@" + std::string(domain);
}

std::string verp_address(std::string_view return_path, std::string_view key) {
  const auto at = return_path.rfind('@');
  return std::string(return_path.substr(0, at)) + "+" + key_text(key) + std::string(return_path.substr(at));
}

std::string key_in_message_id(std::string_view id) {
  if (id.starts_with('<')) id.remove_prefix(1);
  const auto key = id.substr(0, id.find('@'));
  return is_plain_key(key) && !key.starts_with("x-") ? std::string(key) : std::string();
}

std::string key_in_verp(std::string_view address) {
  const auto local = address.substr(0, address.rfind('@'));
  const auto plus = local.rfind('+');
  return plus == std::string_view::npos ? std::string() : key_in_message_id(local.substr(plus + 1));
}

}  // namespace carillon::smtp
