// Sentences as people type them, and the step that each must lead to: the
// shipped language pack, the shipped knowledge and the engines between them.
// The sentences are in triage_cases.jsonl: {"tier", "text"}, and a "why" where
// the case is known to fail. A known failure that passes fails the test, so
// that the list can only shrink.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "chatbot/cli/backend.h"
#include "chatbot/cli/session.h"
#include "chatbot/cli/understand_command.h"
#include "nlohmann/json.hpp"
#include "services/runtime/clock.h"
#include "services/runtime/logging.h"

namespace unknot::cli {
namespace {

using nlohmann::json;

struct Case {
  std::string text;
  // Steps that a careful reader accepts, "emergency|urgent"; "none" where
  // nothing alarming is said and no step is due.
  std::string tier;
  // Why it is known to fail; empty where it must pass.
  std::string why;
};

std::vector<Case> ReadCases() {
  std::ifstream in(
      absl::StrCat(UNKNOT_SOURCE_DIR, "/tests/cli/triage_cases.jsonl"));
  std::vector<Case> cases;
  std::string line;
  while (std::getline(in, line)) {
    const json row = json::parse(line, nullptr, /*allow_exceptions=*/false);
    EXPECT_TRUE(row.is_object()) << "line " << cases.size() + 1;
    if (!row.is_object()) return {};
    cases.push_back(
        {row.value("text", ""), row.value("tier", ""), row.value("why", "")});
  }
  return cases;
}

class TriageCasesTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_TRUE(runtime::StartLogging({.level = "off"}).ok());
  }

  // The step for each of `cases`, in order.
  std::vector<std::string> Steps(const std::vector<Case>& cases) {
    BackendOptions options;
    options.store = "sqlite::memory:";
    options.knowledge_dir =
        UNKNOT_SOURCE_DIR "/services/recommendation/knowledge";
    options.language_dir = UNKNOT_SOURCE_DIR "/chatbot/language/en";
    const auto backend = Backend::Open(options, clock_);
    EXPECT_TRUE(backend.ok()) << backend.status();
    if (!backend.ok()) return {};
    std::stringstream in;
    std::stringstream out;
    std::stringstream errors;
    for (const Case& one : cases) {
      in << json({{"id", ""}, {"text", one.text}}).dump() << "\n";
    }
    const auto& chatbot = (*backend)->chatbot();
    EXPECT_EQ(UnderstandLines(in, out, errors,
                              LabelWith(chatbot.chat(), chatbot.knowledge(),
                                        chatbot.recommender())),
              kExitDone)
        << errors.str();
    std::vector<std::string> steps;
    std::string line;
    while (std::getline(out, line)) {
      const json triage = json::parse(line)["triage"];
      steps.push_back(triage.is_string() ? triage.get<std::string>() : "none");
    }
    return steps;
  }

  const runtime::SystemClock clock_;
};

bool Accepts(const Case& one, const std::string& step) {
  for (const absl::string_view tier : absl::StrSplit(one.tier, '|')) {
    if (tier == step) return true;
  }
  return false;
}

TEST_F(TriageCasesTest, EveryMessageLeadsToItsStep) {
  const std::vector<Case> cases = ReadCases();

  const std::vector<std::string> steps = Steps(cases);

  ASSERT_EQ(steps.size(), cases.size());
  for (size_t i = 0; i < cases.size(); ++i) {
    if (!cases[i].why.empty()) continue;
    EXPECT_TRUE(Accepts(cases[i], steps[i]))
        << "\"" << cases[i].text << "\" is " << steps[i] << ", not "
        << cases[i].tier;
  }
}

TEST_F(TriageCasesTest, KnownFailuresStillFail) {
  const std::vector<Case> cases = ReadCases();

  const std::vector<std::string> steps = Steps(cases);

  ASSERT_EQ(steps.size(), cases.size());
  for (size_t i = 0; i < cases.size(); ++i) {
    if (cases[i].why.empty()) continue;
    EXPECT_FALSE(Accepts(cases[i], steps[i]))
        << "\"" << cases[i].text << "\" passes now: take its \"why\" away.";
  }
}

TEST_F(TriageCasesTest, EveryStepHasItsShareOfCases) {
  std::map<std::string, int> counts;
  for (const Case& one : ReadCases()) {
    for (const absl::string_view tier : absl::StrSplit(one.tier, '|'))
      ++counts[std::string(tier)];
  }

  EXPECT_GE(counts["emergency"], 100);
  EXPECT_GE(counts["urgent"], 60);
  EXPECT_GE(counts["see_clinician"], 10);
  EXPECT_GE(counts["massage_ok"], 60);
}

}  // namespace
}  // namespace unknot::cli
