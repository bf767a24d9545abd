// Conversations that come back in ways nobody wishes for: late, from another
// version, twice at once, without end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/runtime/errors.h"
#include "tests/dialogue/shipped_chatbot.h"

namespace unknot::dialogue {
namespace {

using chat::v1::SendMessageRequest;
using chat::v1::SendMessageResponse;

class ResumedTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto shipped = ShippedChatbot::Start();
    ASSERT_TRUE(shipped.ok()) << shipped.status();
    shipped_ = shipped->release();
  }
  static void TearDownTestSuite() { delete shipped_; }

  static absl::StatusOr<SendMessageResponse> Send(
      const std::string& conversation, const std::string& text) {
    SendMessageRequest request;
    request.set_conversation(conversation);
    request.set_text(text);
    return shipped_->chat().SendMessage(request);
  }

  // The state of a conversation about a stiff neck.
  static chat::v1::ConversationState StiffNeck() {
    const auto answer = Send("", "my neck is stiff from the laptop");
    EXPECT_TRUE(answer.ok()) << answer.status();
    auto state = shipped_->sealer().Open(answer->conversation());
    EXPECT_TRUE(state.ok()) << state.status();
    return *std::move(state);
  }

  static bool Says(const SendMessageResponse& response,
                   absl::string_view reply_id) {
    for (const auto& message : response.messages()) {
      if (message.text().reply_id() == reply_id) return true;
    }
    return false;
  }

  static ShippedChatbot* shipped_;
};

ShippedChatbot* ResumedTest::shipped_ = nullptr;

TEST_F(ResumedTest, AfterWeeksItIsRefusedWithTheReason) {
  const std::string sealed = shipped_->sealer().Seal(StiffNeck());
  shipped_->clock().Advance(absl::Hours(24 * 21));

  const auto late = Send(sealed, "about a 5");
  const auto fresh = Send("", "about my neck again, it is stiff");

  EXPECT_EQ(runtime::ReasonOf(late.status()), "CONVERSATION_INVALID");
  EXPECT_TRUE(fresh.ok()) << fresh.status();
}

TEST_F(ResumedTest, AStateOfAnotherFormIsRefusedWithTheReason) {
  auto state = StiffNeck();
  state.set_format(state.format() + 1);

  const auto answer = Send(shipped_->sealer().Seal(state), "about a 5");

  EXPECT_EQ(runtime::ReasonOf(answer.status()), "CONVERSATION_INVALID");
}

TEST_F(ResumedTest, WhatAnotherKnowledgeBaseKnewIsLeftOut) {
  auto state = StiffNeck();
  auto* complaint = state.mutable_complaint();
  complaint->add_sites()->set_region("region_of_old");
  complaint->add_quality_ids("quality_of_old");
  complaint->add_pattern_ids("pattern_of_old");
  complaint->add_cause_ids("cause_of_old");
  complaint->add_symptoms()->set_symptom_id("symptom_of_old");
  complaint->add_conditions()->set_condition_id("condition_of_old");
  complaint->add_preference_ids("preference_of_old");
  complaint->add_goal_ids("goal_of_old");
  state.set_pending_slot("red_flags");
  state.set_pending_question_id("question_of_old");

  const auto answer = Send(shipped_->sealer().Seal(state), "about a 5");

  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_FALSE(Says(*answer, "service_away"));
  EXPECT_EQ(answer->complaint().DebugString().find("of_old"),
            std::string::npos);
  ASSERT_EQ(answer->complaint().sites_size(), 1);
  EXPECT_EQ(answer->complaint().severity(), 5);
}

TEST_F(ResumedTest, WhatDangerRestsOnIsNeverLeftOutInSilence) {
  auto state = StiffNeck();
  state.mutable_complaint()->add_symptoms()->set_symptom_id("sign_of_old");
  state.set_told_level(recommendation::v1::TRIAGE_LEVEL_EMERGENCY);
  state.set_in_emergency(true);

  const auto answer = Send(shipped_->sealer().Seal(state), "which massage?");

  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->recommendation().techniques_size(), 0);
  EXPECT_TRUE(Says(*answer, "service_away"));
}

TEST_F(ResumedTest, TwoMessagesAtOnceAreBothAnswered) {
  const std::string sealed = shipped_->sealer().Seal(StiffNeck());

  auto one =
      std::async(std::launch::async, [&] { return Send(sealed, "it is a 5"); });
  auto two = std::async(std::launch::async,
                        [&] { return Send(sealed, "since monday"); });
  const auto first = one.get();
  const auto second = two.get();

  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->complaint().severity(), 5);
  EXPECT_FALSE(second->complaint().has_severity());
  EXPECT_TRUE(second->complaint().has_duration_days());
}

TEST_F(ResumedTest, AMonologueIsRefusedAndTheConversationGoesOn) {
  const std::string sealed = shipped_->sealer().Seal(StiffNeck());
  std::string monologue;
  for (int i = 0; i < 10000; ++i) absl::StrAppend(&monologue, "and then ");

  const auto refused = Send(sealed, monologue);
  const auto longest = Send(sealed, monologue.substr(0, kMostTextBytes - 40) +
                                        " and my knee aches too");

  EXPECT_EQ(runtime::ReasonOf(refused.status()), "TEXT_TOO_LONG");
  ASSERT_TRUE(longest.ok()) << longest.status();
  EXPECT_EQ(longest->complaint().sites_size(), 2);
}

TEST_F(ResumedTest, FiveHundredTurnsStaySmall) {
  constexpr const char* kSays[] = {"my neck is stiff",
                                   "also my left knee",
                                   "no, the right one",
                                   "about a 6",
                                   "what is shiatsu?",
                                   "therapists in Mississauga",
                                   "next",
                                   "which massage then?",
                                   "who says so?",
                                   "it burns at night"};
  Talk talk(shipped_->chat(), "en-CA");
  for (int i = 0; i < 500; ++i) {
    const auto answer = talk.Say(kSays[i % 10]);
    ASSERT_TRUE(answer.ok()) << i << ": " << answer.status();
    ASSERT_LE(answer->conversation().size(), kMostSealedBytes);
    ASSERT_GT(answer->messages_size(), 0);
  }
}

}  // namespace
}  // namespace unknot::dialogue
