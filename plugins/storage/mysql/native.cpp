#include "native.h"

#include <memory>

#include <errmsg.h>
#include <mysql.h>

namespace carillon::mysql {

namespace {

class ServerError : public soci::soci_error {
 public:
  explicit ServerError(MYSQL* db) : ServerError(mysql_error(db), mysql_errno(db)) {}
  ServerError(const char* message, unsigned errors_number)
      : soci::soci_error(message), number(errors_number) {}
  unsigned number;
};

[[noreturn]] void no_statements() { throw soci::soci_error("statements are made by the native handle"); }

class Backend : public soci::details::session_backend {
 public:
  explicit Backend(const Options& o) : db_(mysql_init(nullptr), mysql_close) {
    if (db_ == nullptr) throw std::bad_alloc();
    set(MYSQL_OPT_CONNECT_TIMEOUT, o.connect_timeout_s);
    set(MYSQL_OPT_READ_TIMEOUT, o.read_timeout_s);
    set(MYSQL_OPT_WRITE_TIMEOUT, o.write_timeout_s);
    mysql_options(handle(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (o.tls != Options::Tls::kOff) {
      const my_bool yes = 1;
      const my_bool verify = o.tls == Options::Tls::kVerify ? 1 : 0;
      mysql_ssl_set(handle(), given(o.tls_key), given(o.tls_cert), given(o.tls_ca), nullptr, nullptr);
      mysql_options(handle(), MYSQL_OPT_SSL_ENFORCE, &yes);
      mysql_options(handle(), MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
    }
    const char* host = o.socket.empty() ? o.host.c_str() : nullptr;  // a host would win over the socket
    const MYSQL* connected =
        mysql_real_connect(handle(), host, o.user.c_str(), o.password.c_str(), o.database.c_str(),
                           static_cast<unsigned>(o.port), given(o.socket), 0);
    if (connected == nullptr) throw ServerError(handle());
    // The client library asks for encryption, and goes on without it when the server has none.
    if (o.tls != Options::Tls::kOff && mysql_get_ssl_cipher(handle()) == nullptr) {
      throw ServerError("the server offers no encryption", CR_SSL_CONNECTION_ERROR);
    }
  }

  MYSQL* handle() const { return db_.get(); }

  bool is_connected() override { return mysql_ping(handle()) == 0; }
  void begin() override { run("START TRANSACTION"); }
  void commit() override { run("COMMIT"); }
  void rollback() override { run("ROLLBACK"); }
  std::string get_dummy_from_table() const override { return "DUAL"; }
  std::string get_backend_name() const override { return "mysql"; }
  soci::details::statement_backend* make_statement_backend() override { no_statements(); }
  soci::details::rowid_backend* make_rowid_backend() override { no_statements(); }
  soci::details::blob_backend* make_blob_backend() override { no_statements(); }

 private:
  static const char* given(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }
  void set(mysql_option option, std::int64_t seconds) {
    const auto value = static_cast<unsigned>(seconds);
    mysql_options(handle(), option, &value);
  }
  void run(const char* text) {
    if (mysql_query(handle(), text) != 0) throw ServerError(handle());
  }

  std::unique_ptr<MYSQL, void (*)(MYSQL*)> db_;
};

}  // namespace

soci::details::session_backend* Backends::make_session(const soci::connection_parameters&) const {
  return new Backend(options_);  // SOCI takes it over
}

::st_mysql* native(soci::session& session) { return static_cast<Backend*>(session.get_backend())->handle(); }

unsigned error_number(const soci::soci_error& error) {
  const auto* known = dynamic_cast<const ServerError*>(&error);
  return known == nullptr ? 0 : known->number;
}

}  // namespace carillon::mysql
