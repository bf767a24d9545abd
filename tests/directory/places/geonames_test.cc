// Postal codes of GeoNames become places, beside those that are built in.
#include "services/directory/places/geonames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <fstream>
#include <sstream>
#include <string>

#include "tests/directory/testing.h"

namespace unknot::directory {
namespace {

// Invented places of real regions.
constexpr char kLines[] =
    "CA\tX1Y\tNewplace\tOntario\tON\t\t\t\t\t45.10\t-80.20\t6\n"
    "US\t00601\tOldplace\tGeorgia\tGA\tSome\t001\t\t\t33.1\t-84.1\t4\n"
    "US\t00602\tOldplace\tGeorgia\tGA\tSome\t001\t\t\t33.3\t-84.3\t4\r\n"
    "US\t00603\tAtlanta\tGeorgia\tGA\tFulton\t121\t\t\t33.7\t-84.4\t4\n";

std::unique_ptr<Places> GazetteerOf(const GeoNamesImport& import) {
  std::ostringstream table;
  import.Write(table);
  const std::string text = table.str();
  GazetteerTables tables = BuiltInGazetteerTables();
  tables.imported = text;
  auto places = MakeGazetteer(tables);
  EXPECT_THAT(places, Succeeds());
  return *std::move(places);
}

GeoNamesImport Import(absl::string_view lines) {
  auto import = GeoNamesImport::Make(BuiltInGazetteerTables());
  EXPECT_THAT(import, Succeeds());
  std::istringstream stream{std::string(lines)};
  for (std::string line; std::getline(stream, line);) import->AddLine(line);
  return *std::move(import);
}

TEST(GeoNamesTest, MakesAreasAndTowns) {
  const GeoNamesImport import = Import(kLines);
  const auto places = GazetteerOf(import);

  EXPECT_EQ(import.report().postal_areas, 4);
  EXPECT_EQ(import.report().towns, 2);
  EXPECT_EQ(import.report().refused, 0);
  const auto town = places->Resolve("oldplace, ga", "");
  ASSERT_TRUE(town.has_value() && town->place.has_value());
  EXPECT_NEAR(town->place->point().latitude(), 33.2, 1e-9);
  const auto area = places->Resolve("00602", "");
  ASSERT_TRUE(area.has_value() && area->place.has_value());
  EXPECT_NEAR(area->place->point().latitude(), 33.3, 1e-9);
  EXPECT_EQ(area->place->display_name(),
            "00602, Oldplace, Georgia, United States");
  EXPECT_EQ(area->match, v1::PLACE_MATCH_KIND_POSTAL);
  EXPECT_TRUE(places->Resolve("x1y 2z3", "")->place.has_value());
}

TEST(GeoNamesTest, LeavesTheBuiltInTownsAsTheyAre) {
  const auto places = GazetteerOf(Import(kLines));

  EXPECT_NEAR(places->FindTown("Atlanta", "US-GA")->point().latitude(), 33.749,
              0.01);
  EXPECT_EQ(places->Resolve("the six", "")->place->town(), "Toronto");
}

TEST(GeoNamesTest, RefusesBadLinesAndGoesOn) {
  const GeoNamesImport import = Import(
      "US\t1\tA\n"
      "US\t00601\tA\tGeorgia\tGA\t\t\t\t\t91\t-84\t4\n"
      "US\t00601\tA\tGeorgia\tGA\t\t\t\t\tnan\t-84\t4\n"
      "US\t00601\t\xff\tGeorgia\tGA\t\t\t\t\t33\t-84\t4\n"
      "US\t09001\tCamp\tArmy\tAE\t\t\t\t\t33\t-84\t4\n"
      "US\t00602\tGood\tGeorgia\tGA\t\t\t\t\t33\t-84\t4\n");

  EXPECT_EQ(import.report().refused, 4);
  EXPECT_EQ(import.report().elsewhere, 1);
  EXPECT_EQ(import.report().postal_areas, 1);
  EXPECT_THAT(import.report().faults,
              testing::Contains(testing::HasSubstr("line 2: the point")));
}

class GeoNamesFileTest : public testing::Test {
 protected:
  std::string WriteGzip(const std::string& name, size_t bytes_kept) {
    const std::string path = folder_.Path(name);
    gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, kLines, sizeof(kLines) - 1);
    gzclose(file);
    if (bytes_kept > 0) std::filesystem::resize_file(path, bytes_kept);
    return path;
  }

  TemporaryFolder folder_;
};

TEST_F(GeoNamesFileTest, ReadsPlainFilesAndGzip) {
  const std::string plain = folder_.Path("plain.txt");
  std::ofstream(plain) << kLines;
  const std::string output = folder_.Path("places.tsv");

  const auto report =
      ImportGeoNames({plain, WriteGzip("packed.gz", 0)}, output);

  ASSERT_THAT(report, Succeeds());
  EXPECT_EQ(report->lines, 8);
  const auto places = MakeGazetteerWithFile(output);
  ASSERT_THAT(places, Succeeds());
  EXPECT_TRUE((*places)->FindTown("Newplace", "CA-ON").has_value());
}

TEST_F(GeoNamesFileTest, RefusesALineWithoutEndAndGoesOn) {
  const std::string path = folder_.Path("long.txt");
  std::ofstream(path) << std::string(20 * 1024 * 1024, 'x') << "\n" << kLines;

  const auto report = ImportGeoNames({path}, folder_.Path("places.tsv"));

  ASSERT_THAT(report, Succeeds());
  EXPECT_EQ(report->lines, 5);
  EXPECT_THAT(report->faults, testing::ElementsAre("line 1: is too long"));
}

TEST_F(GeoNamesFileTest, SaysThatAFileIsCutOffAndKeepsTheOneBefore) {
  const std::string output = folder_.Path("places.tsv");
  ASSERT_THAT(ImportGeoNames({WriteGzip("whole.gz", 0)}, output), Succeeds());

  const auto report = ImportGeoNames({WriteGzip("cut.gz", 60)}, output);

  EXPECT_TRUE(absl::IsDataLoss(report.status())) << report.status();
  EXPECT_THAT(std::string(report.status().message()),
              testing::HasSubstr("cut.gz"));
  EXPECT_THAT(MakeGazetteerWithFile(output), Succeeds());
}

TEST_F(GeoNamesFileTest, SaysThatThereIsNoFile) {
  const auto report =
      ImportGeoNames({folder_.Path("none")}, folder_.Path("places.tsv"));

  EXPECT_TRUE(absl::IsNotFound(report.status())) << report.status();
  EXPECT_TRUE(
      absl::IsNotFound(MakeGazetteerWithFile(folder_.Path("none")).status()));
}

}  // namespace
}  // namespace unknot::directory
