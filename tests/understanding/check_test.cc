// What the checker says of a pack with one fault, and on which line.
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chatbot/understanding/engine.h"
#include "chatbot/understanding/language_pack.h"

namespace unknot::understanding {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

constexpr char kKnowledge[] = R"pb(
  regions { id: "neck" }
  regions { id: "back" }
  causes { id: "blow" }
  symptoms { id: "fever" }
)pb";

// One fault: a pack, and how its problem begins.
struct Fault {
  std::string name;
  std::string pack;
  std::string problem;
};

class CheckTest : public testing::TestWithParam<Fault> {
 protected:
  void SetUp() override {
    std::string folder = testing::TempDir() + "/check-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    ASSERT_TRUE(
        google::protobuf::TextFormat::ParseFromString(kKnowledge, &knowledge_));
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::vector<std::string> Problems(const std::string& content) {
    std::ofstream(folder_ / "pack.textproto", std::ios::binary) << content;
    std::vector<PackProblem> found;
    const auto pack = ReadLanguagePack(folder_.string(), found);
    EXPECT_TRUE(pack.ok()) << pack.status();
    for (auto& problem : CheckLanguagePack(*pack, knowledge_))
      found.push_back(std::move(problem));
    std::vector<std::string> texts;
    for (const PackProblem& problem : found)
      texts.push_back(problem.ToString());
    return texts;
  }

  fs::path folder_;
  knowledge::v1::KnowledgeBase knowledge_;
};

TEST_F(CheckTest, AGoodPackHasNoProblem) {
  EXPECT_THAT(Problems("phrases { concept_id: \"region/neck\" say: \"neck\" }\n"
                       "look_alikes { say: \"neck of the woods\" }\n"),
              IsEmpty());
}

TEST_P(CheckTest, EachFaultIsNamedWithItsLine) {
  EXPECT_THAT(Problems(GetParam().pack),
              Contains(StartsWith(GetParam().problem)));
}

INSTANTIATE_TEST_SUITE_P(
    Faults, CheckTest,
    testing::Values(
        Fault{"UnknownId", "phrases { concept_id: \"region/tail\" say: \"a\" }",
              "pack.textproto:1: \"region/tail\" is not in the knowledge"},
        Fault{"UnknownKind", "phrases { concept_id: \"limb/neck\" say: \"a\" }",
              "pack.textproto:1: \"limb/neck\" is no concept"},
        Fault{"UnknownSide",
              "phrases { concept_id: \"region/neck\" side: \"up\" say: \"a\" }",
              "pack.textproto:1: \"up\" is no side"},
        Fault{"Duplicate",
              "phrases {\n concept_id: \"region/neck\"\n say: \"neck\"\n"
              " say: \"Neck\"\n}",
              "pack.textproto:4: duplicate phrase: \"Neck\" says nothing that "
              "pack.textproto:3"},
        Fault{"DuplicateOfATemplate",
              "phrases { concept_id: \"region/neck\" say: \"(my|the) neck\" }\n"
              "phrases { concept_id: \"region/neck\" say: \"my neck\" }",
              "pack.textproto:2: duplicate phrase: \"my neck\""},
        Fault{"Conflict",
              "phrases { concept_id: \"region/neck\" say: \"nape\" }\n"
              "phrases { concept_id: \"region/back\" say: \"napes\" }",
              "pack.textproto:2: conflicting phrase: \"napes\" for region/back "
              "means region/neck in pack.textproto:1"},
        Fault{"HiddenByALookAlike",
              "phrases { concept_id: \"region/neck\" say: \"bottle neck\" }\n"
              "look_alikes { say: \"(bottle|guitar) neck\" }",
              "pack.textproto:1: \"bottle neck\" is always hidden by the "
              "look-alike in pack.textproto:2"},
        Fault{"HiddenByAnotherPhrase",
              "phrases { concept_id: \"region/back\" say: \"rear ended\" }\n"
              "phrases { concept_id: \"cause/blow\" say: \"rear ended\" }",
              "pack.textproto:1: \"rear ended\" is always hidden by "
              "cause/blow in pack.textproto:2"},
        Fault{"Unreachable",
              "rewrites { from: \"in between\" to: \"between\" }\n"
              "phrases { concept_id: \"region/neck\" say: \"in between it\" }",
              "pack.textproto:2: \"in between it\" can never be found"},
        Fault{"BrokenTemplate",
              "phrases { concept_id: \"region/neck\"\n say: \"(neck\" }",
              "pack.textproto:2: phrase \"(neck\" cannot be read"},
        Fault{"UnknownList", "cues { kind: CUE_KIND_STOP say: \"{but}\" }",
              "pack.textproto:1: phrase \"{but}\" refers to the unknown list"},
        Fault{"UnusedList", "lists { name: \"orphan\" say: \"a\" }",
              "pack.textproto:1: the list orphan is used nowhere"},
        Fault{"CircularList", "lists { name: \"a\" say: \"x [{a}]\" }",
              "pack.textproto:1: list a contains itself"},
        Fault{"FewExamples", "intents { id: \"greet\" example: \"hi\" }",
              "pack.textproto:1: intent greet has 1 examples, and needs 15"},
        Fault{"ReplyWithoutWording", "replies { id: \"hi\" text: \"\" }",
              "pack.textproto:1: reply hi has no wording"},
        Fault{"NoUtf8", "# fine\n# \xFF\n", "pack.textproto:2: is not UTF-8"},
        Fault{"SeverityOutOfRange",
              "severity_phrases { severity: 11 say: \"bad\" }",
              "pack.textproto:1: a severity outside 0 to 10"},
        Fault{"EmptyRange",
              "phrases { concept_id: \"symptom/fever\" say: \"{number} f\"\n"
              "number { min: 9 max: 3 } }",
              "pack.textproto:1: a range from 9 to 3 holds no number"},
        Fault{"UnitWithoutDays",
              "time_phrases { kind: TIME_KIND_UNIT say: \"moon\" }",
              "pack.textproto:1: a unit of time needs its days"},
        Fault{"MonthOutOfRange",
              "time_phrases { kind: TIME_KIND_MONTH index: 13 say: \"x\" }",
              "pack.textproto:1: the index of a month"},
        Fault{"LookAlikeOfNoKind", "look_alikes { hides: \"limb\" say: \"a\" }",
              "pack.textproto:1: \"limb\" is no kind of finding"},
        Fault{"ReachBelowZero",
              "cues { kind: CUE_KIND_STOP reach: -1 say: \"but\" }",
              "pack.textproto:1: a reach below 0"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace unknot::understanding
