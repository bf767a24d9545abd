// How facts are written, and which option of an open point is taken.
#include "services/recommendation/fact_table.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace unknot::recommendation {
namespace {

knowledge::v1::KnowledgeBase Records(const std::string& settings = "") {
  knowledge::v1::KnowledgeBase records;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
            conditions { id: "heart" }
            conditions { id: "orphan" parent: "nobody" }
            symptoms { id: "fever" }
            open_points { id: "op_0" }
            open_points {
              id: "op_1"
              options { id: "one" }
              options { id: "other" }
            }
            open_points {
              id: "op_2"
              options { id: "left" }
              options { id: "right" }
            }
      )pb" +
          settings,
      &records));
  return records;
}

std::vector<std::string> Always(const FactTable& table) {
  std::vector<std::string> names;
  for (const FactId fact : table.Always()) names.push_back(table.Name(fact));
  return names;
}

class FactFormTest : public testing::TestWithParam<const char*> {};

TEST_P(FactFormTest, IsRefusedAndRepeated) {
  FactTable table(Records());

  const auto fact = table.Compile(GetParam());

  EXPECT_EQ(fact.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(fact.status().message()),
              testing::HasSubstr(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    Wrong, FactFormTest,
    testing::Values("heart", "disease/heart", "condition/flu", "condition/",
                    "condition/heart@often", "condition/heart/past",
                    "condition/heart@past@absent", "known/heart@past",
                    "subject/self", "age", "age>", "age>>1", "age=>1",
                    "age>=old", "size>=1", ">=1", "age<>1"));

TEST(FactTableTest, SaysWhetherTheFormOrTheStatusIsWrong) {
  FactTable table(Records());

  EXPECT_THAT(std::string(table.Compile("disease/heart").status().message()),
              testing::HasSubstr("not of a form"));
  EXPECT_THAT(
      std::string(table.Compile("condition/heart@often").status().message()),
      testing::HasSubstr("does not take \"@often\""));
}

TEST(FactTableTest, EveryComparisonIsReadAsWritten) {
  FactTable table(Records());
  for (const char* text :
       {"age<18", "age<=18", "age>18", "age>=18", "age=18"}) {
    ASSERT_TRUE(table.Compile(text).ok()) << text;
  }

  const auto holding = [&table](double value) {
    std::vector<std::string> names;
    for (const Comparison& one : table.comparisons()) {
      if (one.Holds(value)) names.push_back(table.Name(one.fact));
    }
    return names;
  };

  using testing::ElementsAre;
  EXPECT_THAT(holding(17), ElementsAre("age<18", "age<=18"));
  EXPECT_THAT(holding(18), ElementsAre("age<=18", "age>=18", "age=18"));
  EXPECT_THAT(holding(19), ElementsAre("age>18", "age>=18"));
}

TEST(FactTableTest, SameComparisonIsTheSameFact) {
  FactTable table(Records());
  const FactId first = *table.Compile("age>=18");

  EXPECT_EQ(*table.Compile("age>=18"), first);
  EXPECT_NE(*table.Compile("age>=19"), first);
  EXPECT_NE(*table.Compile("age>18"), first);
  EXPECT_NE(*table.Compile("severity>=18"), first);
  EXPECT_EQ(table.FamilyOf(first), kFamilyCount);
  EXPECT_THAT(table.Implied(first), testing::ElementsAre(first));
}

TEST(FactTableTest, WhatIsNotInAListHasNoPosition) {
  const FactTable table(Records());

  EXPECT_EQ(table.IndexOf(List::kConditions, "heart"), 0);
  EXPECT_EQ(table.IndexOf(List::kConditions, "fever"), -1);
  EXPECT_EQ(table.IndexOf(List::kConditions, ""), -1);
}

TEST(FactTableTest, ParentThatIsNotThereIsPassedOver) {
  FactTable table(Records());
  const FactId orphan = *table.Compile("condition/orphan");

  EXPECT_THAT(table.Implied(orphan), testing::ElementsAre(orphan));
}

TEST(FactTableTest, FirstOptionOfAnOpenPointIsTakenUnlessAnotherIsChosen) {
  EXPECT_THAT(Always(FactTable(Records())),
              testing::ElementsAre("option/one", "option/left"));
  EXPECT_THAT(
      Always(FactTable(Records("settings { options: ['right', 'other'] }"))),
      testing::ElementsAre("option/other", "option/right"));
  EXPECT_THAT(Always(FactTable(Records("settings { options: 'right' }"))),
              testing::ElementsAre("option/one", "option/right"));
}

}  // namespace
}  // namespace unknot::recommendation
