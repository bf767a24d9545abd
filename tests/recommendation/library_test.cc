// Reading the knowledge base: pages, comparisons, topics.
#include "services/recommendation/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/recommendation/topic_index.h"
#include "services/runtime/errors.h"
#include "tests/recommendation/small_knowledge.h"

namespace unknot::recommendation {
namespace {

namespace kv1 = knowledge::v1;
using testing::ElementsAre;
using testing::IsEmpty;

class LibraryTest : public testing::Test {
 protected:
  // Ids of the topics found in the shipped knowledge base.
  std::vector<std::string> Topics(const std::string& query) {
    kv1::SearchTopicsRequest request;
    request.set_query(query);
    const auto found = shipped_.Search(request);
    EXPECT_TRUE(found.ok()) << found.status();
    std::vector<std::string> ids;
    for (const kv1::Topic& topic : found->topics()) {
      switch (topic.record_case()) {
        case kv1::Topic::kClaim:
          ids.push_back(topic.claim().id());
          break;
        case kv1::Topic::kContradiction:
          ids.push_back(topic.contradiction().id());
          break;
        case kv1::Topic::kAdvice:
          ids.push_back(topic.advice().id());
          break;
        case kv1::Topic::kTechnique:
          ids.push_back(topic.technique().id());
          break;
        default:
          break;
      }
    }
    return ids;
  }

  LiveKnowledge small_live_{SmallBase()};
  LiveKnowledge shipped_live_{ShippedBase()};
  Library small_{small_live_};
  Library shipped_{shipped_live_};
};

TEST_F(LibraryTest, PagesGoFromTheGentlestOn) {
  kv1::ListTechniquesRequest request;
  request.set_page_size(2);
  std::vector<std::string> ids;
  do {
    const auto page = small_.ListTechniques(request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& technique : page->techniques()) {
      ids.push_back(technique.id());
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());

  EXPECT_THAT(ids, ElementsAre("soft", "flat", "firm", "hard", "belly"));
}

TEST_F(LibraryTest, TokensOfAnotherListAreRefused) {
  kv1::ListTechniquesRequest request;
  request.set_page_size(1);
  request.set_page_token(shipped_.ListTechniques(request)->next_page_token());

  const absl::Status status = small_.ListTechniques(request).status();

  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(runtime::ReasonOf(status), "INVALID_PAGE_TOKEN");
}

TEST_F(LibraryTest, NegativePageSizeIsRefused) {
  kv1::ListTechniquesRequest request;
  request.set_page_size(-1);

  EXPECT_EQ(small_.ListTechniques(request).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(LibraryTest, TechniqueComesWithItsEvidenceAndSources) {
  kv1::GetTechniqueRequest request;
  request.set_technique_id("swedish");

  const auto response = shipped_.GetTechnique(request);

  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->evidence_size(),
            response->technique().evidence_ids_size());
  EXPECT_GE(response->sources_size(), 3);
}

TEST_F(LibraryTest, ComparisonShowsWhereArticlesDisagree) {
  kv1::CompareTechniquesRequest request;
  request.add_technique_ids("deep_tissue");
  request.add_technique_ids("myofascial_release");

  const auto response = shipped_.Compare(request);

  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->techniques(0).id(), "deep_tissue");
  EXPECT_EQ(response->techniques(1).id(), "myofascial_release");
  EXPECT_GE(response->contradictions_size(), 1);
}

TEST_F(LibraryTest, ComparisonNeedsTwoToFiveKnownTechniques) {
  kv1::CompareTechniquesRequest request;
  request.add_technique_ids("swedish");
  EXPECT_EQ(shipped_.Compare(request).status().code(),
            absl::StatusCode::kInvalidArgument);

  request.add_technique_ids("tickling");
  EXPECT_EQ(shipped_.Compare(request).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(LibraryTest, EmptyAndHugeQueriesAreRefused) {
  kv1::SearchTopicsRequest request;
  EXPECT_FALSE(shipped_.Search(request).ok());

  request.set_query(std::string(1001, 'a'));
  EXPECT_FALSE(shipped_.Search(request).ok());
}

struct TopicCase {
  const char* query;
  const char* best;
};

class TopicTest : public LibraryTest,
                  public testing::WithParamInterface<TopicCase> {};

TEST_P(TopicTest, BestTopicComesFirst) {
  const std::vector<std::string> topics = Topics(GetParam().query);

  ASSERT_FALSE(topics.empty());
  EXPECT_EQ(topics.front(), GetParam().best) << testing::PrintToString(topics);
}

INSTANTIATE_TEST_SUITE_P(
    Shipped, TopicTest,
    testing::Values(
        TopicCase{"does massage flush out toxins?", "uc_01"},
        TopicCase{"can it boost my immune system", "uc_04"},
        TopicCase{"what is shiatsu", "shiatsu"},
        TopicCase{"should i drink lots of water afterwards", "st_drink"},
        TopicCase{"do i need a therapist with a licence", "ch_licence"},
        TopicCase{"heat or ice for my back", "sc_heat"},
        TopicCase{"when should i see a doctor", "wd_severe"},
        TopicCase{"will it break up scar tissue", "uc_02"},
        TopicCase{"can massage realign my spine", "uc_03"},
        TopicCase{"how often should I get a massage", "fq_dose"}));

TEST_F(LibraryTest, WordsThatMeanNothingHereFindNothing) {
  EXPECT_THAT(Topics("zebra carburettor"), IsEmpty());
}

TEST_F(LibraryTest, AdviceThatIsNeverShownIsNotFound) {
  kv1::SearchTopicsRequest request;
  request.set_query("never shown");

  EXPECT_EQ(small_.Search(request)->topics_size(), 0);
}

TEST(StemsTest, EndingsAreTakenOff) {
  EXPECT_EQ(Stems("Knots, massaging toxins!"), Stems("knot massage toxin"));
  EXPECT_EQ(Stems("stopped"), Stems("stop"));
  EXPECT_EQ(Stems("bodies"), Stems("body"));
  EXPECT_EQ(Stems("it's"), Stems("its"));
}

}  // namespace
}  // namespace unknot::recommendation
