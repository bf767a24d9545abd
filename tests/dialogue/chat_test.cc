// The chat's door: what it refuses, what it seals, what it sums up.
#include "chatbot/dialogue/chat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "services/runtime/errors.h"
#include "tests/dialogue/fakes.h"

namespace unknot::dialogue {
namespace {

using chat::v1::SendMessageRequest;
using testing::HasSubstr;
using testing::Not;

class ChatTest : public testing::Test {
 protected:
  ChatTest() {
    understander_.Teach("my neck is stiff",
                        "complaint { sites { region: 'neck' side: SIDE_LEFT } "
                        "quality_ids: 'stiffness' duration_days: 14 } "
                        "intents { intent_id: 'describe_complaint' "
                        "confidence: 1 } scope: SCOPE_MUSCULOSKELETAL");
    understander_.Teach("None of these",
                        "intents { intent_id: 'deny' confidence: 1 }");
  }

  SendMessageRequest Text(const std::string& text) const {
    SendMessageRequest request;
    request.set_text(text);
    request.set_conversation(conversation_);
    return request;
  }

  std::string ReasonFor(const SendMessageRequest& request) {
    return runtime::ReasonOf(chat_.SendMessage(request).status());
  }

  FakeRecommender recommender_;
  FakeTherapistFinder therapists_;
  FakeTopics topics_;
  const Knowledge knowledge_{SmallKnowledge()};
  const ReplyBook replies_ = *ReplyBook::Build(ShippedPack());
  FakeUnderstander understander_;
  runtime::FakeClock clock_;
  const Sealer sealer_{{RandomSealingKey()}, absl::Hours(1), clock_};
  const Chat chat_{{recommender_, therapists_, topics_, knowledge_, replies_},
                   understander_,
                   sealer_,
                   clock_,
                   absl::UTCTimeZone()};
  std::string conversation_;
};

TEST_F(ChatTest, GreetsWithTheNotice) {
  chat::v1::StartConversationRequest request;
  request.set_locale("en-CA");

  const auto started = chat_.StartConversation(request);

  ASSERT_TRUE(started.ok()) << started.status();
  EXPECT_THAT(started->messages(0).text().text(), HasSubstr("do not diagnose"));
  EXPECT_THAT(started->messages(0).text().text(), HasSubstr("911"));
  EXPECT_THAT(started->messages(0).text().text(), Not(HasSubstr("999")));
}

TEST_F(ChatTest, WhatIsTakenBackBecomesUnknownAndAnswersNothing) {
  conversation_ = chat_.SendMessage(Text("my neck is stiff"))->conversation();
  SendMessageRequest request = Text("");
  request.add_retract("quality/stiffness");
  request.add_retract("cause/never_said");

  const auto response = chat_.SendMessage(request);

  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->complaint().quality_ids_size(), 0);
  EXPECT_EQ(response->complaint().sites(0).region(), "neck");
  EXPECT_EQ(response->complaint().symptoms_size(), 0);
  EXPECT_EQ(response->complaint().answered_question_ids_size(), 0);
  EXPECT_EQ(response->pending_question().question_id(), "red_flags");
}

TEST_F(ChatTest, EverythingCanBeTakenBack) {
  conversation_ = chat_.SendMessage(Text("my neck is stiff"))->conversation();
  SendMessageRequest request = Text("");
  for (const char* fact :
       {"region/neck", "quality/stiffness", "duration/days"}) {
    request.add_retract(fact);
  }

  const auto response = chat_.SendMessage(request);

  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->complaint().ByteSizeLong(), 0);
  EXPECT_GT(response->messages_size(), 0);
}

TEST_F(ChatTest, ADangerSignIsNotTakenBackByAClick) {
  understander_.Teach("numb down there",
                      "complaint { sites { region: 'neck' } symptoms { "
                      "symptom_id: 'saddle_numbness' status: STATUS_PRESENT } "
                      "} scope: SCOPE_MUSCULOSKELETAL");
  conversation_ = chat_.SendMessage(Text("numb down there"))->conversation();
  SendMessageRequest request = Text("");
  request.add_retract("symptom/saddle_numbness");

  const auto response = chat_.SendMessage(request);

  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->complaint().symptoms_size(), 1);
  EXPECT_TRUE(response->messages(0).has_alert());
}

TEST_F(ChatTest, RefusesTooMuchToTakeBack) {
  SendMessageRequest many = Text("");
  for (int i = 0; i < 21; ++i) many.add_retract("region/neck");
  SendMessageRequest long_one = Text("");
  long_one.add_retract(std::string(81, 'x'));

  EXPECT_EQ(ReasonFor(many), "TOO_MANY_RETRACTED");
  EXPECT_EQ(ReasonFor(long_one), "TEXT_TOO_LONG");
}

TEST_F(ChatTest, TheConversationGoesOnFromItsSeal) {
  conversation_ = chat_.SendMessage(Text("my neck is stiff"))->conversation();

  const auto response = chat_.SendMessage(Text("None of these"));

  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(understander_.last_pending_slot, "red_flags");
  EXPECT_EQ(response->complaint().sites(0).region(), "neck");
  EXPECT_GT(response->recommendation().techniques_size(), 0);
}

TEST_F(ChatTest, AQuickReplyIsAsGoodAsItsLabel) {
  const auto asked = chat_.SendMessage(Text("my neck is stiff"));
  ASSERT_GT(asked->quick_replies_size(), 0);
  SendMessageRequest request;
  request.set_conversation(asked->conversation());
  request.set_quick_reply_id(asked->quick_replies(0).id());

  const auto response = chat_.SendMessage(request);

  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_GT(response->recommendation().techniques_size(), 0);
}

TEST_F(ChatTest, RefusesWhatItCannotRead) {
  EXPECT_EQ(ReasonFor(Text("")), "TEXT_EMPTY");
  EXPECT_EQ(ReasonFor(Text("neck \xff")), "TEXT_NOT_UTF8");
  EXPECT_EQ(ReasonFor(Text(std::string(kMostTextBytes + 1, 'a'))),
            "TEXT_TOO_LONG");
  SendMessageRequest unknown;
  unknown.set_quick_reply_id("reply/greeting/99");
  EXPECT_EQ(ReasonFor(unknown), "QUICK_REPLY_UNKNOWN");
  unknown.set_quick_reply_id("///");
  EXPECT_EQ(ReasonFor(unknown), "QUICK_REPLY_UNKNOWN");
}

TEST_F(ChatTest, ErrorsNeverRepeatWhatWasTyped) {
  const auto refused = chat_.SendMessage(Text("my secret \xff"));

  EXPECT_THAT(refused.status().ToString(), Not(HasSubstr("secret")));
}

TEST_F(ChatTest, RefusesAConversationThatIsNotOurs) {
  conversation_ = "forged";
  EXPECT_EQ(ReasonFor(Text("hello")), "CONVERSATION_INVALID");
}

TEST_F(ChatTest, RefusesAConversationThatRestedTooLong) {
  conversation_ = chat_.SendMessage(Text("my neck is stiff"))->conversation();
  clock_.Advance(absl::Hours(2));

  EXPECT_EQ(ReasonFor(Text("None of these")), "CONVERSATION_INVALID");
}

TEST_F(ChatTest, SumsUpInWords) {
  chat::v1::GetTranscriptSummaryRequest request;
  request.set_conversation(
      chat_.SendMessage(Text("my neck is stiff"))->conversation());

  const auto summary = chat_.GetTranscriptSummary(request);

  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_THAT(summary->summary(), HasSubstr("left neck"));
  EXPECT_THAT(summary->summary(), HasSubstr("for about 2 weeks"));
}

TEST_F(ChatTest, SumsUpAsFhir) {
  chat::v1::GetTranscriptSummaryRequest request;
  request.set_conversation(
      chat_.SendMessage(Text("my neck is stiff"))->conversation());
  request.set_format(chat::v1::SUMMARY_FORMAT_FHIR_JSON);

  const auto summary = chat_.GetTranscriptSummary(request);

  const auto json = nlohmann::json::parse(summary->summary());
  EXPECT_EQ(json["resourceType"], "QuestionnaireResponse");
  EXPECT_EQ(json["item"][1]["answer"][0]["valueCoding"]["code"], "region/neck");
}

TEST_F(ChatTest, UnderstandAnswersNothingElse) {
  chat::v1::UnderstandRequest request;
  request.set_text("my neck is stiff");

  const auto understood = chat_.Understand(request);

  ASSERT_TRUE(understood.ok()) << understood.status();
  EXPECT_EQ(understood->understanding().complaint().sites(0).region(), "neck");
  EXPECT_TRUE(recommender_.requests.empty());
}

}  // namespace
}  // namespace unknot::dialogue
