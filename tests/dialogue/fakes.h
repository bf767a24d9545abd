// Fakes for the dialogue's seams: an understanding that answers from a table, a
// recommender that goes by what it is told, a directory of three therapists.
#ifndef UNKNOT_TESTS_DIALOGUE_FAKES_H_
#define UNKNOT_TESTS_DIALOGUE_FAKES_H_

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "chatbot/dialogue/services.h"
#include "chatbot/dialogue/understander.h"
#include "chatbot/understanding/language_pack.h"

namespace unknot::dialogue {

// Reads text format, in which a message may be given in several parts; a
// mistake in it fails the test.
template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(text, &message))
      << text;
  return message;
}

// Means what the table says; everything else is out of scope.
class FakeUnderstander final : public Understander {
 public:
  void Teach(const std::string& text, const std::string& understanding) {
    table_[text] = FromText<chat::v1::Understanding>(understanding);
  }

  chat::v1::Understanding Understand(absl::string_view text,
                                     absl::string_view pending_slot,
                                     absl::CivilDay) const override {
    last_pending_slot = std::string(pending_slot);
    const auto found = table_.find(std::string(text));
    if (found != table_.end()) return found->second;
    return FromText<chat::v1::Understanding>(
        "intents { intent_id: 'out_of_scope' confidence: 1 } "
        "scope: SCOPE_NONE");
  }

  mutable std::string last_pending_slot;

 private:
  std::map<std::string, chat::v1::Understanding> table_;
};

// Advises by the symptoms of the complaint: `saddle_numbness` is an emergency,
// `fever` urgent, `limb_numbness` for a clinician, `suicidal` an emergency with
// its own contacts; anything else gets two techniques, the firm one not in
// pregnancy. Asks what has not been answered yet.
class FakeRecommender final : public Recommender {
 public:
  absl::StatusOr<recommendation::v1::RecommendResponse> Recommend(
      const recommendation::v1::RecommendRequest& request) override;

  absl::Status away = absl::OkStatus();
  std::vector<recommendation::v1::RecommendRequest> requests;
};

// Knows Springfield, where three therapists are, and two places called
// Richmond.
class FakeTherapistFinder final : public TherapistFinder {
 public:
  absl::StatusOr<directory::v1::SearchTherapistsResponse> Search(
      const directory::v1::SearchTherapistsRequest& request) override;

  absl::Status away = absl::OkStatus();
  std::vector<directory::v1::SearchTherapistsRequest> requests;
};

// Finds one claim for everything with "toxins" in it.
class FakeTopics final : public Topics {
 public:
  absl::StatusOr<knowledge::v1::SearchTopicsResponse> Search(
      const knowledge::v1::SearchTopicsRequest& request) override;
  absl::StatusOr<knowledge::v1::CompareTechniquesResponse> Compare(
      const knowledge::v1::CompareTechniquesRequest& request) override;
};

// A knowledge base with two techniques and three questions.
knowledge::v1::KnowledgeBase SmallKnowledge();

// The language pack that is shipped.
language::v1::LanguagePack ShippedPack();

}  // namespace unknot::dialogue

#endif  // UNKNOT_TESTS_DIALOGUE_FAKES_H_
