// Wordings: complete in the shipped pack, filled in, varied.
#include "chatbot/dialogue/replies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/dialogue/fakes.h"

namespace unknot::dialogue {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(RepliesTest, ShippedPackHasEveryReplyAndNoOther) {
  EXPECT_THAT(ReplyBook::Check(ShippedPack()), IsEmpty());
}

TEST(RepliesTest, MissingReplyIsNamed) {
  const auto book = ReplyBook::Build(language::v1::LanguagePack());

  EXPECT_TRUE(absl::IsFailedPrecondition(book.status()));
  EXPECT_THAT(std::string(book.status().message()), HasSubstr("greeting"));
}

TEST(RepliesTest, UnknownPlaceholderIsNamed) {
  auto pack = ShippedPack();
  pack.mutable_replies(0)->add_text("Call {somebody}.");

  EXPECT_THAT(ReplyBook::Check(pack),
              ElementsAre(HasSubstr("unknown placeholder {somebody}")));
}

class SpeakerTest : public testing::Test {
 protected:
  const ReplyBook book_ = *ReplyBook::Build(ShippedPack());
  chat::v1::ConversationState state_;
  chat::v1::SendMessageResponse response_;
  Speaker speaker_{book_, state_, response_};
};

TEST_F(SpeakerTest, FillsPlaceholdersIn) {
  speaker_.Say(reply::kTherapistsFound, {{"place", "Springfield"}});

  const auto& text = response_.messages(0).text();
  EXPECT_THAT(text.text(), HasSubstr("Springfield"));
  EXPECT_EQ(text.text().find('{'), std::string::npos);
  EXPECT_EQ(text.reply_id(), "therapists_found");
}

TEST_F(SpeakerTest, NeverRepeatsAWordingInARow) {
  std::string before;
  for (int i = 0; i < 20; ++i) {
    const std::string now = speaker_.Word(reply::kOutOfScope);
    EXPECT_NE(now, before);
    before = now;
  }
}

TEST_F(SpeakerTest, JoinsListsInWords) {
  const std::vector<std::string> items = {"a", "b", "c"};
  EXPECT_EQ(speaker_.Join(items), "a, b and c");
  EXPECT_EQ(speaker_.Join(absl::MakeSpan(items).subspan(0, 1)), "a");
  EXPECT_EQ(speaker_.Join({}), "");
}

TEST_F(SpeakerTest, ListsMatchWholeWordsWhateverTheirCase) {
  EXPECT_TRUE(book_.Mentions("here", "NEAR ME, please"));
  EXPECT_FALSE(book_.Mentions("here", "Hereford"));
  EXPECT_TRUE(book_.Mentions("danger_was_misread", "I didn’t mean that!"));
  EXPECT_FALSE(book_.Mentions("no_such_list", "anything"));
}

TEST(RepliesLocaleTest, WordingForALocaleWins) {
  auto pack = ShippedPack();
  auto* british = pack.add_replies();
  british->set_id("blank");
  british->add_text("Cheerio.");
  british->add_locale("en-GB");
  const auto book = ReplyBook::Build(pack);
  ASSERT_TRUE(book.ok()) << book.status();

  EXPECT_EQ(book->Say(reply::kBlank, {}, "en-GB").text, "Cheerio.");
  EXPECT_NE(book->Say(reply::kBlank, {}, "en-CA").text, "Cheerio.");
}

TEST(RepliesLocaleTest, AWordIsSaidAsTheCountrySaysIt) {
  const auto book = *ReplyBook::Build(ShippedPack());
  const std::string text = "Physiotherapists and a physiotherapist.";

  EXPECT_EQ(book.InWordsOf("US", text),
            "Physical therapists and a physical therapist.");
  EXPECT_EQ(book.InWordsOf("GB", text), text);
  EXPECT_EQ(book.InWordsOf("", text), text);
}

TEST_F(SpeakerTest, TextsAreInLocalWordsAndNamesAreNot) {
  state_.set_country_code("US");
  speaker_.SayText("See a physiotherapist.", "topic");
  speaker_.SayNames(reply::kSourcesTitle, {"Society of physiotherapy"});

  EXPECT_EQ(response_.messages(0).text().text(), "See a physical therapist.");
  EXPECT_EQ(response_.messages(1).list().items(0), "Society of physiotherapy");
}

TEST(RepliesListsTest, FamiliesOfListsTellWhatWasMentioned) {
  const auto book = *ReplyBook::Build(ShippedPack());

  EXPECT_THAT(book.MentionedOf("wish_", "a woman and closer please"),
              ElementsAre("close_by", "therapist_female"));
  EXPECT_THAT(book.MentionedOf("wish_", "on monday"), IsEmpty());
}

}  // namespace
}  // namespace unknot::dialogue
