// Sealed conversations come back as they were, or not at all.
#include "chatbot/dialogue/sealing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/runtime/errors.h"

namespace unknot::dialogue {
namespace {

using chat::v1::ConversationState;

class SealingTest : public testing::Test {
 protected:
  static ConversationState State() {
    ConversationState state;
    state.set_format(1);
    state.mutable_complaint()->add_sites()->set_region("neck");
    return state;
  }

  static bool IsRefused(const absl::StatusOr<ConversationState>& opened) {
    return absl::IsInvalidArgument(opened.status()) &&
           runtime::ReasonOf(opened.status()) == "CONVERSATION_INVALID";
  }

  runtime::FakeClock clock_;
  const SealingKey key_ = RandomSealingKey();
  const Sealer sealer_{{key_}, absl::Hours(1), clock_};
};

TEST_F(SealingTest, OpensWhatWasSealed) {
  const auto opened = sealer_.Open(sealer_.Seal(State()));

  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->SerializeAsString(), State().SerializeAsString());
}

TEST_F(SealingTest, ShowsNothingOfTheContent) {
  EXPECT_EQ(sealer_.Seal(State()).find("neck"), std::string::npos);
}

TEST_F(SealingTest, RefusesEveryChangedByte) {
  const std::string sealed = sealer_.Seal(State());
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] ^= 1;
    EXPECT_TRUE(IsRefused(sealer_.Open(changed))) << "byte " << i;
  }
}

TEST_F(SealingTest, RefusesEveryCut) {
  const std::string sealed = sealer_.Seal(State());
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_TRUE(IsRefused(sealer_.Open(sealed.substr(0, size))));
  }
}

TEST_F(SealingTest, ExpiresAfterItsLifetime) {
  const std::string sealed = sealer_.Seal(State());

  clock_.Advance(absl::Minutes(59));
  EXPECT_TRUE(sealer_.Open(sealed).ok());

  clock_.Advance(absl::Minutes(2));
  EXPECT_TRUE(IsRefused(sealer_.Open(sealed)));
}

TEST_F(SealingTest, KeysCanBeRotated) {
  const std::string sealed = sealer_.Seal(State());
  const SealingKey fresh = RandomSealingKey();

  EXPECT_TRUE(Sealer({fresh, key_}, absl::Hours(1), clock_).Open(sealed).ok());
  EXPECT_TRUE(IsRefused(Sealer({fresh}, absl::Hours(1), clock_).Open(sealed)));
}

TEST_F(SealingTest, NeverGrowsTooLargeAndKeepsDangerSigns) {
  ConversationState state = State();
  for (int i = 0; i < 40; ++i) {
    const std::string id = absl::StrCat("a_rather_long_identifier_", i);
    state.mutable_complaint()->add_sites()->set_region(id);
    state.mutable_complaint()->add_radiates_to()->set_region(id);
    state.mutable_complaint()->add_quality_ids(id);
    state.mutable_complaint()->add_pattern_ids(id);
    state.mutable_complaint()->add_cause_ids(id);
    state.mutable_complaint()->add_preference_ids(id);
    state.mutable_complaint()->add_conditions()->set_condition_id(id);
    state.mutable_complaint()->add_symptoms()->set_symptom_id(id);
    state.add_asked_question_ids(id);
  }

  const std::string sealed = sealer_.Seal(state);

  EXPECT_LE(sealed.size(), kMostSealedBytes);
  const auto opened = sealer_.Open(sealed);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->complaint().symptoms_size(), 40);
  EXPECT_EQ(opened->complaint().conditions_size(), 40);
}

TEST(SealingKeyTest, ReadsHexadecimalOnly) {
  EXPECT_TRUE(ParseSealingKey(std::string(64, 'a')).ok());
  EXPECT_FALSE(ParseSealingKey(std::string(63, 'a')).ok());
  EXPECT_FALSE(ParseSealingKey(std::string(64, 'x')).ok());
  EXPECT_FALSE(ParseSealingKey("").ok());
}

}  // namespace
}  // namespace unknot::dialogue
