// Spelling repair: towards the pack's words, never away from a real word.
#include "chatbot/understanding/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace unknot::understanding {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class VocabularyTest : public testing::Test {
 protected:
  VocabularyTest() {
    for (const char* word :
         {"shoulder", "blade", "neck", "lower", "back", "numbness", "bladder",
          "sciatica", "rib", "rub", "cage", "wont", "cold", "wort"}) {
      words_.AddStem(word);
    }
    for (const char* word : {"deck", "neat", "smoulder", "so"})
      words_.AddKnownWord(word);
    for (const char* word :
         {"cost", "cost", "cost", "coat", "the", "the", "thy", "bleck"}) {
      words_.AddExampleWord(word);
    }
    words_.AddPairs(std::vector<std::string>{"my", "rib", "cage"});
    words_.AddPairs(std::vector<std::string>{"i", "will", "sleep"});
    words_.AddReading("wont", "will");
    words_.Finish();
  }

  Vocabulary words_;
};

TEST_F(VocabularyTest, RepairsOneEdit) {
  EXPECT_THAT(words_.Repair("sholder", {}), ElementsAre("shoulder"));
  EXPECT_THAT(words_.Repair("nekc", {}), ElementsAre("neck"));
  EXPECT_THAT(words_.Repair("bladdr", {}), ElementsAre("bladder"));
}

TEST_F(VocabularyTest, RepairsShortWordsOnlyBesideTheirNeighbours) {
  EXPECT_THAT(words_.Repair("rbi", {"my", "cage"}), ElementsAre("rib"));
  EXPECT_THAT(words_.Repair("ri", {"my", "cage"}), ElementsAre("rib"));
  EXPECT_THAT(words_.Repair("rbi", {"the", "cold"}), IsEmpty());
  EXPECT_THAT(words_.Repair("ri", {}), IsEmpty());
}

TEST_F(VocabularyTest, OfTwoWordsTheOneKnownBesideTheNeighbourIsMeant) {
  EXPECT_THAT(words_.Repair("woxt", {"i", "sleep"}), ElementsAre("wont"));
  EXPECT_THAT(words_.Repair("coge", {"rib", ""}), ElementsAre("cage"));
}

TEST_F(VocabularyTest, RepairsTwoEditsOfLongWords) {
  EXPECT_THAT(words_.Repair("shuolderr", {}), ElementsAre("shoulder"));
  EXPECT_THAT(words_.Repair("sciaticca", {}), ElementsAre("sciatica"));
}

TEST_F(VocabularyTest, LeavesRealWordsAlone) {
  EXPECT_THAT(words_.Repair("deck", {}), IsEmpty());
  EXPECT_THAT(words_.Repair("smoulder", {}), IsEmpty());
  EXPECT_THAT(words_.Repair("neck", {}), IsEmpty());
}

TEST_F(VocabularyTest, SplitsWordsRunTogether) {
  EXPECT_THAT(words_.Repair("lowerback", {}), ElementsAre("lower", "back"));
  EXPECT_THAT(words_.Repair("shoulderblade", {}),
              ElementsAre("shoulder", "blade"));
}

TEST_F(VocabularyTest, SqueezesRepeatedLetters) {
  EXPECT_THAT(words_.Repair("sooooo", {}), ElementsAre("so"));
  EXPECT_THAT(words_.Repair("neeeeck", {}), ElementsAre("neck"));
}

TEST_F(VocabularyTest, RepairsIntoWordsOfExamplesWhereNoPhraseIsNear) {
  EXPECT_THAT(words_.Repair("coast", {}), ElementsAre("cost"));
  EXPECT_THAT(words_.Repair("hte", {}), ElementsAre("the"));
  EXPECT_THAT(words_.Repair("nleck", {}), ElementsAre("neck"));
}

TEST_F(VocabularyTest, LeavesWordsOfExamplesAlone) {
  EXPECT_THAT(words_.Repair("bleck", {}), IsEmpty());
  EXPECT_THAT(words_.Repair("coat", {}), IsEmpty());
}

TEST_F(VocabularyTest, PrefersSwappedLettersToAWrongOne) {
  EXPECT_THAT(words_.Repair("caot", {}), ElementsAre("coat"));
}

TEST_F(VocabularyTest, GivesUpOnWhatIsFar) {
  EXPECT_THAT(words_.Repair("xylophone", {}), IsEmpty());
  EXPECT_THAT(words_.Repair("zz", {}), IsEmpty());
  EXPECT_THAT(words_.Repair(std::string(5000, 'x'), {}), IsEmpty());
}

TEST(EditDistanceTest, CountsSwapsAsOne) {
  EXPECT_EQ(EditDistance("neck", "nekc", 2), 1);
  EXPECT_EQ(EditDistance("neck", "neck", 2), 0);
  EXPECT_EQ(EditDistance("abc", "xyz", 2), 3);
  EXPECT_EQ(EditDistance("", "ab", 2), 2);
}

TEST(StemTest, BringsInflectionsTogether) {
  EXPECT_EQ(Stem("aching"), Stem("aches"));
  EXPECT_EQ(Stem("shoulders"), Stem("shoulder"));
}

}  // namespace
}  // namespace unknot::understanding
