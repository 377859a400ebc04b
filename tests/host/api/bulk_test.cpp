#include <zlib.h>

#include "api_fixture.h"

namespace carillon::api::testing {
namespace {

class BulkApi : public ApiTest {
 protected:
  static std::string gzipped(const std::string& text) {
    z_stream z{};
    EXPECT_EQ(deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY), Z_OK);
    std::string out(deflateBound(&z, static_cast<uLong>(text.size())) + 64, '\0');
    std::string in = text;
    z.next_in = reinterpret_cast<Bytef*>(in.data());
    z.avail_in = static_cast<uInt>(in.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
    out.resize(z.total_out);
    deflateEnd(&z);
    return out;
  }
};

TEST_F(BulkApi, takes_gzip_and_the_column_names_of_others) {
  const std::string csv = "Customer ID;Their Name;Notes\na;Asha;x\nb;Ravi;y\n";
  const auto a = send("POST", "/api/v1/customers/bulk?map=Their%20Name:name,Notes:", gzipped(csv),
                      {{"Content-Type", "text/csv"}, {"Content-Encoding", "gzip"}});
  ASSERT_EQ(a.status(), 200) << a;
  EXPECT_EQ(a.text("/created"), "2");
  EXPECT_EQ(get("/api/v1/customers/external:b").text("/name"), "Ravi");
}

TEST_F(BulkApi, refuses_a_bomb_another_coding_and_an_unknown_map) {
  config.http.max_bulk_bytes = 1U << 20;
  const std::string rows(8U << 20, '\n');
  EXPECT_EQ(send("POST", "/api/v1/customers/bulk", gzipped(rows),
                 {{"Content-Type", "application/x-ndjson"}, {"Content-Encoding", "gzip"}})
                .status(),
            400);
  EXPECT_EQ(send("POST", "/api/v1/customers/bulk", "x",
                 {{"Content-Type", "application/x-ndjson"}, {"Content-Encoding", "br"}})
                .status(),
            415);
  EXPECT_EQ(send("POST", "/api/v1/customers", "x", {{"Content-Encoding", "gzip"}}).status(), 415)
      << "a single resource is never packed";
  const auto a =
      send("POST", "/api/v1/customers/bulk?map=nothing", "external_id\na\n", {{"Content-Type", "text/csv"}});
  EXPECT_EQ(a.status(), 422) << a;
  EXPECT_EQ(a.text("/errors/0/pointer"), "/query/map") << a;
}

}  // namespace
}  // namespace carillon::api::testing
