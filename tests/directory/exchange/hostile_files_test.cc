// Files that are not what they should be: each is refused in words that say
// where, and none takes the program down.
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <zlib.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "tests/directory/exchange/exchange_fixture.h"

namespace unknot::directory {
namespace {

using absl::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::SizeIs;

class HostileFileTest : public ExchangeTest {};

TEST_F(HostileFileTest, RefusesFilesItCannotKnow) {
  for (const std::string& text :
       {std::string(), std::string("\n\n"), std::string("a,b,c\n1,2,3\n"),
        std::string("%PDF-1.4"), std::string("[1,2]"),
        std::string("name,display_name,no_such_field\n"),
        std::string("name,display_name,display_name\n"),
        std::string("NPI,Healthcare Provider Taxonomy Code_1\n1,2\n")}) {
    EXPECT_THAT(ImportText(text),
                Fails(StatusCode::kInvalidArgument, "FILE_NOT_UNDERSTOOD"))
        << text;
  }
  ImportFileOptions options;
  options.path = folder_.Path("none");
  EXPECT_THAT(Import(options, *target_),
              Fails(StatusCode::kNotFound, "FILE_NOT_READABLE"));
}

TEST_F(HostileFileTest, SaysThatGzipEndsEarly) {
  const std::string text = Rows(20000);
  ImportFileOptions options;
  options.path = folder_.Path("file.gz");
  const gzFile file = gzopen(options.path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  std::filesystem::resize_file(options.path,
                               std::filesystem::file_size(options.path) / 2);

  EXPECT_THAT(Import(options, *target_),
              Fails(StatusCode::kDataLoss, "FILE_DAMAGED"));
  EXPECT_THAT(Content(*store_), SizeIs(0));
}

TEST_F(HostileFileTest, SurvivesLinesOfAnyLength) {
  const std::string endless(20 * 1024 * 1024, 'x');
  const std::string json =
      "{\"name\":\"therapists/t9\",\"displayName\":\"Zoe\",\"location\":{"
      "\"town\":\"Toronto\",\"regionCode\":\"CA-ON\"}}\n";
  for (const std::string& text :
       {absl::StrCat(kHeader, endless, "\n", Row(1)),
        absl::StrCat(kHeader, "therapists/a,\"", endless, "\n", Row(2)),
        absl::StrCat(json, endless, "\n")}) {
    const auto result = ImportText(text, /*partial=*/true);

    ASSERT_THAT(result, Succeeds());
    EXPECT_EQ(result->unreadable_count, 1);
    EXPECT_EQ(result->response.created_count(), 1);
  }
  EXPECT_THAT(
      ImportText(absl::StrCat(
          "{\"resourceType\":\"Bundle\",\"entry\":[{\"a\":\"", endless)),
      Fails(StatusCode::kInvalidArgument, "FILE_NOT_UNDERSTOOD"));
}

// Most memory that this process has had so far, in bytes.
int64_t PeakMemory() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return int64_t{1024} * usage.ru_maxrss;
}

// A gzip file of `begin`, 1 GiB of one character, and `end`.
void WriteGigabyte(const std::string& path, const std::string& begin,
                   const std::string& end) {
  const std::string block(1024 * 1024, 'x');
  const std::string part = path + ".part";
  std::ofstream out(path, std::ios::binary);
  // Members of gzip may follow one another.
  const auto add = [&](const std::string& text, int times) {
    const gzFile file = gzopen(part.c_str(), "wb");
    gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
    gzclose(file);
    std::ostringstream member;
    member << std::ifstream(part, std::ios::binary).rdbuf();
    for (int i = 0; i < times; ++i) out << member.str();
  };
  add(begin, 1);
  add(block, 1024);
  add(end, 1);
}

TEST_F(HostileFileTest, ALineOfAGigabyteTakesLittleMemory) {
  ImportFileOptions options;
  options.path = folder_.Path("file.gz");
  options.partial = true;
  const std::string json =
      "{\"name\":\"therapists/t1\",\"displayName\":\"Zoe\",\"location\":{"
      "\"town\":\"Toronto\",\"regionCode\":\"CA-ON\"}}\n";
  for (const auto& [begin, end] :
       std::vector<std::pair<std::string, std::string>>{
           {kHeader, absl::StrCat("\n", Row(1))},
           {absl::StrCat(kHeader, "therapists/a,\""),
            absl::StrCat("\",Toronto,CA-ON,1,1\n", Row(1))},
           {json, absl::StrCat("\n", json)}}) {
    WriteGigabyte(options.path, begin, end);
    const int64_t before = PeakMemory();

    const auto result = Import(options, *target_);

    ASSERT_THAT(result, Succeeds()) << begin;
    EXPECT_EQ(result->unreadable_count, 1);
    EXPECT_EQ(refused_[0].line, 2);
    EXPECT_TRUE(store_->GetTherapist("therapists/t1").ok());
    EXPECT_LT(PeakMemory() - before, 64 * 1024 * 1024);
  }
}

TEST_F(HostileFileTest, KeepsSqlInNamesAsText) {
  const std::string name = "Robert'); DROP TABLE therapists;--";
  ASSERT_THAT(
      ImportText(absl::StrCat(kHeader, "therapists/bob,\"", name,
                              "\",\"x' OR '1'='1\",CA-ON,43.6,-79.4\n")),
      Succeeds());

  const auto row = store_->GetTherapist("therapists/bob");
  ASSERT_THAT(row, Succeeds());
  EXPECT_EQ(row->display_name(), name);
  EXPECT_EQ(row->location().town(), "x' OR '1'='1");
  // Nor is it a name that anything is stored under.
  ASSERT_THAT(
      ImportText(absl::StrCat(kHeader,
                              "therapists/x'; DELETE FROM therapists;--,Bo,"
                              "Toronto,CA-ON,43.6,-79.4\n")),
      Succeeds());
  ASSERT_THAT(refused_, SizeIs(1));
  EXPECT_EQ(refused_[0].field, "name");
  EXPECT_THAT(Content(*store_), SizeIs(1));
}

TEST_F(HostileFileTest, RefusesOneIdForTwoResourcesOfFhir) {
  const auto clinic = [](const std::string& name) {
    return absl::StrCat(
        "{\"resourceType\":\"Organization\",\"id\":\"o\",\"name\":\"", name,
        "\"}\n{\"resourceType\":\"Location\",\"id\":\"clinic-o\",\"address\":{"
        "\"city\":\"Toronto\",\"state\":\"ON\",\"country\":\"CA\"}}\n");
  };
  ASSERT_THAT(
      ImportText(absl::StrCat(clinic("One"), "{\n", clinic("Another"), "[\n")),
      Succeeds());

  std::vector<std::pair<int64_t, std::string>> refused;
  for (const RefusedRow& row : refused_) {
    refused.emplace_back(row.line, row.field);
  }
  EXPECT_THAT(refused, ElementsAre(Pair(3, ""), Pair(4, "id"), Pair(6, "")));

  // The same once more is harmless.
  const auto again = ImportText(absl::StrCat(clinic("One"), clinic("One")));
  ASSERT_THAT(again, Succeeds());
  EXPECT_EQ(again->response.created_count(), 1);
}

TEST_F(HostileFileTest, TellsWhatCannotBe) {
  const std::string header =
      "display_name,location.town,location.region_code,"
      "location.point.latitude,location.point.longitude,"
      "licence.expire_date,licence.status,opening_hours,insurers\n";
  for (const auto& [row, field] :
       std::vector<std::pair<std::string, std::string>>{
           {"\xC3\x28,Toronto,CA-ON,43,-79,,,,", "display_name"},
           {"Ana,Toronto,CA-ON,43,-79,2026-02-30,,,", "licence.expire_date"},
           {"Ana,Toronto,CA-ON,43,-79,next year,,,", "licence.expire_date"},
           {"Ana,Toronto,CA-ON,43,-190,,,,", "location.point.longitude"},
           {"Ana,Toronto,CA-ON,nan,-79,,,,", "location.point.latitude"},
           {"Ana,Toronto,CA-ON,43,-79,,wonderful,,", "licence.status"},
           {"Ana,Toronto,CA-ON,43,-79,,,mon 9 to 5,", "opening_hours"},
           {"Ana,Toronto,CA-ON,43,-79,,,,[1]", "insurers"},
           {"Ana,Nowhere-at-all,CA-ON,,,,,,", "location.point"}}) {
    ASSERT_THAT(ImportText(absl::StrCat(header, row, "\n")), Succeeds());
    ASSERT_THAT(refused_, SizeIs(1)) << row;
    EXPECT_EQ(refused_[0].line, 2);
    EXPECT_EQ(refused_[0].field, field) << row;
  }
}

TEST_F(HostileFileTest, TellsWhatCannotBeInJson) {
  const std::string good =
      "\"displayName\":\"Ana\",\"location\":{\"town\":"
      "\"Toronto\",\"regionCode\":\"CA-ON\"";
  for (const auto& [line, field] :
       std::vector<std::pair<std::string, std::string>>{
           {"{\"displayName\":\"\xC3\x28\"}", ""},
           {absl::StrCat("{", good, ",\"point\":{\"latitude\":90.1}}}"),
            "location.point.latitude"},
           {absl::StrCat("{", good,
                         "},\"licence\":{\"expireDate\":{\"year\":2026,"
                         "\"month\":2,\"day\":30}}}"),
            "licence.expire_date"},
           {absl::StrCat("{", good, "}"), ""}}) {
    ASSERT_THAT(ImportText(line + "\n"), Succeeds()) << line;
    ASSERT_THAT(refused_, SizeIs(1)) << line;
    EXPECT_EQ(refused_[0].line, 1);
    EXPECT_EQ(refused_[0].field, field) << line;
  }
}

TEST_F(HostileFileTest, TellsWhatCannotBeInFhir) {
  const auto person = [](const std::string& name, const std::string& end,
                         const std::string& latitude) {
    return absl::StrCat(
        "{\"resourceType\":\"Location\",\"id\":\"l\",\"address\":{\"city\":"
        "\"Toronto\",\"state\":\"ON\",\"country\":\"CA\"},\"position\":{"
        "\"latitude\":",
        latitude,
        ",\"longitude\":-79}}\n"
        "{\"resourceType\":\"PractitionerRole\",\"id\":\"r\",\"practitioner\":"
        "{\"reference\":\"Practitioner/p\"},\"location\":[{\"reference\":"
        "\"Location/l\"}],\"specialty\":[{\"coding\":[{\"code\":"
        "\"225700000X\"}]}]}\n"
        "{\"resourceType\":\"Practitioner\",\"id\":\"p\",\"name\":[{\"text\":"
        "\"",
        name,
        "\"}],\"qualification\":[{\"identifier\":[{\"value\":\"Q7\"}],"
        "\"code\":{\"text\":\"MT\"},\"period\":{\"end\":\"",
        end, "\"}}]}\n");
  };
  for (const std::string& text : {person("\xC3\x28", "2031-12-31", "43"),
                                  person("Ana", "2031-02-30", "43"),
                                  person("Ana", "2031-12-31", "143")}) {
    ASSERT_THAT(ImportText(text), Succeeds()) << text;
    EXPECT_FALSE(refused_.empty()) << text;
    EXPECT_THAT(Content(*store_), SizeIs(0));
  }
  ASSERT_THAT(ImportText(person("Ana", "2031-12-31", "43")), Succeeds());
  EXPECT_THAT(refused_, SizeIs(0));
  EXPECT_THAT(Content(*store_), SizeIs(1));
}

TEST_F(HostileFileTest, ErrorsRepeatNothingOfARow) {
  ASSERT_THAT(ImportText("{\"displayName\":\"Hush\", broken\n"
                         "{\"displayName\":\"Hush\",\"secret\":1}\n"),
              Succeeds());

  ASSERT_THAT(refused_, SizeIs(2));
  for (const RefusedRow& row : refused_) {
    EXPECT_THAT(row.message, Not(HasSubstr("Hush")));
    EXPECT_THAT(row.message, Not(HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace unknot::directory
