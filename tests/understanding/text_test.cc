// Words and where they came from, whatever the bytes.
#include "chatbot/understanding/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace unknot::understanding {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Texts(absl::string_view text) {
  std::vector<std::string> out;
  for (const Word& word : SplitWords(text)) out.push_back(word.text);
  return out;
}

struct FoldCase {
  const char* text;
  std::vector<std::string> words;
};

class FoldTest : public testing::TestWithParam<FoldCase> {};

TEST_P(FoldTest, ReadsPlainWords) {
  EXPECT_EQ(Texts(GetParam().text), GetParam().words);
}

INSTANTIATE_TEST_SUITE_P(
    Writing, FoldTest,
    testing::Values(
        FoldCase{"My NECK", {"my", "neck"}},
        FoldCase{"can\u2019t can't", {"cant", "cant"}},
        FoldCase{"\uFF2E\uFF45\uFF43\uFF4B", {"neck"}},  // full width
        FoldCase{"n\u0435\u0441k", {"neck"}},            // Cyrillic e, c
        FoldCase{"ne\u200Bck", {"neck"}},                // zero width
        FoldCase{"caf\u00E9 cafe\u0301", {"cafe", "cafe"}},
        FoldCase{"3wks 7/10 38.6", {"3", "wks", "7", "/", "10", "38.6"}},
        FoldCase{"pins-and-needles", {"pins", "and", "needles"}},
        FoldCase{"neck\U0001F62Dpain", {"neck", "pain"}},  // emoji
        FoldCase{"a & b", {"a", "&", "b"}},
        FoldCase{"2\u00BD weeks", {"2.5", "weeks"}}));

TEST(SplitWordsTest, OffsetsPointIntoTheTextAsTyped) {
  const std::string text = "my \u200Bn\u0435ck";  // Cyrillic e.
  const std::vector<Word> words = SplitWords(text);

  ASSERT_EQ(words.size(), 2u);
  EXPECT_EQ(words[1].text, "neck");
  EXPECT_EQ(text.substr(words[1].begin, words[1].end - words[1].begin),
            "n\u0435ck");
}

TEST(SplitWordsTest, KnowsSentencesCommasAndQuestions) {
  const std::vector<Word> words = SplitWords("hi, neck hurts. what now?");

  ASSERT_EQ(words.size(), 5u);
  EXPECT_EQ(words[1].before, Break::kComma);
  EXPECT_EQ(words[2].before, Break::kNone);
  EXPECT_EQ(words[3].before, Break::kSentence);
  EXPECT_FALSE(words[2].question);
  EXPECT_TRUE(words[3].question);
}

TEST(SplitWordsTest, PassesOverWhatIsNoText) {
  EXPECT_THAT(Texts(""), IsEmpty());
  EXPECT_THAT(Texts(" \t\r\n"), IsEmpty());
  EXPECT_THAT(Texts("\xff\xfe neck \xc3"), ElementsAre("neck"));
  EXPECT_THAT(Texts(std::string("a\0b", 3)), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace unknot::understanding
