#include "mailroom.h"

#include <fstream>
#include <system_error>

#include "mime/letter.h"

namespace carillon::sim {

Status Mailroom::file(const Outgoing& message, std::string_view provider_id) const {
  mime::Letter letter;
  letter.from = mime::parse_mailbox(message.from()).value_or(from_);
  letter.to = mime::parse_mailbox(message.to()).value_or(mime::Mailbox{"", std::string(message.to())});
  letter.subject = message.subject();
  letter.text = message.text();
  letter.html = message.html();
  const std::string id = std::string(provider_id) + "@email-sim.invalid";
  letter.message_id = id;
  letter.date_us = host().now_us();
  for (const crl_kv& kv : message.meta()) {
    const auto name = view(kv.key);
    if ((name.starts_with("List-") || name.starts_with("X-")) && mime::is_header_name(name)) {
      letter.headers.emplace_back(name, view(kv.value));
    }
  }
  const auto final_path = dir_ / (std::string(provider_id) + ".eml");
  auto partial = final_path;
  partial += "." + std::to_string(message.token()) + ".partial";
  std::ofstream out(partial, std::ios::binary | std::ios::trunc);
  out << mime::write_letter(letter);
  out.close();
  std::error_code ec;
  if (out) std::filesystem::rename(partial, final_path, ec);
  if (!out || ec) return unavailable("cannot write " + final_path.string());
  return {};
}

}  // namespace carillon::sim
