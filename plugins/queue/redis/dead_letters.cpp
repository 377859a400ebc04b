#include "dead_letters.h"

#include <algorithm>

#include "entries.h"
#include "scripts.h"

namespace carillon::redis {

namespace {

// Digits, a dash, digits: everything else means something else to the server.
bool is_id(std::string_view text) {
  const auto dash = text.find('-');
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.size() <= 20 &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  return dash != std::string_view::npos && digits(text.substr(0, dash)) && digits(text.substr(dash + 1));
}

Error unknown(std::string_view id) {
  return not_found("there is no dead letter \"" + std::string(id.substr(0, 60)) + "\"");
}

}  // namespace

Status list_dead(Connection& connection, const Options& options, std::string_view cursor, std::uint32_t max,
                 const DeadLetterSink& sink) {
  if (!cursor.empty() && !is_id(cursor))
    return invalid("the cursor is none that a list of dead letters gave");
  const auto reply =
      connection.ask({"XREVRANGE", options.dead_key(), cursor.empty() ? "+" : "(" + std::string(cursor), "-",
                      "COUNT", std::to_string(std::uint64_t{max} + 1)});
  if (!reply) return reply.error();
  auto entries = items_of(&**reply);
  const bool more = entries.size() > max;
  if (more) entries = entries.first(max);
  std::vector<DeadLetter> letters;
  for (const redisReply* entry : entries) {
    letters.push_back({id_of(entry), field_of(entry, "s"), field_of(entry, "b"), field_of(entry, "r"),
                       static_cast<std::uint32_t>(number_of(field_of(entry, "k"))),
                       static_cast<std::uint32_t>(number_of(field_of(entry, "d"))), added_us(id_of(entry))});
  }
  sink.letters(letters);
  if (more) sink.cursor(id_of(entries.back()));
  return {};
}

Status retry_dead(Connection& connection, const Options& options, std::string_view id) {
  if (!is_id(id)) return unknown(id);
  const auto reply =
      connection.ask({"EVAL", kRetry, "1", options.dead_key(), std::string(id), options.stream_key("")});
  if (!reply) return reply.error();
  return (*reply)->integer == 1 ? Status{} : unknown(id);
}

Status remove_dead(Connection& connection, const Options& options, std::string_view id) {
  if (!is_id(id)) return unknown(id);
  const auto reply = connection.ask({"XDEL", options.dead_key(), std::string(id)});
  if (!reply) return reply.error();
  return (*reply)->integer == 1 ? Status{} : unknown(id);
}

}  // namespace carillon::redis
