// What somebody at a terminal is told of a transfer.
#include "chatbot/embedded/progress_bar.h"

#include <gtest/gtest.h>

#include <sstream>

namespace unknot::embedded {
namespace {

TEST(ProgressLineTest, TellsHowFarItIsAndHowLongItTakes) {
  EXPECT_EQ(ProgressLine(1000, 250, 1000, absl::Seconds(10)),
            "[#####---------------]  25%  1000 rows  99/s  0:30 left");
}

TEST(ProgressLineTest, HasNoBarWhereTheSizeIsNotKnown) {
  EXPECT_EQ(ProgressLine(1000, 0, 0, absl::Seconds(10)), "1000 rows  99/s");
  EXPECT_EQ(ProgressLine(1000, 250, 0, absl::Seconds(10)), "1000 rows  99/s");
}

TEST(ProgressLineTest, IsFullWhenTheFileHasGrown) {
  EXPECT_EQ(ProgressLine(1000, 5000, 1000, absl::Seconds(10)),
            "[####################] 100%  1000 rows  99/s  0:00 left");
}

TEST(ProgressBarTest, DrawsOnlyForSomebody) {
  std::ostringstream shown;
  std::ostringstream hidden;
  ProgressBar(true, shown).Draw(1, 1, 1);
  ProgressBar(false, hidden).Draw(1, 1, 1);

  EXPECT_NE(shown.str(), "");
  EXPECT_EQ(hidden.str(), "");
}

}  // namespace
}  // namespace unknot::embedded
