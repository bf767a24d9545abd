// The tools of reviewers, over folders.
#include "services/recommendation/review_knowledge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "services/recommendation/knowledge_report.h"
#include "tests/recommendation/test_knowledge.h"

namespace unknot::recommendation {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string& Shipped() {
  static const auto* const folder =
      new std::string(UNKNOT_SOURCE_DIR "/services/recommendation/knowledge");
  return *folder;
}

class ReviewKnowledgeTest : public testing::Test {
 protected:
  ReviewKnowledgeTest()
      : folder_(testing::TempDir() + "/review_knowledge_test-" +
                std::to_string(getpid())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~ReviewKnowledgeTest() override { fs::remove_all(folder_); }

  const std::string folder_;
};

TEST_F(ReviewKnowledgeTest, ShippedKnowledgeIsSound) {
  EXPECT_THAT(ReviewKnowledge(Shipped(), ""), IsEmpty());
}

TEST_F(ReviewKnowledgeTest, VignetteOfTheAuthorThatFailsIsNamed) {
  std::ofstream(folder_ + "/mine.textproto") << R"(
vignettes {
  id: "sore_neck"
  complaint { sites { region: "neck" } }
  tier: TIER_URGENT
  first: "swedish"
}
)";

  EXPECT_THAT(ReviewKnowledge(Shipped(), folder_),
              Contains(HasSubstr("mine.textproto:2: vignette sore_neck: the "
                                 "step is TIER_OK, not TIER_URGENT")));
}

TEST_F(ReviewKnowledgeTest, FaultsOfFilesComeAlone) {
  std::ofstream(folder_ + "/bad.textproto") << "regions {\n  id: \"A\"\n}";

  EXPECT_THAT(ReviewKnowledge(folder_, ""),
              Contains(HasSubstr("bad.textproto:1: ")));
}

TEST_F(ReviewKnowledgeTest, DiffNeedsSoundKnowledge) {
  EXPECT_EQ(DiffKnowledge(Shipped(), folder_, 10).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(DiffKnowledge(folder_, Shipped(), 10).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReportKnowledge(folder_).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(ReviewKnowledgeTest, DiffOfTheSameFolderIsEmpty) {
  const auto lines = DiffKnowledge(Shipped(), Shipped(), 100);

  ASSERT_TRUE(lines.ok()) << lines.status();
  EXPECT_THAT(*lines,
              testing::ElementsAre("100 complaints, 0 with another outcome"));
}

TEST_F(ReviewKnowledgeTest, ReportHasAllPartsAndEscapes) {
  const auto page = ReportKnowledge(Shipped());

  ASSERT_TRUE(page.ok()) << page.status();
  for (const char* part :
       {"<h2>Reviews</h2>", "<h2>Open points</h2>", "<h2>Danger signs</h2>",
        "<h2>Contraindications</h2>", "<h2>Weights</h2>", "<h2>Claims</h2>",
        "<h2>Contradictions</h2>", "<h2>Sources</h2>", "RF-CES",
        "<code>ces_any_sign</code>", "not reviewed"}) {
    EXPECT_THAT(*page, HasSubstr(part));
  }
  EXPECT_THAT(*page, HasSubstr("age&lt;18"));
  EXPECT_THAT(*page, Not(HasSubstr("http-equiv")));
  EXPECT_EQ(*page, *ReportKnowledge(Shipped()));
}

TEST_F(ReviewKnowledgeTest, ReportCountsReviews) {
  const auto base = MakeBase(R"pb(
    claims {
      id: "one"
      kind: CLAIM_KIND_BENEFIT
      claim: "It <b>helps</b>."
      grade: GRADE_C
      assessment: "Perhaps."
      citations { source_id: "book" }
      review {
        reviewed_by: "A. Kim, physiotherapist"
        reviewed_on: "2026-11-01"
      }
    }
    claims {
      id: "two"
      kind: CLAIM_KIND_BENEFIT
      claim: "It does not."
      grade: GRADE_C
      assessment: "Perhaps."
      citations { source_id: "book" }
    })pb");

  const std::string page = MakeReport(*base);

  EXPECT_THAT(page, HasSubstr("<td>claims</td><td>2</td><td>1</td><td>1</td>"));
  EXPECT_THAT(page,
              HasSubstr("claims: A. Kim, physiotherapist, 2026-11-01: 1"));
  EXPECT_THAT(page, HasSubstr("It &lt;b&gt;helps&lt;/b&gt;."));
}

TEST(ReviewFormTest, ReviewerAndDayGoTogether) {
  EXPECT_THAT(ProblemsOf({"claims {\n  id: \"c\"\n  review { reviewed_by: "
                          "\"A. Kim\" }\n}"}),
              Contains(HasSubstr("both a reviewer and a day")));
  EXPECT_THAT(
      ProblemsOf({"claims {\n  id: \"c\"\n  review { reviewed_by: \"A. Kim\" "
                  "reviewed_on: \"1 May 2026\" }\n}"}),
      Contains(HasSubstr("YYYY-MM-DD")));
}

}  // namespace
}  // namespace unknot::recommendation
