// The vignettes of the knowledge base as people write them: the words of each,
// through the shipped language pack and the shipped knowledge, must come to the
// same as its facts. Those known not to are in vignettes_text_failures.jsonl
// with a reason: {"id", "why"}; one that passes fails the test, so that the
// list can only shrink.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "chatbot/cli/backend.h"
#include "nlohmann/json.hpp"
#include "services/recommendation/vignettes.h"
#include "services/runtime/clock.h"
#include "services/runtime/logging.h"

namespace unknot::cli {
namespace {

using nlohmann::json;
using recommendation::ReadVignette;

constexpr char kKnowledge[] =
    UNKNOT_SOURCE_DIR "/services/recommendation/knowledge";

std::map<std::string, std::string> KnownFailures() {
  std::ifstream in(UNKNOT_SOURCE_DIR
                   "/tests/cli/vignettes_text_failures.jsonl");
  std::map<std::string, std::string> known;
  for (std::string line; std::getline(in, line);) {
    const json row = json::parse(line);
    known[row["id"].get<std::string>()] = row["why"].get<std::string>();
  }
  return known;
}

// One chatbot for all tests: it takes a second to start.
class VignettesTextTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_TRUE(runtime::StartLogging({.level = "off"}).ok());
    BackendOptions options;
    options.store = "sqlite::memory:";
    options.knowledge_dir = kKnowledge;
    options.language_dir = UNKNOT_SOURCE_DIR "/chatbot/language/en";
    static const runtime::SystemClock clock;
    auto backend = Backend::Open(options, clock);
    ASSERT_TRUE(backend.ok()) << backend.status();
    backend_ = backend->release();
  }
  static void TearDownTestSuite() { delete backend_; }

  // How the words of a vignette come out otherwise than it wants.
  static std::vector<std::string> RunText(
      const knowledge::v1::Vignette& vignette) {
    chat::v1::UnderstandRequest understand;
    understand.set_text(vignette.text());
    const auto understood = backend_->chatbot().chat().Understand(understand);
    if (!understood.ok()) return {std::string(understood.status().message())};
    recommendation::v1::RecommendRequest request;
    *request.mutable_complaint() = understood->understanding().complaint();
    request.set_max_questions(3);
    const auto advice = backend_->chatbot().recommender().Recommend(request);
    if (!advice.ok()) return {std::string(advice.status().message())};
    auto differences = recommendation::Differences(vignette, *advice);
    if (!differences.empty()) {
      differences.push_back(request.complaint().ShortDebugString());
    }
    return differences;
  }

  static std::vector<ReadVignette> All() {
    std::vector<recommendation::KnowledgeProblem> problems;
    return recommendation::ReadVignettes(absl::StrCat(kKnowledge, "/vignettes"),
                                         problems);
  }

  static Backend* backend_;
};

Backend* VignettesTextTest::backend_ = nullptr;

TEST_F(VignettesTextTest, WordsComeToTheSameAsFacts) {
  const auto known = KnownFailures();
  for (const ReadVignette& one : All()) {
    if (known.count(one.vignette.id()) > 0) continue;
    EXPECT_THAT(RunText(one.vignette), testing::IsEmpty())
        << one.vignette.id() << ": " << one.vignette.text();
  }
}

TEST_F(VignettesTextTest, KnownFailuresStillFail) {
  std::map<std::string, knowledge::v1::Vignette> by_id;
  for (const ReadVignette& one : All()) by_id[one.vignette.id()] = one.vignette;
  for (const auto& [id, why] : KnownFailures()) {
    ASSERT_EQ(by_id.count(id), 1u) << id;
    EXPECT_THAT(RunText(by_id[id]), testing::Not(testing::IsEmpty()))
        << id << " passes now: take it off the list.";
  }
}

TEST_F(VignettesTextTest, DangerIsAlwaysHeard) {
  for (const ReadVignette& one : All()) {
    if (one.vignette.tier() > knowledge::v1::TIER_URGENT) continue;
    for (const std::string& difference : RunText(one.vignette)) {
      EXPECT_THAT(difference, testing::Not(testing::StartsWith("the step is")))
          << one.vignette.id();
    }
  }
}

}  // namespace
}  // namespace unknot::cli
