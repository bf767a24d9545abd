// Clocks: the real one moves on, the fake one only when told.
#include "services/runtime/clock.h"

#include <gtest/gtest.h>

namespace unknot::runtime {
namespace {

TEST(FakeClockTest, StandsStillUntilMoved) {
  FakeClock clock;
  const absl::Time start = clock.Now();

  clock.Advance(absl::Hours(2));

  EXPECT_EQ(clock.Now(), start + absl::Hours(2));
  EXPECT_EQ(clock.Now(), start + absl::Hours(2));
}

TEST(FakeClockTest, GoesWhereItIsSet) {
  FakeClock clock;

  clock.Set(absl::UnixEpoch());

  EXPECT_EQ(clock.Now(), absl::UnixEpoch());
}

TEST(SystemClockTest, AgreesWithTheMachine) {
  const absl::Time before = absl::Now();
  const absl::Time now = SystemClock().Now();

  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::Now());
}

}  // namespace
}  // namespace unknot::runtime
