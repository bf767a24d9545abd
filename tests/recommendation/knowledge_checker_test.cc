// Every kind of fault an author can make is found, with file and line.
#include "services/recommendation/knowledge_checker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/recommendation/test_knowledge.h"

namespace unknot::recommendation {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// A fault in a file that is otherwise sound, and what is said of it.
struct FaultCase {
  const char* name;
  // a.textproto; the common records are in b.textproto.
  const char* text;
  const char* line;     // how the report begins
  const char* message;  // what it says
};

std::string NameOf(const testing::TestParamInfo<FaultCase>& fault) {
  return fault.param.name;
}

class FaultTest : public testing::TestWithParam<FaultCase> {};

TEST_P(FaultTest, IsReportedWithItsLine) {
  const std::vector<std::string> problems =
      ProblemsOf({GetParam().text, kCommonKnowledge});

  EXPECT_THAT(problems, Contains(AllOf(StartsWith(GetParam().line),
                                       HasSubstr(GetParam().message))));
}

INSTANTIATE_TEST_SUITE_P(
    Form, FaultTest,
    testing::Values(
        FaultCase{"Syntax", "regions {\n  id: neck }",
                  "a.textproto:2: ", "string"},
        FaultCase{"UnknownField", "regions {\n  id: \"neck\"\n  colour: 3\n}",
                  "a.textproto:3: ", "colour"},
        FaultCase{"GivenTwice", "regions {\n  id: \"a\"\n  id: \"b\"\n}",
                  "a.textproto:3: ", "specified multiple times"},
        FaultCase{"NoEnumValue", "sources {\n  kind: SOURCE_KIND_RUMOUR\n}",
                  "a.textproto:2: ", "SOURCE_KIND_RUMOUR"},
        FaultCase{"NotUtf8", "regions {\n  name: \"caf\xe9\"\n}",
                  "a.textproto:2: ", "not UTF-8"},
        FaultCase{"OverlongUtf8", "\nregions { name: \"\xc0\xaf\" }",
                  "a.textproto:2: ", "not UTF-8"}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Ids, FaultTest,
    testing::Values(
        FaultCase{"NotLowerSnake", "\nregions { id: \"Neck\" name: \"neck\" }",
                  "a.textproto:2: ", "not lower_snake"},
        FaultCase{"Missing", "\n\nregions { name: \"neck\" }",
                  "a.textproto:3: ", "not lower_snake"},
        FaultCase{"Double",
                  "regions { id: \"neck\" name: \"neck\" }\n"
                  "regions { id: \"neck\" name: \"neck\" }",
                  "a.textproto:2: ", "already in regions, at a.textproto:1"},
        FaultCase{
            "DoubleAcrossFiles",
            "sources { id: \"book\" title: \"B\" kind: SOURCE_KIND_PAGE }",
            "b.textproto:2: ", "already in sources, at a.textproto:1"},
        FaultCase{"NoSuchSource",
                  "general_rules { id: \"g1\" text: \"t\"\n"
                  "citations { source_id: \"film\" } }",
                  "a.textproto:2: ", "no \"film\" in sources"},
        FaultCase{"NoSuchTechnique",
                  "factors { id: \"f\" reason: \"r\"\n"
                  "  citations { source_id: \"book\" }\n"
                  "  weights {\n    technique_id: \"tickling\" weight: 1 } }",
                  "a.textproto:4: ", "no \"tickling\" in techniques"},
        FaultCase{"NoSuchQuestion",
                  "red_flags { id: \"rf\"\n question_id: \"how\" }",
                  "a.textproto:2: ", "no \"how\" in questions"},
        FaultCase{"NoSuchEvidence", "claims {\n  evidence_ids: [\"e1\"] }",
                  "a.textproto:2: ", "no \"e1\" in evidence"},
        FaultCase{"NoSuchClaim", "claims {\n  see_also: \"uc\" }",
                  "a.textproto:2: ", "no \"uc\" in claims"},
        FaultCase{"NoSuchFactor", "factors {\n  replaced_by: \"g\" }",
                  "a.textproto:2: ", "no \"g\" in factors"},
        FaultCase{"OpenPointTouchesNothing",
                  "open_points { id: \"op\"\n  touches: \"rf_x\" }",
                  "a.textproto:2: ", "red_flags or contraindications"},
        FaultCase{"NoSuchParent",
                  "\nregions { id: \"nape\" name: \"nape\" parent: \"neck\" }",
                  "a.textproto:2: ", "no parent \"neck\" in regions"},
        FaultCase{"ParentOfAnotherList",
                  "regions { id: \"neck\" name: \"neck\" }\n"
                  "causes { id: \"c\" name: \"c\" parent: \"neck\" }",
                  "a.textproto:2: ", "no parent \"neck\" in causes"},
        FaultCase{"OwnParent",
                  "\nregions { id: \"neck\" name: \"n\" parent: \"neck\" }",
                  "a.textproto:2: ", "below itself"},
        FaultCase{"Cycle",
                  "regions { id: \"a\" name: \"a\" parent: \"b\" }\n"
                  "regions { id: \"b\" name: \"b\" parent: \"c\" }\n"
                  "regions { id: \"c\" name: \"c\" parent: \"a\" }",
                  "a.textproto:3: ", "below itself"}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Rules, FaultTest,
    testing::Values(
        FaultCase{"UnknownFact",
                  "factors { id: \"f\" when { need {\n"
                  "  any_of: [\"pattern/worsening\",\n \"pattern/best\"] } } }",
                  "a.textproto:3: ", "no pattern with the id \"best\""},
        FaultCase{"NoFact",
                  "factors { id: \"f\" when {\n unless: \"it hurts\" } }",
                  "a.textproto:2: ", "not of a form"},
        FaultCase{
            "NoStatus",
            "factors { id: \"f\" when {\n unless: \"pattern/worsening@past\" "
            "} }",
            "a.textproto:2: ", "does not take \"@past\""},
        FaultCase{"NoComparison",
                  "factors { id: \"f\" when {\n unless: \"age>=old\" } }",
                  "a.textproto:2: ", "a comparison is"},
        FaultCase{"NoNumber",
                  "factors { id: \"f\" when {\n unless: \"height>180\" } }",
                  "a.textproto:2: ", "a comparison is"},
        FaultCase{"NeverHolds",
                  "factors { id: \"f\" when { need {\n"
                  "  any_of: \"age>5\"\n  at_least: 2 } } }",
                  "a.textproto:3: ", "can never hold"},
        FaultCase{"NeedOfNothing", "factors { id: \"f\" when {\n need {} } }",
                  "a.textproto:2: ", "Need.any_of is missing"},
        FaultCase{"AlwaysFires",
                  "red_flags { id: \"rf\" rules {\n tier: TIER_URGENT\n"
                  " when {} } }",
                  "a.textproto:3: ", "always holds"},
        FaultCase{
            "DependsOnItself",
            "factors { id: \"f\" replaced_by: \"g\" }\n"
            "factors { id: \"g\" when { need { any_of: \"factor/f\" } } }",
            "a.textproto:2: ", "depends on itself"}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Content, FaultTest,
    testing::Values(
        FaultCase{"NoSource", "\nevidence { id: \"e\" finding: \"f\" }",
                  "a.textproto:2: ", "Evidence states something without"},
        FaultCase{"NoSourceOfASide",
                  "contradictions { id: \"x\"\n positions { says: \"so\" } }",
                  "a.textproto:2: ", "Position states something without"},
        FaultCase{"NoGrade", "\nclaims { id: \"c\" claim: \"cures\" }",
                  "a.textproto:2: ", "Claim.grade is missing"},
        FaultCase{"NoTier", "red_flags { id: \"rf\"\n rules { } }",
                  "a.textproto:2: ", "FlagRule.tier is missing"},
        FaultCase{"NoType", "\ncontraindications { id: \"ci\" }",
                  "a.textproto:2: ", "Contraindication.type is missing"},
        FaultCase{"EmptyText", "regions { id: \"neck\"\n name: \" \" }",
                  "a.textproto:1: ", "Concept.name is missing"},
        FaultCase{"FlagWithoutRules", "\nred_flags { id: \"rf\" }",
                  "a.textproto:2: ", "RedFlag.rules is missing"},
        FaultCase{"WeightTooLarge",
                  "factors { id: \"f\" weights {\n technique_id: \"x\"\n"
                  " weight: 3 } }",
                  "a.textproto:3: ", "3 is not between -2 and 2"},
        FaultCase{"WeightTwice",
                  "factors { id: \"f\"\n weights { technique_id: \"x\" }\n"
                  " weights { technique_id: \"x\" } }",
                  "a.textproto:3: ", "a second weight for \"x\""},
        FaultCase{"RankTwice",
                  "techniques { id: \"s\" gentleness_rank: 1 }\n"
                  "techniques { id: \"d\" gentleness_rank: 1 }",
                  "a.textproto:2: ", "gentleness_rank 1 is already at a.text"},
        FaultCase{"ClassEndsBeforeItBegins",
                  "duration_classes { id: \"d\"\n min: 7\n max: 3 }",
                  "a.textproto:3: ", "must be above min"},
        FaultCase{"NegativeClass", "severity_classes { id: \"d\"\n min: -1 }",
                  "a.textproto:2: ", "must be 0 or more"},
        FaultCase{"UnknownSlot", "questions { id: \"q\"\n slot: \"mood\" }",
                  "a.textproto:2: ", "\"mood\" is none of"},
        FaultCase{"UnknownPhase",
                  "session_tips { id: \"q\"\n phase: \"noon\" }",
                  "a.textproto:2: ", "\"noon\" is none of"},
        FaultCase{"CountryTwice",
                  "\nemergency_contacts { country_code: \"GB\" }",
                  "b.textproto:", "country \"GB\" is already at a.textproto:2"},
        FaultCase{"NoCountryCode",
                  "emergency_contacts {\n country_code: \"uk\" }",
                  "a.textproto:2: ", "two capital letters"},
        FaultCase{"TierAdvisedTwice", "\ntriage_advice { tier: TIER_OK }",
                  "b.textproto:", "advice for TIER_OK is already at"},
        FaultCase{"SettingsTwice", "\nsettings { }",
                  "b.textproto:", "another file has settings"},
        FaultCase{"SettingsIncomplete", "\nsettings { }",
                  "a.textproto:2: ", "Settings.notice is missing"}),
    NameOf);

TEST(KnowledgeCheckerTest, SoundRecordsHaveNoProblems) {
  EXPECT_THAT(ProblemsOf({kCommonKnowledge}), IsEmpty());
}

TEST(KnowledgeCheckerTest, AllProblemsAreReportedAtOnce) {
  const auto problems = ProblemsOf({R"(
regions { id: "neck" name: "neck" parent: "body" }
causes { id: "Sitting" name: "sitting" }
)",
                                    kCommonKnowledge});

  EXPECT_THAT(problems,
              testing::UnorderedElementsAre(StartsWith("a.textproto:2: "),
                                            StartsWith("a.textproto:3: ")));
}

TEST(KnowledgeCheckerTest, MissingTiersContactsAndSettingsAreReported) {
  const auto problems = ProblemsOf({"regions { id: \"neck\" name: \"neck\" }"});

  EXPECT_THAT(problems, testing::SizeIs(7));
  EXPECT_THAT(problems, Contains(HasSubstr("TIER_URGENT")));
  EXPECT_THAT(problems, Contains(HasSubstr("unknown country")));
  EXPECT_THAT(problems, Contains(HasSubstr("no file has settings")));
}

class CheckKnowledgeTest : public testing::Test {
 protected:
  CheckKnowledgeTest()
      : folder_(testing::TempDir() + "/check_knowledge_test-" +
                std::to_string(getpid())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name) << text;
  }
  std::vector<std::string> Check() {
    std::vector<std::string> lines;
    for (const auto& problem : CheckKnowledge(folder_)) {
      lines.push_back(ToString(problem));
    }
    return lines;
  }
  const std::string folder_;
};

TEST_F(CheckKnowledgeTest, SoundFolderHasNoProblems) {
  Write("common.textproto", kCommonKnowledge);
  Write("notes.txt", "not knowledge");

  EXPECT_THAT(Check(), IsEmpty());
}

TEST_F(CheckKnowledgeTest, ProblemsComeInOrderOfFileAndLine) {
  Write("common.textproto", kCommonKnowledge);
  Write("zones.textproto", "\nregions { id: \"A\" name: \"a\" }");
  Write("causes.textproto",
        "causes { id: \"B\" name: \"b\" }\ncauses { id: \"C\" name: \"c\" }");

  EXPECT_THAT(Check(), ElementsAre(HasSubstr("/causes.textproto:1: "),
                                   HasSubstr("/causes.textproto:2: "),
                                   HasSubstr("/zones.textproto:2: ")));
}

TEST_F(CheckKnowledgeTest, FolderWithoutFilesIsAProblem) {
  EXPECT_THAT(Check(), ElementsAre(HasSubstr("holds no *.textproto file")));
}

TEST_F(CheckKnowledgeTest, FolderThatIsNotThereIsAProblem) {
  std::filesystem::remove_all(folder_);

  EXPECT_THAT(Check(), ElementsAre(HasSubstr("cannot be read")));
}

TEST_F(CheckKnowledgeTest, FaultyKnowledgeDoesNotLoad) {
  Write("zones.textproto", "\nregions { id: \"A\" name: \"a\" }");

  const auto base = KnowledgeBase::Load(folder_);

  EXPECT_EQ(base.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(base.status().message()),
              HasSubstr("zones.textproto:2: "));
}

TEST_F(CheckKnowledgeTest, VersionFollowsTheContent) {
  Write("common.textproto", kCommonKnowledge);
  const std::string first = (*KnowledgeBase::Load(folder_))->version();
  Write("common.textproto", std::string("# a remark\n") + kCommonKnowledge);
  const std::string same = (*KnowledgeBase::Load(folder_))->version();
  Write("zones.textproto", "regions { id: \"neck\" name: \"neck\" }");
  const std::string other = (*KnowledgeBase::Load(folder_))->version();

  EXPECT_EQ(first.size(), 64u);
  EXPECT_EQ(first, same);
  EXPECT_NE(first, other);
}

}  // namespace
}  // namespace unknot::recommendation
