// Rows come the same however the bytes are cut, packed or broken off.
#include <random>

#include <gtest/gtest.h>
#include <zlib.h>

#include "ingest/row_reader.h"
#include "ingest_fixture.h"

namespace carillon::ingest {
namespace {

using testing::Fixture;

// The text in pieces of the given length; a fault after `sound` bytes.
class Pieces final : public ByteSource {
 public:
  Pieces(std::string text, std::size_t length, std::size_t sound = std::string::npos)
      : text_(std::move(text)), length_(length), sound_(sound) {}
  Result<std::string_view> next() override {
    if (at_ >= sound_) return invalid("the line is dead");
    last_ = text_.substr(at_, length_);
    at_ += last_.size();
    return std::string_view(last_);
  }

 private:
  std::string text_, last_;
  std::size_t length_, sound_, at_ = 0;
};

std::string gzipped(const std::string& text) {
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

std::string all_of(ByteSource& source, Status& status) {
  std::string out;
  for (;;) {
    auto piece = source.next();
    if (!piece) {
      status = piece.error();
      return out;
    }
    if (piece->empty()) return out;
    out += *piece;
  }
}

// Every row as "line:json" or "line!code".
std::vector<std::string> rows_of(Format format, std::unique_ptr<ByteSource> bytes) {
  std::vector<std::string> out;
  auto reader = open_rows({Noun::kCustomers, format, std::move(bytes), {}});
  EXPECT_TRUE(reader.ok());
  if (!reader) return out;
  while ((*reader)->next()) {
    const auto line = std::to_string((*reader)->line());
    out.push_back((*reader)->faults().empty() ? line + ":" + json::serialize((*reader)->value())
                                              : line + "!" + (*reader)->faults().front().code);
    out.back() += " " + std::string((*reader)->original());
  }
  return out;
}

const std::string kNdjson =
    "{\"external_id\":\"a\"}\r\n\n{oops\n[1,{\"x\":\"]\\\"\"}]\n{\"external_id\":\"\xE0\xA4\xAA\"}";
const std::string kArray =
    " [\n{\"external_id\":\"a,]}\\\\\"},{\n\"b\":[1,2]},{oops},\n{\"external_id\":\"\xE0\xA4\xAA\"}\n]\n ";
const std::string kCsv =
    "\xEF\xBB\xBF"
    "external_id;name\r\na;\"x\ny\"\"\"\r\n\r\nb;o\"k\nc\n\xE0\xA4\xAA;z";

TEST(RowStreams, give_the_same_rows_however_the_bytes_are_cut) {
  const std::pair<Format, const std::string*> cases[] = {
      {Format::kNdjson, &kNdjson}, {Format::kJson, &kArray}, {Format::kCsv, &kCsv}};
  for (const auto& [format, text] : cases) {
    const auto whole = rows_of(format, read_text(*text));
    EXPECT_GE(whole.size(), 4U);
    for (std::size_t length = 1; length < text->size(); ++length) {
      EXPECT_EQ(rows_of(format, std::make_unique<Pieces>(*text, length)), whole) << length;
    }
    EXPECT_EQ(rows_of(format, gunzip(std::make_unique<Pieces>(gzipped(*text), 1), 1'000)), whole);
    auto skipping = open_rows({Noun::kCustomers, format, read_text(*text), {}}).value();
    std::size_t counted = 0;
    while (skipping->skip()) ++counted;
    EXPECT_EQ(counted, whole.size()) << "skipping counts what reading finds";
  }
}

TEST(RowStreams, refuse_a_row_above_a_megabyte_and_go_on_behind_it) {
  const std::string huge(3U << 20, 'x');
  const std::string row = R"({"external_id":"a","name":")" + huge + "\"}";
  const std::string good = R"({"external_id":"b"})";
  const std::pair<Format, std::string> cases[] = {
      {Format::kNdjson, good + "\n" + row + "\n" + good + "\n"},
      {Format::kJson, "[" + good + "," + row + "," + good + "]"},
      {Format::kCsv, "external_id,name\nb,\na," + huge + "\nb,\n"},
      {Format::kCsv, "external_id,name\nb,\na,\"" + huge + "\nb,\n"},
  };
  for (const auto& [format, text] : cases) {
    auto reader = open_rows({Noun::kCustomers, format, std::make_unique<Pieces>(text, 70'000), {}}).value();
    std::vector<std::string> codes;
    while (reader->next()) {
      codes.push_back(reader->faults().empty() ? "ok" : reader->faults().front().code);
      EXPECT_LE(reader->original().size(), std::size_t{1} << 20);
    }
    EXPECT_EQ(codes, (std::vector<std::string>{"ok", "too_long", "ok"}));
  }
}

TEST(Gunzip, gives_back_what_was_packed_of_one_member_or_several) {
  std::minstd_rand random(7);
  for (int round = 0; round < 20; ++round) {
    std::string text;
    std::string packed;
    for (unsigned member = 0; member <= random() % 3; ++member) {
      std::string part;
      for (auto n = random() % 300'000; n > 0; --n) part += static_cast<char>('a' + random() % 3);
      text += part;
      packed += gzipped(part);
    }
    Status status;
    const auto source = gunzip(std::make_unique<Pieces>(packed, 1 + random() % 100'000), text.size());
    EXPECT_EQ(all_of(*source, status), text);
    EXPECT_TRUE(status.ok());
  }
}

TEST(Gunzip, refuses_a_bomb_a_cut_and_what_is_no_gzip) {
  const std::string packed = gzipped(std::string(64U << 20, '0'));
  ASSERT_LT(packed.size(), 100'000U);
  Status status;
  EXPECT_LE(all_of(*gunzip(read_text(packed), 1U << 20), status).size(), 1U << 20);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().status, CRL_E_INVALID);
  for (const std::string& bytes :
       {packed.substr(0, packed.size() / 2), std::string("no gzip"), std::string()}) {
    status = {};
    all_of(*gunzip(read_text(bytes), 1U << 30), status);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().status, CRL_E_INVALID);
  }
}

TEST(Bulk, keeps_the_rows_before_a_break_and_tells_of_it) {
  Fixture f;
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "{\"external_id\":\"c" + std::to_string(i) + "\"}\n";
  const auto report = ingest_bulk(
      f.ingest, {Noun::kCustomers, Format::kNdjson, std::make_unique<Pieces>(text, 1'000, 300'000), {}},
      f.clock);
  ASSERT_TRUE(report.ok());
  ASSERT_EQ(report->errors.size(), 2U) << "the row that was cut, and the break";
  EXPECT_EQ(report->errors.back().code, "cut_off");
  EXPECT_EQ(f.customers().size(), report->created);
  EXPECT_GT(report->created, 10'000U);
}

TEST(Bulk, understands_the_column_names_of_others_and_maps_the_rest) {
  Fixture f;
  const auto map = parse_column_map("Their Name: name, Loyalty:attributes.loyalty,Internal Notes:").value();
  const auto report =
      ingest_bulk(f.ingest,
                  {Noun::kCustomers, Format::kCsv,
                   read_text("Customer ID\tTheir name\tE-Mail\tloyalty\tMobile\tInternal Notes\n"
                             "a\tAsha\ta@example.com\tgold\t'+91 98123 45678\tnone of this\n"),
                   map},
                  f.clock);
  ASSERT_TRUE(report.ok()) << report.error().message;
  ASSERT_EQ(report->created, 1U) << report->errors.front().detail;
  const auto a = f.customers().at("a");
  EXPECT_EQ(a.name, "Asha");
  EXPECT_EQ(a.email, "a@example.com");
  EXPECT_EQ(a.phone, "+919812345678") << "the apostrophe is the spreadsheet's";
  EXPECT_EQ(a.attributes, R"({"loyalty":"gold"})");
}

TEST(ColumnMap, refuses_what_it_cannot_mean) {
  EXPECT_FALSE(parse_column_map("name").ok());
  EXPECT_FALSE(parse_column_map(":name").ok());
  EXPECT_TRUE(parse_column_map("").value().names.empty());
  const std::vector<std::string> header{"external_id", "A"};
  for (const auto* map : {"A:shoe_size", "B:name", "A:external_id", ""}) {
    EXPECT_FALSE(read_columns(Noun::kCustomers, header, parse_column_map(map).value()).ok()) << map;
  }
  EXPECT_TRUE(read_columns(Noun::kCustomers, header, parse_column_map("a:name").value()).ok());
}

}  // namespace
}  // namespace carillon::ingest
