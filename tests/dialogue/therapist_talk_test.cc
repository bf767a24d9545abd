// Talk about places and therapists, over fakes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/dialogue/dialogue_fixture.h"

namespace unknot::dialogue {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(DialogueTest, TherapistsNeedNoComplaint) {
  const auto response = Hear(Intent("find_therapist") + "place: 'Springfield'");

  EXPECT_EQ(response.therapists().results_size(), 3);
  EXPECT_FALSE(response.has_recommendation());
  EXPECT_THAT(Said(response), HasSubstr("Invented entry"));
}

TEST_F(DialogueTest, TherapistsWithoutAPlaceAskForIt) {
  const auto response = Hear(Intent("find_therapist"));

  EXPECT_EQ(response.pending_question().slot(), "place");
  EXPECT_FALSE(response.has_therapists());
}

TEST_F(DialogueTest, AnUnknownPlaceIsAskedForAgain) {
  const auto response = Hear(Intent("give_location") + "place: 'Nowhere'");

  EXPECT_EQ(response.pending_question().slot(), "place");
  EXPECT_FALSE(response.has_therapists());
  EXPECT_THAT(Said(response), Not(HasSubstr("Nowhere")));
}

TEST_F(DialogueTest, AnAmbiguousPlaceOffersItsMeanings) {
  const auto response = Hear(Intent("find_therapist") + "place: 'Richmond'");

  EXPECT_EQ(response.pending_question().slot(), "place");
  ASSERT_EQ(response.quick_replies_size(), 2);
  EXPECT_EQ(response.quick_replies(0).label(), "Richmond, BC");
}

TEST_F(DialogueTest, BareWordsAnswerTheQuestionForAPlace) {
  Hear(Intent("find_therapist"));

  const auto response = Hear("", "springfield");

  EXPECT_EQ(response.therapists().results_size(), 3);
}

TEST_F(DialogueTest, WishesNarrowTheSearch) {
  Hear(Intent("find_therapist") + "place: 'Springfield'");

  Hear(Intent("state_preference") +
       "complaint { preference_ids: 'therapist_female' }");
  Hear("times: 'saturday'");
  const auto cheapest =
      Hear(Intent("ask_cost") + "complaint { preference_ids: 'low_cost' }");

  const auto& request = therapists_.requests.back();
  EXPECT_EQ(request.gender(), directory::v1::GENDER_FEMALE);
  EXPECT_EQ(request.open_at(0).day(), directory::v1::WEEKDAY_SATURDAY);
  EXPECT_EQ(request.order_by(), directory::v1::SEARCH_ORDER_PRICE);
  EXPECT_EQ(cheapest.therapists().results_size(), 3);
}

TEST_F(DialogueTest, OfCloseCheapAndWellRatedTheLatestWishOrders) {
  Hear(Intent("find_therapist") + "place: 'Springfield'");
  Hear("complaint { preference_ids: 'low_cost' }");

  Hear("complaint { preference_ids: 'close_by' }");

  EXPECT_EQ(therapists_.requests.back().order_by(),
            directory::v1::SEARCH_ORDER_DISTANCE);
}

TEST_F(DialogueTest, MoreTherapistsAreShownUntilThereAreNone) {
  Hear(Intent("find_therapist") + "place: 'Springfield'");

  const auto more = Hear("", "show me more");
  const auto none = Hear("", "any others?");

  ASSERT_EQ(more.therapists().results_size(), 2);
  EXPECT_EQ(more.therapists().results(0).therapist().name(), "Dee Example");
  EXPECT_EQ(none.messages(0).text().reply_id(), "therapists_no_more");
}

TEST_F(DialogueTest, ATherapistIsPickedByNumberOrByName) {
  Hear(Intent("find_therapist") + "place: 'Springfield'");

  const auto second = Hear("", "tell me about the second one");
  const auto named = Hear("", "what about Cem?");

  EXPECT_THAT(Said(second), HasSubstr("Ben Example"));
  EXPECT_THAT(Said(second), Not(HasSubstr("Ana Example")));
  EXPECT_THAT(Said(named), HasSubstr("Cem Example"));
}

TEST_F(DialogueTest, AnUnknownPlaceDoesNotForgetTheOneBefore) {
  Hear(Intent("find_therapist") + "place: 'Springfield'");

  Hear(Intent("give_location") + "place: 'Nowhere'");

  EXPECT_EQ(state_.place(), "Springfield");
}

TEST_F(DialogueTest, ThePlaceTellsTheCountry) {
  Hear(Intent("find_therapist") + "place: 'Springfield'");

  EXPECT_EQ(state_.country_code(), "CA");
}

TEST_F(DialogueTest, AWishForATherapistDoesNotRepeatTheTechniques) {
  Hear(kNeck + Intent("ask_treatment") + "place: 'Springfield'");

  const auto response =
      Hear("complaint { preference_ids: 'therapist_male' }", "a man instead");

  EXPECT_EQ(response.therapists().results_size(), 3);
  for (const auto& message : response.messages()) {
    EXPECT_FALSE(message.has_techniques());
  }
}

TEST_F(DialogueTest, WishesNobodyMeetsAreDroppedAndSaid) {
  Hear(Intent("find_therapist") + "place: 'Springfield'");

  const auto response = Hear("complaint { preference_ids: 'virtual' }");

  EXPECT_EQ(response.therapists().results_size(), 3);
  EXPECT_EQ(response.messages(response.messages_size() - 3).text().reply_id(),
            "therapists_relaxed");
}

TEST_F(DialogueTest, OneShownThoughNotAsWishedCanBePicked) {
  Hear(Intent("find_therapist") + "place: 'Springfield'");
  Hear("complaint { preference_ids: 'virtual' }");

  const auto response = Hear("", "tell me about the second one");

  EXPECT_THAT(Said(response), HasSubstr("Ben Example"));
}

TEST_F(DialogueTest, PickingOneSearchesOnce) {
  Hear(Intent("find_therapist") + "place: 'Springfield'");
  therapists_.requests.clear();

  Hear("", "tell me about the second one");

  EXPECT_EQ(therapists_.requests.size(), 1);
}

TEST_F(DialogueTest, ADirectoryThatIsAwayIsSaid) {
  therapists_.away = absl::UnavailableError("down");

  const auto response = Hear(Intent("find_therapist") + "place: 'Springfield'");

  EXPECT_EQ(response.messages(0).text().reply_id(), "therapists_unavailable");
}

}  // namespace
}  // namespace unknot::dialogue
