// A short random walk; unknot_walk takes the long one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/dialogue/walker.h"

namespace unknot::dialogue {
namespace {

using recommendation::v1::TRIAGE_LEVEL_EMERGENCY;
using recommendation::v1::TRIAGE_LEVEL_MASSAGE_OK;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kTurns = 15000;

chat::v1::SendMessageResponse Saying(const std::string& text,
                                     const std::string& reply_id = "noted") {
  chat::v1::SendMessageResponse response;
  auto* message = response.add_messages()->mutable_text();
  message->set_text(text);
  message->set_reply_id(reply_id);
  return response;
}

chat::v1::SendMessageResponse Emergency() {
  auto response = Saying("Call 911 now.", "topic");
  response.mutable_recommendation()->mutable_triage()->set_level(
      TRIAGE_LEVEL_EMERGENCY);
  return response;
}

TEST(WalkTest, PromisesAreKeptWhateverIsSaid) {
  const auto shipped = ShippedChatbot::Start();
  ASSERT_TRUE(shipped.ok()) << shipped.status();
  const auto utterances = Utterances();
  ASSERT_TRUE(utterances.ok()) << utterances.status();

  const auto result = Walk(**shipped, *utterances, {.turns = kTurns});

  EXPECT_THAT(result.faults, IsEmpty());
  EXPECT_GT(result.conversations, 100);
}

TEST(WatchTest, SeesThatNothingIsSaid) {
  EXPECT_THAT(Watch().Faults({}), Contains(HasSubstr("Nothing is said")));
}

TEST(WatchTest, SeesASentenceSaidTwice) {
  Watch watch;
  watch.Faults(Saying("Thank you."));

  EXPECT_THAT(watch.Faults(Saying("Thank you.")),
              Contains(HasSubstr("twice in a row")));
}

TEST(WatchTest, SeesAQuestionThatComesAgain) {
  Watch watch;
  auto first = Saying("How strong is it?");
  first.mutable_pending_question()->set_question_id("severity");
  first.mutable_pending_question()->set_text("How strong is it?");
  watch.Faults(first);
  watch.Faults(Saying("Noted."));

  EXPECT_THAT(watch.Faults(first), Contains(HasSubstr("comes again")));
}

TEST(WatchTest, SeesAnEmergencyForgotten) {
  Watch watch;
  EXPECT_THAT(watch.Faults(Emergency()), IsEmpty());
  auto next = Saying("Swedish may suit you.");
  next.mutable_recommendation()->mutable_triage()->set_level(
      TRIAGE_LEVEL_MASSAGE_OK);

  EXPECT_THAT(watch.Faults(next), Contains(HasSubstr("forgotten")));
}

TEST(WatchTest, SeesMassageInAnEmergency) {
  Watch watch;
  watch.Faults(Emergency());
  auto next = Emergency();
  next.add_messages()->mutable_therapists();

  EXPECT_THAT(watch.Faults(next), Contains(HasSubstr("Massage is offered")));
}

TEST(WatchTest, AnEmergencyThatIsOverMayBeFollowedByMassage) {
  Watch watch;
  watch.Faults(Emergency());
  auto next = Saying("Good to know.", "danger_over");
  next.mutable_recommendation()->mutable_triage()->set_level(
      TRIAGE_LEVEL_MASSAGE_OK);
  next.add_messages()->mutable_techniques();

  EXPECT_THAT(watch.Faults(next), IsEmpty());
}

}  // namespace
}  // namespace unknot::dialogue
