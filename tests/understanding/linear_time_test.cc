// The cost of a long text: each further copy of the same words takes the
// matcher the same number of steps, however many came before. Counted, since
// time says more about the machine. tests/bench measures the rest.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "chatbot/understanding/language_pack.h"
#include "chatbot/understanding/lexicon.h"

namespace unknot::understanding {
namespace {

using testing::Le;

constexpr int kCopies = 200;

// More steps than any words of the pack take for each token.
constexpr int64_t kMostStepsPerToken = 400;

class LinearTimeTest : public testing::TestWithParam<const char*> {
 protected:
  static void SetUpTestSuite() {
    const auto pack =
        LoadLanguagePack(UNKNOT_SOURCE_DIR "/chatbot/language/en");
    ASSERT_TRUE(pack.ok()) << pack.status();
    auto lexicon = Lexicon::Build(*pack, {});
    ASSERT_TRUE(lexicon.ok()) << lexicon.status();
    lexicon_ = lexicon->release();
  }

  static void TearDownTestSuite() { delete lexicon_; }

  struct Cost {
    int64_t steps = 0;
    int64_t tokens = 0;
  };

  static Cost CostOf(const std::string& unit, int copies) {
    std::string text;
    for (int i = 0; i < copies; ++i) text += unit;
    const std::vector<Token> tokens = lexicon_->tokenizer().Tokenize(text);
    Cost cost;
    cost.tokens = static_cast<int64_t>(tokens.size());
    lexicon_->matcher().FindAll(tokens, &cost.steps);
    return cost;
  }

  static const Lexicon* lexicon_;
};

const Lexicon* LinearTimeTest::lexicon_ = nullptr;

TEST_P(LinearTimeTest, EachCopyCostsTheSame) {
  const Cost once = CostOf(GetParam(), kCopies);
  const Cost twice = CostOf(GetParam(), 2 * kCopies);
  const Cost thrice = CostOf(GetParam(), 3 * kCopies);

  EXPECT_EQ(thrice.steps - twice.steps, twice.steps - once.steps);
}

TEST_P(LinearTimeTest, StepsForAWordAreBounded) {
  const Cost cost = CostOf(GetParam(), kCopies);

  EXPECT_THAT(cost.steps, Le(cost.tokens * kMostStepsPerToken));
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, LinearTimeTest,
    testing::Values("no ", "pain ", "my left ", "not my back my neck ",
                    "3 weeks and ", "twenty ", "twenty five ", "knee? ",
                    "pain, ", "in Leeds near Bath ", "my mum has ",
                    "or and or ", "can't feel my legs ", "7 out of 10 ",
                    "since last week ", "upper left back of the ", ", ",
                    "\xF0\x9F\x98\xA2 ", "a", "sholdre "));

}  // namespace
}  // namespace unknot::understanding
