// Invented therapists keep every rule, say that they are invented, and are the
// same for the same seed.
#include "services/directory/demo/generator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "services/directory/validate.h"
#include "tests/directory/testing.h"

namespace unknot::directory {
namespace {

std::unique_ptr<Generator> Make(uint64_t seed) {
  auto generator = Generator::Make(seed);
  EXPECT_THAT(generator, Succeeds());
  return *std::move(generator);
}

TEST(GeneratorTest, KeepsEveryRuleOfTheContract) {
  const auto generator = Make(1);
  for (int64_t number = 0; number < 5000; ++number) {
    const v1::Therapist therapist = generator->Invent(number);

    FieldChecks checks;
    CheckTherapist(therapist, checks);
    CheckName("name", therapist.name(), "therapists", true, checks);

    ASSERT_THAT(checks.status(), Succeeds()) << therapist.ShortDebugString();
    EXPECT_TRUE(therapist.location().has_point());
  }
}

TEST(GeneratorTest, SaysThatNobodyExists) {
  const auto generator = Make(2);
  for (int64_t number = 0; number < 200; ++number) {
    const v1::Therapist therapist = generator->Invent(number);
    EXPECT_TRUE(therapist.demo());
    EXPECT_FALSE(therapist.notice().empty());
    EXPECT_THAT(therapist.phone(),
                testing::AnyOf(testing::HasSubstr("555-01"),
                               testing::StartsWith("020 7946 0")));
  }
}

TEST(GeneratorTest, TheSameSeedMakesTheSamePeople) {
  const auto first = Make(3);
  const auto again = Make(3);
  const auto other = Make(4);

  EXPECT_THAT(again->Invent(77), EqualsMessage(first->Invent(77)));
  EXPECT_NE(
      other->Invent(77).display_name() + other->Invent(78).display_name(),
      first->Invent(77).display_name() + first->Invent(78).display_name());
}

TEST(GeneratorTest, LargeTownsHaveMore) {
  const auto generator = Make(5);
  std::map<std::string, int> count;
  std::set<std::string> names;
  for (int64_t number = 0; number < 20000; ++number) {
    const v1::Therapist therapist = generator->Invent(number);
    ++count[therapist.location().town()];
    names.insert(therapist.display_name());
  }

  EXPECT_GT(count["Toronto"], 5 * count["Oakville"]);
  EXPECT_GT(count["London"], count["Leeds"]);
  EXPECT_GT(count.size(), 1000u);
  EXPECT_GT(names.size(), 15000u);
}

}  // namespace
}  // namespace unknot::directory
