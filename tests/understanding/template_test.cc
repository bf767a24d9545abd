// How phrases are written in a pack.
#include "chatbot/understanding/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace unknot::understanding {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::vector<std::string> Ways(absl::string_view text) {
  const auto ways = ExpandTemplate(text);
  std::vector<std::string> out;
  if (!ways.ok()) return {std::string(ways.status().message())};
  for (const auto& items : *ways) {
    std::vector<std::string> words;
    for (const TemplateItem& item : items) {
      const bool exact = item.kind == TemplateItem::Kind::kExact;
      const bool reference = item.kind == TemplateItem::Kind::kReference;
      words.push_back(absl::StrCat(exact ? "=" : "", reference ? "{" : "",
                                   item.text, reference ? "}" : ""));
    }
    out.push_back(absl::StrJoin(words, " "));
  }
  return out;
}

TEST(ExpandTemplateTest, TakesOptionsAndKeepsChoices) {
  EXPECT_THAT(Ways("(cannot|cant) [really] turn {region}"),
              UnorderedElementsAre("cannot|cant turn {region}",
                                   "cannot|cant really turn {region}"));
}

TEST(ExpandTemplateTest, NestsAndKeepsExactWords) {
  EXPECT_THAT(Ways("=right [a [c]]"),
              UnorderedElementsAre("=right", "=right a [c]"));
}

TEST(ExpandTemplateTest, FindsReferencesInsideChoices) {
  const auto ways = ExpandTemplate("(my {region}|{pain}) x");
  ASSERT_TRUE(ways.ok());
  ASSERT_EQ(ways->size(), 1u);
  EXPECT_THAT(ReferencesOf((*ways)[0]), UnorderedElementsAre("region", "pain"));
}

TEST(ExpandTemplateTest, SaysWhatIsWrong) {
  EXPECT_THAT(Ways("(a"), testing::ElementsAre(HasSubstr("is not closed")));
  EXPECT_THAT(Ways("a)"), testing::ElementsAre(HasSubstr("no partner")));
  EXPECT_THAT(Ways("{a"), testing::ElementsAre(HasSubstr("is not closed")));
  EXPECT_THAT(Ways("[a]x]"), testing::ElementsAre(HasSubstr("no partner")));
  EXPECT_THAT(Ways(""), testing::ElementsAre(HasSubstr("empty")));
}

TEST(ExpandTemplateTest, RefusesTooManyReadings) {
  std::string text;
  for (int i = 0; i < 20; ++i) absl::StrAppend(&text, "[a]");
  EXPECT_THAT(Ways(text), testing::ElementsAre(HasSubstr("too many")));
}

TEST(ExpandTemplateTest, RefusesDeepBrackets) {
  EXPECT_FALSE(ExpandTemplate(std::string(1000, '(')).ok());
}

}  // namespace
}  // namespace unknot::understanding
