// Names that differ only in how they are typed fold to the same words.
#include "services/directory/fold.h"

#include <gtest/gtest.h>

#include <ostream>

namespace unknot::directory {
namespace {

struct FoldCase {
  const char* text;
  const char* folded;
};
void PrintTo(const FoldCase& c, std::ostream* out) { *out << c.text; }

class FoldTest : public testing::TestWithParam<FoldCase> {};

TEST_P(FoldTest, GivesPlainWords) {
  EXPECT_EQ(Fold(GetParam().text), GetParam().folded);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, FoldTest,
    testing::Values(FoldCase{"", ""}, FoldCase{"   ", ""}, FoldCase{"!?.", ""},
                    FoldCase{"Toronto", "toronto"},
                    FoldCase{"  NORTH   york ", "north york"},
                    FoldCase{"Niagara-on-the-Lake", "niagara on the lake"},
                    FoldCase{"St. John's", "st johns"},
                    FoldCase{"St John\xE2\x80\x99s", "st johns"},
                    FoldCase{"Saint John", "st john"},
                    FoldCase{"Sault Sainte Marie", "sault st marie"},
                    FoldCase{"Saintbury", "saintbury"},
                    FoldCase{"Trois-Rivi\xC3\xA8res", "trois rivieres"},
                    FoldCase{"MONTR\xC3\x89"
                             "AL",
                             "montreal"},
                    FoldCase{"Stra\xC3\x9F"
                             "e",
                             "strasse"},
                    FoldCase{"\xEF\xBC\xAC\xEF\xBC\x95\xEF\xBC\xA2", "l5b"},
                    FoldCase{"\xE5\xA4\x9A\xE4\xBC\xA6\xE5\xA4\x9A",
                             "\xE5\xA4\x9A\xE4\xBC\xA6\xE5\xA4\x9A"},
                    FoldCase{"(Atlanta), GA", "atlanta ga"}));

TEST(IsValidUtf8, RefusesWhatIsNot) {
  EXPECT_TRUE(IsValidUtf8(""));
  EXPECT_TRUE(IsValidUtf8("caf\xC3\xA9"));
  EXPECT_FALSE(IsValidUtf8("\xFF"));
  EXPECT_FALSE(IsValidUtf8("\xC3"));
  EXPECT_FALSE(IsValidUtf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(IsValidUtf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(IsValidUtf8("\xF4\x90\x80\x80"));  // beyond Unicode
}

TEST(Fold, SurvivesBrokenText) { EXPECT_EQ(Fold("ab\xFF\xC3"), "ab"); }

}  // namespace
}  // namespace unknot::directory
