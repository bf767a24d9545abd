// Runs the cases of every shipped language pack against the shipped knowledge.
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "chatbot/understanding/engine.h"
#include "unknot/language/v1/language_test.pb.h"

namespace unknot::understanding {
namespace {

namespace fs = std::filesystem;
using chat::v1::Finding;
using chat::v1::Understanding;
using google::protobuf::TextFormat;
using language::v1::Expectation;
using language::v1::LanguageCase;
using language::v1::LanguageTests;

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> TextprotosIn(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".textproto") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

knowledge::v1::KnowledgeBase LoadKnowledge() {
  knowledge::v1::KnowledgeBase all;
  for (const fs::path& file : TextprotosIn(
           fs::path(UNKNOT_SOURCE_DIR) / "services/recommendation/knowledge")) {
    knowledge::v1::KnowledgeBase part;
    EXPECT_TRUE(TextFormat::ParseFromString(ReadAll(file), &part)) << file;
    all.MergeFrom(part);
  }
  return all;
}

// What stands above what: "region/heel" to "region/foot".
class Ancestry {
 public:
  explicit Ancestry(const knowledge::v1::KnowledgeBase& knowledge) {
    Add("region", knowledge.regions());
    Add("quality", knowledge.qualities());
    Add("pattern", knowledge.patterns());
    Add("cause", knowledge.causes());
    Add("condition", knowledge.conditions());
    Add("symptom", knowledge.symptoms());
    Add("preference", knowledge.preferences());
    Add("goal", knowledge.goals());
  }

  // True where `concept_id` is `wanted` or below it, or `wanted` is its kind.
  bool IsA(std::string concept_id, const std::string& wanted) const {
    if (!absl::StrContains(wanted, '/'))
      return absl::StartsWith(concept_id, absl::StrCat(wanted, "/"));
    while (concept_id != wanted) {
      const auto it = parent_.find(concept_id);
      if (it == parent_.end()) return false;
      concept_id = it->second;
    }
    return true;
  }

 private:
  template <typename Concepts>
  void Add(const std::string& kind, const Concepts& concepts) {
    for (const auto& one : concepts) {
      if (one.parent().empty()) continue;
      parent_[absl::StrCat(kind, "/", one.id())] =
          absl::StrCat(kind, "/", one.parent());
    }
  }

  std::map<std::string, std::string> parent_;
};

// A pack's engine, built once for all cases.
struct World {
  World() : knowledge(LoadKnowledge()), ancestry(knowledge) {
    const auto pack = LoadLanguagePack(
        (fs::path(UNKNOT_SOURCE_DIR) / "chatbot/language/en").string());
    EXPECT_TRUE(pack.ok()) << pack.status();
    if (!pack.ok()) return;
    auto built = Engine::Build(*pack, knowledge);
    EXPECT_TRUE(built.ok()) << built.status();
    if (built.ok()) engine = *std::move(built);
  }

  knowledge::v1::KnowledgeBase knowledge;
  Ancestry ancestry;
  std::unique_ptr<const Engine> engine;
};

const World& TheWorld() {
  static const World* const world = new World;
  return *world;
}

bool Overlaps(const Finding& finding, const std::string& text,
              const std::string& span) {
  if (span.empty()) return true;
  const std::string lower = absl::AsciiStrToLower(text);
  const size_t at = lower.find(absl::AsciiStrToLower(span));
  if (at == std::string::npos) return false;
  return finding.begin() < static_cast<int>(at + span.size()) &&
         static_cast<int>(at) < finding.end();
}

// True where the finding says something of the person's own state now.
bool Holds(const Finding& finding) {
  return (finding.status() == complaint::v1::STATUS_PRESENT ||
          finding.status() == complaint::v1::STATUS_SUSPECTED) &&
         !finding.other_person() && !finding.hypothetical();
}

bool Meets(const Finding& finding, const std::string& text,
           const Expectation& expect) {
  const auto status = expect.status() == complaint::v1::STATUS_UNSPECIFIED
                          ? complaint::v1::STATUS_PRESENT
                          : expect.status();
  if (!TheWorld().ancestry.IsA(finding.concept_id(), expect.concept_id()) ||
      finding.status() != status || !Overlaps(finding, text, expect.span())) {
    return false;
  }
  if (finding.other_person() || finding.hypothetical()) return false;
  if (expect.side() != complaint::v1::SIDE_UNSPECIFIED &&
      finding.side() != expect.side()) {
    return false;
  }
  if (expect.stance() != complaint::v1::STANCE_UNSPECIFIED &&
      finding.stance() != expect.stance()) {
    return false;
  }
  return !expect.radiates() || finding.radiation();
}

std::set<std::string> IntentsOf(const Understanding& found) {
  std::set<std::string> ids;
  for (const auto& intent : found.intents()) ids.insert(intent.intent_id());
  return ids;
}

// What follows from numbers ("10/10") has no words of its own.
bool FollowsIn(const Understanding& found, const Expectation& expect) {
  return expect.span().empty() &&
         std::any_of(
             found.complaint().symptoms().begin(),
             found.complaint().symptoms().end(), [&](const auto& symptom) {
               return symptom.status() == complaint::v1::STATUS_PRESENT &&
                      absl::StrCat("symptom/", symptom.symptom_id()) ==
                          expect.concept_id();
             });
}

bool IsRetracted(const Understanding& found, const Finding& finding) {
  return std::find(found.retracted().begin(), found.retracted().end(),
                   finding.concept_id()) != found.retracted().end();
}

bool HasValue(const Understanding& found, const std::string& kind) {
  if (kind == "duration") return found.complaint().has_duration_days();
  if (kind == "severity") return found.complaint().has_severity();
  if (kind == "age") return found.complaint().has_age_years();
  return kind == "place" && !found.place().empty();
}

void CheckValues(const LanguageCase& test, const Understanding& found,
                 std::vector<std::string>& wrong) {
  const auto& told = found.complaint();
  if (test.has_duration_days()) {
    const double far = std::max(0.25 * test.duration_days(), 0.5);
    if (!told.has_duration_days() ||
        std::abs(told.duration_days() - test.duration_days()) > far) {
      wrong.push_back(absl::StrCat("duration ", told.duration_days(),
                                   " days, not ", test.duration_days()));
    }
  }
  if (test.has_severity() &&
      (!told.has_severity() ||
       std::abs(told.severity() - test.severity()) > 1)) {
    wrong.push_back(
        absl::StrCat("severity ", told.severity(), ", not ", test.severity()));
  }
  if (test.has_age_years() && told.age_years() != test.age_years()) {
    wrong.push_back(
        absl::StrCat("age ", told.age_years(), ", not ", test.age_years()));
  }
  if (test.has_place() &&
      !absl::EqualsIgnoreCase(found.place(), test.place())) {
    wrong.push_back(
        absl::StrCat("place \"", found.place(), "\", not ", test.place()));
  }
  if (test.subject() != complaint::v1::SUBJECT_UNSPECIFIED &&
      (told.subject() == complaint::v1::SUBJECT_OTHER) !=
          (test.subject() == complaint::v1::SUBJECT_OTHER)) {
    wrong.push_back("the wrong person");
  }
}

// What is wrong with what the engine understands of a case; empty if nothing.
std::vector<std::string> WrongIn(const LanguageCase& test) {
  Context context;
  context.pending_slot = test.pending_slot();
  const Understanding found =
      TheWorld().engine->Understand(test.text(), context);
  std::vector<std::string> wrong;
  for (const Expectation& expect : test.expect()) {
    const bool met =
        std::any_of(found.findings().begin(), found.findings().end(),
                    [&](const Finding& finding) {
                      return Meets(finding, test.text(), expect);
                    });
    if (!met && !FollowsIn(found, expect))
      wrong.push_back(absl::StrCat("no ", expect.ShortDebugString()));
  }
  for (const std::string& none : test.expect_none()) {
    if (HasValue(found, none)) wrong.push_back(absl::StrCat("a ", none));
    for (const Finding& finding : found.findings()) {
      if (Holds(finding) && !IsRetracted(found, finding) &&
          TheWorld().ancestry.IsA(finding.concept_id(), none)) {
        wrong.push_back(absl::StrCat("found ", finding.concept_id()));
      }
    }
  }
  const std::set<std::string> intents = IntentsOf(found);
  for (const std::string& id : test.intents()) {
    if (!intents.contains(id)) {
      wrong.push_back(absl::StrCat("no intent ", id, " among ",
                                   absl::StrJoin(intents, ", ")));
    }
  }
  for (const std::string& id : test.intents_none()) {
    if (intents.contains(id)) wrong.push_back(absl::StrCat("intent ", id));
  }
  CheckValues(test, found, wrong);
  return wrong;
}

class LanguageCasesTest : public testing::TestWithParam<std::string> {};

TEST_P(LanguageCasesTest, AreUnderstoodAsTheySay) {
  ASSERT_NE(TheWorld().engine, nullptr);
  const fs::path file =
      fs::path(UNKNOT_SOURCE_DIR) / "chatbot/language/en/tests" / GetParam();
  LanguageTests tests;
  TextFormat::Parser parser;
  TextFormat::ParseInfoTree tree;
  parser.WriteLocationsTo(&tree);
  ASSERT_TRUE(parser.ParseFromString(ReadAll(file), &tests)) << file;
  const auto* field = LanguageTests::descriptor()->FindFieldByName("case");
  std::set<std::string> known(tests.known_failures().begin(),
                              tests.known_failures().end());
  std::set<std::string> seen;

  for (int i = 0; i < tests.case__size(); ++i) {
    const LanguageCase& test = tests.case_(i);
    const std::string at = absl::StrCat(
        GetParam(), ":", tree.GetLocation(field, i).line + 1, ": ");
    EXPECT_TRUE(
        seen.insert(absl::StrCat(test.text(), test.pending_slot())).second)
        << at << "stands twice";
    const std::vector<std::string> wrong = WrongIn(test);
    if (known.erase(test.text()) > 0) {
      EXPECT_FALSE(wrong.empty())
          << at << "passes now: take it off known_failures";
    } else {
      EXPECT_TRUE(wrong.empty())
          << at << test.text() << "\n  " << absl::StrJoin(wrong, "\n  ");
    }
  }
  EXPECT_TRUE(known.empty())
      << "known_failures without a case: " << absl::StrJoin(known, "; ");
}

std::vector<std::string> Files() {
  std::vector<std::string> names;
  for (const fs::path& file : TextprotosIn(fs::path(UNKNOT_SOURCE_DIR) /
                                           "chatbot/language/en/tests")) {
    names.push_back(file.filename().string());
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(English, LanguageCasesTest,
                         testing::ValuesIn(Files()));

}  // namespace
}  // namespace unknot::understanding
