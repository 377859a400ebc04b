#include "failure.h"

#include <carillon/host.hpp>

namespace carillon::mysql {

namespace {

constexpr std::uint32_t kRetryMs = 50;
constexpr std::uint32_t kRetryServerMs = 1'000;
constexpr unsigned kDiskFull = 1021;

// "Duplicate entry 'x' for key 'customers.ux_customers__email'" -> "ux_customers__email". The entry is a
// customer's: it stays out of messages.
std::string key_of(std::string_view message) {
  const auto at = message.rfind("for key '");
  if (at == std::string_view::npos) return "unique key";
  std::string_view key = message.substr(at + 9);
  key = key.substr(0, key.rfind('\''));
  if (const auto point = key.rfind('.'); point != std::string_view::npos) key = key.substr(point + 1);
  return key == "PRIMARY" ? "key" : std::string(key);
}

Error with_number(Error error, unsigned number) {
  error.vendor_code = std::to_string(number);
  return error;
}

Error mapped(unsigned number, std::string_view message, const Options& o) {
  const std::string said = " (" + std::to_string(number) + ": " + std::string(message) + ")";
  // Errors of writing a file come with many numbers.
  if (message.find("No space left") != std::string_view::npos) number = kDiskFull;
  switch (number) {
    case 1062:  // duplicate key
    case 1586:
      return conflict("another row has the same " + key_of(message));
    case 1242:  // how dialect.cpp raises that a row is another's by a second unique key
      return conflict("another row has the same value of a second unique key");
    case 1205:  // lock wait timeout
      return unavailable("rows of the " + o.where() + " are held by another write; try again", kRetryMs);
    case 1213:  // deadlock
    case 1614:
    case 3572:  // NOWAIT
      return unavailable("two writes to the " + o.where() + " were in each other's way; try again", kRetryMs);
    case 1020:  // record has changed since last read
    case kInterrupted:
    case 3058:
      return unavailable("the " + o.where() + " did not finish a statement" + said + "; try again", kRetryMs);
    case 1044:
    case 1045:
    case 1698:
    case 1251:
    case 2059:
    case 2061:
      return {CRL_E_AUTH,
              "the " + o.where() + " refuses the user " + o.user + said +
                  ": check user and password, and that the user may use the database",
              0,
              {}};
    case 1049:
      return {CRL_E_AUTH,
              "the server has no " + o.where() + ": make it with CREATE DATABASE and grant it to the user " +
                  o.user,
              0,
              {}};
    case 1142:
    case 1143:
    case 1227:
      return {CRL_E_AUTH,
              "the user " + o.user + " lacks a right on the " + o.where() + said + ": GRANT ALL ON " +
                  o.database + ".*",
              0,
              {}};
    case 2026:
      return {
          CRL_E_AUTH,
          "no encrypted connection to the " + o.where() + said + ": check tls and the server's certificate",
          0,
          {}};
    case kDiskFull:
    case 1041:
    case 1114:  // table is full
    case 3019:
      return {CRL_E_FULL,
              "no space is left for the " + o.where() + said + ": free some on its disk; nothing was written",
              0,
              {}};
    case 1047:  // cluster without quorum
    case 1040:  // too many connections
    case 1203:
    case 1226:
    case 1053:  // shutdown
    case 1077:
    case 1079:
    case 1158:
    case 1159:
    case 1160:
    case 1161:
    case 1836:
    case 1290:  // read only
    case 1927:
    case 2002:
    case 2003:
    case 2005:
    case 2006:
    case 2012:
    case 2013:
    case 2055:
    case 3100:
    case 3159:
    case 4031:
      return unavailable("the " + o.where() + " cannot be used now" + said +
                             ": see whether the server runs, is the writable one and takes connections",
                         kRetryServerMs);
    case 1406:  // data too long
    case 1264:  // out of range
    case 1366:  // incorrect string value
    case 1300:
    case 1048:  // null in a required column
    case 1364:
    case 1690:  // a result out of range
    case 1118:  // row size
      return invalid("a row or value does not fit the " + o.where() + said);
    case kPacketTooLarge:
      return invalid("a row is larger than the server's max_allowed_packet; raise it on the server");
    default:
      host().error("the database refused a statement",
                   {{"number", std::to_string(number)}, {"reason", message}, {"where", o.where()}});
      return internal_error("the " + o.where() + " refused a statement" + said);
  }
}

}  // namespace

bool is_lost(unsigned number) {
  switch (number) {
    case 1053:
    case 1077:
    case 1079:
    case 1158:
    case 1159:
    case 1160:
    case 1161:
    case 1927:
    case 2002:
    case 2003:
    case 2006:
    case 2012:
    case 2013:
    case 2014:  // out of step with the server
    case 2027:
    case 2055:
    case 4031:
      return true;
    default:
      return false;
  }
}

Error failure(unsigned number, std::string_view message, const Options& options) {
  return with_number(mapped(number, message, options), number);
}

Error too_large(std::size_t bytes, std::size_t most) {
  return with_number(
      invalid("a row has " + std::to_string(bytes) +
              " bytes, more than the server takes at once (max_allowed_packet is " + std::to_string(most) +
              "): shorten it, or raise max_allowed_packet on the server"),
      kPacketTooLarge);
}

}  // namespace carillon::mysql
