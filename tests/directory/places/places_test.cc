// What people write for a place, and what it must be taken for.
#include "services/directory/places/places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ostream>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "tests/directory/testing.h"

namespace unknot::directory {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Places& BuiltIn() {
  static const Places* const places = [] {
    auto made = MakeBuiltInGazetteer();
    EXPECT_THAT(made, Succeeds());
    return made.ok() ? made->release() : nullptr;
  }();
  return *places;
}

std::vector<std::string> Names(const std::vector<v1::Place>& places) {
  std::vector<std::string> names;
  for (const v1::Place& place : places) names.push_back(place.name());
  return names;
}

struct PlaceCase {
  const char* text;
  // Resource name after "places/"; empty if it must be no place at all.
  const char* id;
  v1::PlaceMatchKind match;
  const char* country_code = "";
};
void PrintTo(const PlaceCase& c, std::ostream* out) { *out << c.text; }

class ResolveTest : public testing::TestWithParam<PlaceCase> {};

TEST_P(ResolveTest, FindsThePlaceThatIsMeant) {
  const PlaceCase& c = GetParam();
  const auto answer = BuiltIn().Resolve(c.text, c.country_code);
  if (*c.id == '\0') {
    EXPECT_FALSE(answer.has_value()) << answer->place->ShortDebugString();
    return;
  }
  ASSERT_TRUE(answer.has_value());
  ASSERT_TRUE(answer->place.has_value()) << "ambiguous";
  EXPECT_EQ(answer->place->name(), std::string("places/") + c.id);
  EXPECT_EQ(answer->match, c.match);
}

constexpr auto kName = v1::PLACE_MATCH_KIND_NAME;
constexpr auto kAlias = v1::PLACE_MATCH_KIND_ALIAS;
constexpr auto kPostal = v1::PLACE_MATCH_KIND_POSTAL;
constexpr auto kSpelling = v1::PLACE_MATCH_KIND_SPELLING;
constexpr auto kNone = v1::PLACE_MATCH_KIND_UNSPECIFIED;

INSTANTIATE_TEST_SUITE_P(
    Names, ResolveTest,
    testing::Values(
        PlaceCase{"Mississauga", "ca-on-mississauga", kName},
        PlaceCase{"mississauga, ontario", "ca-on-mississauga", kName},
        PlaceCase{"MISSISSAUGA ON", "ca-on-mississauga", kName},
        PlaceCase{"Mississauga, ON, Canada", "ca-on-mississauga", kName},
        PlaceCase{"  north   york ", "ca-on-north-york", kName},
        PlaceCase{"North York, Toronto", "ca-on-north-york", kName},
        PlaceCase{"Willowdale", "ca-on-willowdale", kName},
        PlaceCase{"johns creek", "us-ga-johns-creek", kName},
        PlaceCase{"John's Creek, Georgia", "us-ga-johns-creek", kName},
        PlaceCase{"Johns Creek GA", "us-ga-johns-creek", kName},
        PlaceCase{"st catharines", "ca-on-st-catharines", kName},
        PlaceCase{"Saint Catharines", "ca-on-st-catharines", kName},
        PlaceCase{"Montr\xC3\xA9"
                  "al",
                  "ca-qc-montreal", kName},
        PlaceCase{"Leeds", "gb-eng-leeds", kName},
        PlaceCase{"Leeds, West Yorkshire", "gb-eng-leeds", kName},
        PlaceCase{"Bury St. Edmunds", "gb-eng-bury-st-edmunds", kName},
        PlaceCase{"London", "gb-eng-london", kName},
        PlaceCase{"London, Ontario", "ca-on-london", kName},
        PlaceCase{"London", "ca-on-london", kName, "CA"},
        PlaceCase{"Richmond, BC", "ca-bc-richmond", kName},
        PlaceCase{"Richmond VA", "us-va-richmond", kName},
        PlaceCase{"richmond, london", "gb-eng-richmond", kName},
        PlaceCase{"Richmond", "gb-eng-richmond", kName, "GB"},
        PlaceCase{"Cambridge", "ca-on-cambridge", kName, "CA"},
        PlaceCase{"New York, New York", "us-ny-new-york", kName},
        PlaceCase{"new york ny usa", "us-ny-new-york", kName},
        PlaceCase{"Washington, D.C.", "us-dc-washington", kName},
        PlaceCase{"places/us-ga-atlanta", "us-ga-atlanta", kName}));

INSTANTIATE_TEST_SUITE_P(
    OtherNames, ResolveTest,
    testing::Values(PlaceCase{"the six", "ca-on-toronto", kAlias},
                    PlaceCase{"The 6ix", "ca-on-toronto", kAlias},
                    PlaceCase{"GTA", "ca-on-toronto", kAlias},
                    PlaceCase{"ATL", "us-ga-atlanta", kAlias},
                    PlaceCase{"nyc", "us-ny-new-york", kAlias},
                    PlaceCase{"Newcastle", "gb-eng-newcastle-upon-tyne",
                              kAlias},
                    PlaceCase{"Hull", "gb-eng-hull", kName}));

INSTANTIATE_TEST_SUITE_P(
    PostalCodes, ResolveTest,
    testing::Values(PlaceCase{"L5B 3C1", "postal-ca-l5b", kPostal},
                    PlaceCase{"l5b3c1", "postal-ca-l5b", kPostal},
                    PlaceCase{"L5B", "postal-ca-l5b", kPostal},
                    PlaceCase{"Mississauga L5B 3C1", "postal-ca-l5b", kPostal},
                    PlaceCase{"L5B, Cooksville, Mississauga, Ontario, Canada",
                              "postal-ca-l5b", kPostal},
                    PlaceCase{"M2N 5N5", "postal-ca-m2n", kPostal},
                    PlaceCase{"30097", "postal-us-30097", kPostal},
                    PlaceCase{"30097-1234", "postal-us-30097", kPostal},
                    PlaceCase{"Johns Creek, GA 30022", "postal-us-30022",
                              kPostal},
                    PlaceCase{"30399", "postal-us-30399", kPostal},
                    PlaceCase{"SW1A 1AA", "postal-gb-sw1a", kPostal},
                    PlaceCase{"sw1a1aa", "postal-gb-sw1a", kPostal},
                    PlaceCase{"LS6", "postal-gb-ls6", kPostal},
                    PlaceCase{"M1 1AE", "postal-gb-m1", kPostal},
                    PlaceCase{"EC2A 4NE", "postal-gb-ec2a", kPostal},
                    PlaceCase{"places/postal-gb-m1", "postal-gb-m1", kPostal},
                    PlaceCase{"N1C 4AG", "postal-gb-n1c", kPostal},
                    PlaceCase{"99999", "", kNone}, PlaceCase{"12", "", kNone}));

INSTANTIATE_TEST_SUITE_P(
    Misspelt, ResolveTest,
    testing::Values(PlaceCase{"Missisauga", "ca-on-mississauga", kSpelling},
                    PlaceCase{"misissauga", "ca-on-mississauga", kSpelling},
                    PlaceCase{"Mississagua", "ca-on-mississauga", kSpelling},
                    PlaceCase{"Torotno", "ca-on-toronto", kSpelling},
                    PlaceCase{"otronto", "ca-on-toronto", kSpelling},
                    PlaceCase{"nroth york", "ca-on-north-york", kSpelling},
                    PlaceCase{"Jonhs Creek", "us-ga-johns-creek", kSpelling},
                    PlaceCase{"Alpharata GA", "us-ga-alpharetta", kSpelling},
                    PlaceCase{"Manchestr", "gb-eng-manchester", kSpelling},
                    PlaceCase{"Birminham, England", "gb-eng-birmingham",
                              kSpelling}));

INSTANTIATE_TEST_SUITE_P(
    NoPlaces, ResolveTest,
    testing::Values(PlaceCase{"", "", kNone}, PlaceCase{"   ", "", kNone},
                    PlaceCase{"?!", "", kNone}, PlaceCase{"my neck", "", kNone},
                    PlaceCase{"massage", "", kNone},
                    PlaceCase{"deep tissue", "", kNone},
                    PlaceCase{"qqqqqqqq", "", kNone},
                    PlaceCase{"Leeds, Ontario", "", kNone},
                    PlaceCase{"Ontario", "", kNone},
                    PlaceCase{"places/nowhere", "", kNone},
                    PlaceCase{"places/postal-", "", kNone},
                    PlaceCase{"'; DROP TABLE therapists; --", "", kNone},
                    PlaceCase{"\xFF\xFE", "", kNone}));

TEST(Resolve, AsksBackWhenSeveralAreAsWellKnown) {
  const auto answer = BuiltIn().Resolve("Richmond", "");

  ASSERT_TRUE(answer.has_value());
  EXPECT_FALSE(answer->place.has_value());
  EXPECT_THAT(Names(answer->alternatives),
              ElementsAre("places/us-va-richmond", "places/ca-bc-richmond",
                          "places/us-ca-richmond", "places/gb-eng-richmond",
                          "places/us-in-richmond", "places/us-ky-richmond"));
}

TEST(Resolve, TellsOfLesserPlacesOfTheSameName) {
  const auto answer = BuiltIn().Resolve("London", "");

  ASSERT_TRUE(answer.has_value() && answer->place.has_value());
  EXPECT_THAT(Names(answer->alternatives), ElementsAre("places/ca-on-london"));
}

TEST(Resolve, AsksBackForACodeOfTwoCountries) {
  const auto answer = BuiltIn().Resolve("N1C", "");

  ASSERT_TRUE(answer.has_value());
  EXPECT_FALSE(answer->place.has_value());
  EXPECT_THAT(Names(answer->alternatives),
              ElementsAre("places/postal-ca-n1c", "places/postal-gb-n1c"));
  EXPECT_EQ(BuiltIn().Resolve("N1C", "GB")->place->country_code(), "GB");
}

TEST(Resolve, TakesLongTextForNoPlace) {
  EXPECT_FALSE(BuiltIn().Resolve(std::string(100000, 'a'), "").has_value());
  std::string words;
  for (int i = 0; i < 90; ++i) words += "on ";
  EXPECT_FALSE(BuiltIn().Resolve(words.substr(0, 199), "").has_value());
}

TEST(Resolve, IsQuickEvenForHostileText) {
  std::string words;
  while (words.size() < 190) words += "toronto on ca ";
  const auto before = std::chrono::steady_clock::now();

  (void)BuiltIn().Resolve(words.substr(0, 199), "");

  EXPECT_LT(std::chrono::steady_clock::now() - before,
            std::chrono::milliseconds(200));
}

TEST(Resolve, FindsEachPlaceByItsOwnDisplayName) {
  for (const absl::string_view line :
       absl::StrSplit(BuiltInGazetteerTables().towns, '\n')) {
    if (line.empty() || line[0] == '#') continue;
    const std::vector<std::string> columns = absl::StrSplit(line, '\t');
    const auto town = BuiltIn().FindTown(columns[1], columns[3]);
    ASSERT_TRUE(town.has_value()) << line;

    const auto answer = BuiltIn().Resolve(town->display_name(), "");

    ASSERT_TRUE(answer.has_value() && answer->place.has_value())
        << town->display_name();
    EXPECT_EQ(answer->place->name(), town->name());
  }
}

TEST(Resolve, TakesAnOrdinaryWordForATownOnlyWithItsState) {
  for (const char* text : {"mobile", "Ontario", "hope", "bend", "normal"}) {
    EXPECT_FALSE(BuiltIn().Resolve(text, "").has_value()) << text;
  }
  EXPECT_EQ(BuiltIn().Resolve("Mobile, AL", "")->place->name(),
            "places/us-al-mobile");
  EXPECT_EQ(BuiltIn().Resolve("ontario california", "")->place->name(),
            "places/us-ca-ontario");
}

TEST(BuiltInTables, HaveTheTownsOfThreeCountries) {
  int towns = 0;
  for (const absl::string_view line :
       absl::StrSplit(BuiltInGazetteerTables().towns, '\n')) {
    if (absl::StartsWith(line, "town\t") || absl::StartsWith(line, "word\t")) {
      ++towns;
    }
  }

  EXPECT_GE(towns, 1500);
}

TEST(FindTown, KeepsToTheRegion) {
  EXPECT_EQ(BuiltIn().FindTown("London", "CA-ON")->name(),
            "places/ca-on-london");
  EXPECT_FALSE(BuiltIn().FindTown("London", "US-GA").has_value());
  EXPECT_FALSE(BuiltIn().FindTown("", "CA-ON").has_value());
}

struct BadTable {
  const char* towns;
  const char* message;
};
void PrintTo(const BadTable& c, std::ostream* out) { *out << c.message; }

class BadTableTest : public testing::TestWithParam<BadTable> {};

TEST_P(BadTableTest, IsRefusedWithItsLine) {
  const auto made = MakeGazetteer({.towns = GetParam().towns,
                                   .regions = "CA-ON\tOntario\ton\n",
                                   .countries = "CA\tCanada\t\n"});

  ASSERT_FALSE(made.ok());
  EXPECT_THAT(std::string(made.status().message()),
              HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Tables, BadTableTest,
    testing::Values(
        BadTable{"# a comment\ntown\tA\n", "towns.tsv:2: has 2 columns"},
        BadTable{"city\tA\t\tCA-ON\t1\t1\t1\n", "neither town, word, district"},
        BadTable{"town\t\t\tCA-ON\t1\t1\t1\n", "the name is empty"},
        BadTable{"town\tA\t\tCA-XX\t1\t1\t1\n", "region CA-XX is not known"},
        BadTable{"town\tA\t\tCA-ON\t91\t1\t1\n", "not on the globe"},
        BadTable{"town\tA\t\tCA-ON\tnan\t1\t1\n", "not on the globe"},
        BadTable{"town\tA\t\tCA-ON\t1\t1\t0\n", "people"},
        BadTable{"district\tA\t\tCA-ON\t1\t1\t1\n", "needs its town"},
        BadTable{"town\tA\t\tCA-ON\t1\t1\t1\tL5A-M5B\n", "not a range"},
        BadTable{"town\tA\t\tCA-ON\t1\t1\t1\ntown\tA\t\tCA-ON\t1\t1\t1\n",
                 "towns.tsv:2: places/ca-on-a is there twice"}));

}  // namespace
}  // namespace unknot::directory
