// Shapes of postal codes, ranges of them, and typing mistakes.
#include "services/directory/places/postal_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/directory/edit_distance.h"

namespace unknot::directory {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(ReadPostalCodes, GoesFromTheExactAreaToTheWider) {
  const auto readings = ReadPostalCodes("sw1a 1aa");

  ASSERT_THAT(readings, SizeIs(1));
  EXPECT_EQ(readings[0].country_code, "GB");
  EXPECT_EQ(readings[0].area, "SW1A");
  EXPECT_THAT(readings[0].lookups, ElementsAre("SW1A", "SW1", "SW"));
}

TEST(ReadPostalCodes, SeesNoneInWords) {
  EXPECT_THAT(ReadPostalCodes(""), IsEmpty());
  EXPECT_THAT(ReadPostalCodes("north york"), IsEmpty());
  EXPECT_THAT(ReadPostalCodes("1234"), IsEmpty());
  EXPECT_THAT(ReadPostalCodes("123456"), IsEmpty());
}

TEST(ExpandPostalRange, IncludesBothEnds) {
  EXPECT_THAT(*ExpandPostalRange("M2H-M2K"),
              ElementsAre("M2H", "M2I", "M2J", "M2K"));
  EXPECT_THAT(*ExpandPostalRange("30097-30099"),
              ElementsAre("30097", "30098", "30099"));
  EXPECT_THAT(*ExpandPostalRange("02138-02139"), ElementsAre("02138", "02139"));
  EXPECT_THAT(*ExpandPostalRange("BL9-BL11"),
              ElementsAre("BL9", "BL10", "BL11"));
  EXPECT_THAT(*ExpandPostalRange("L5"), ElementsAre("L5"));
}

TEST(ExpandPostalRange, RefusesEndsThatDoNotBelongTogether) {
  EXPECT_FALSE(ExpandPostalRange("").ok());
  EXPECT_FALSE(ExpandPostalRange("M2R-M2H").ok());
  EXPECT_FALSE(ExpandPostalRange("L5A-M5B").ok());
  EXPECT_FALSE(ExpandPostalRange("BL9-BD2").ok());
  EXPECT_FALSE(ExpandPostalRange("30099-30097").ok());
}

TEST(EditDistance, CountsMistakesUpToTheLimit) {
  EXPECT_EQ(EditDistance("leeds", "leeds", 2), 0);
  EXPECT_EQ(EditDistance("leeds", "leds", 2), 1);
  EXPECT_EQ(EditDistance("leeds", "leexds", 2), 1);
  EXPECT_EQ(EditDistance("leeds", "lxeds", 2), 1);
  EXPECT_EQ(EditDistance("leeds", "leesd", 2), 1);
  EXPECT_EQ(EditDistance("", "ab", 2), 2);
  EXPECT_GT(EditDistance("leeds", "york", 2), 2);
  EXPECT_GT(EditDistance("a", "abcdef", 2), 2);
}

}  // namespace
}  // namespace unknot::directory
