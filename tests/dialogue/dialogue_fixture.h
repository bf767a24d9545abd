// A dialogue over fakes, spoken to with ready understandings.
#ifndef UNKNOT_TESTS_DIALOGUE_DIALOGUE_FIXTURE_H_
#define UNKNOT_TESTS_DIALOGUE_DIALOGUE_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "chatbot/dialogue/dialogue.h"
#include "tests/dialogue/fakes.h"

namespace unknot::dialogue {

inline constexpr char kNeck[] =
    "complaint { sites { region: 'neck' } } scope: SCOPE_MUSCULOSKELETAL "
    "intents { intent_id: 'describe_complaint' confidence: 1 }";

class DialogueTest : public testing::Test {
 protected:
  // Answers a message that is understood so.
  chat::v1::SendMessageResponse Hear(const std::string& understanding,
                                     const std::string& text = "some words") {
    const auto understood = FromText<chat::v1::Understanding>(understanding);
    return dialogue_.Answer({text, understood, absl::CivilDay(2026, 6, 1)},
                            state_);
  }

  static std::string Intent(const std::string& id) {
    return absl::StrCat("intents { intent_id: '", id, "' confidence: 1 } ");
  }

  static std::string Said(const chat::v1::SendMessageResponse& response) {
    std::string all;
    for (const auto& message : response.messages()) {
      absl::StrAppend(&all, message.DebugString());
    }
    return all;
  }

  static bool Recommends(const chat::v1::SendMessageResponse& response) {
    return response.recommendation().techniques_size() > 0;
  }

  static bool ShowsCards(const chat::v1::SendMessageResponse& response) {
    for (const auto& message : response.messages()) {
      if (message.has_techniques() || message.has_therapists()) return true;
    }
    return false;
  }

  FakeRecommender recommender_;
  FakeTherapistFinder therapists_;
  FakeTopics topics_;
  const Knowledge knowledge_{SmallKnowledge()};
  const ReplyBook replies_ = *ReplyBook::Build(ShippedPack());
  const Dialogue dialogue_{
      {recommender_, therapists_, topics_, knowledge_, replies_}};
  chat::v1::ConversationState state_;
};

}  // namespace unknot::dialogue

#endif  // UNKNOT_TESTS_DIALOGUE_DIALOGUE_FIXTURE_H_
