// The unknot command as people and scripts run it: exit codes, JSON, bad input.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace unknot::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

struct Result {
  int code = -1;
  std::string out;
  std::string err;

  // The lines of standard output, each read as JSON.
  std::vector<json> Lines() const {
    std::vector<json> lines;
    for (const absl::string_view line :
         absl::StrSplit(out, '\n', absl::SkipEmpty())) {
      lines.push_back(json::parse(std::string(line), nullptr, false));
    }
    return lines;
  }
};

class ProgramTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = testing::TempDir() + "/unknot-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  void TearDown() override { fs::remove_all(folder_); }

  static std::string Slurp(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  Result Run(const std::string& arguments, const std::string& input = "") {
    std::ofstream(folder_ / "in", std::ios::binary) << input;
    const std::string command = absl::StrCat(
        "cd ", folder_.string(), " && env -i HOME=", folder_.string(), " ",
        environment_, " '", UNKNOT_BIN_DIR, "/unknot' ", arguments,
        " <in >out 2>err");
    const int status = std::system(command.c_str());
    return {WEXITSTATUS(status), Slurp(folder_ / "out"),
            Slurp(folder_ / "err")};
  }

  fs::path folder_;
  std::string environment_;
};

TEST_F(ProgramTest, HelpAndVersionAreNoErrors) {
  EXPECT_EQ(Run("--help").code, 0);
  EXPECT_EQ(Run("--version").code, 0);
  EXPECT_EQ(Run("chat --help").code, 0);
}

TEST_F(ProgramTest, WrongUsageIsTwoAndRepeatsNothing) {
  EXPECT_EQ(Run("").code, 2);
  EXPECT_EQ(Run("dance").code, 2);
  EXPECT_EQ(Run("understand").code, 2);
  EXPECT_EQ(Run("negation").code, 2);
  EXPECT_EQ(Run("intents --train x").code, 2);
  const Result result = Run("ask --no-such-flag mysecretpain");
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, Not(HasSubstr("mysecretpain")));
}

TEST_F(ProgramTest, WrongUsageSaysWhatComesNext) {
  EXPECT_THAT(Run("").err, HasSubstr("chat, ask"));
  EXPECT_THAT(Run("dance").err, HasSubstr("chat, ask"));
  EXPECT_THAT(Run("directory").err, HasSubstr("search, import"));
  EXPECT_THAT(Run("intents --train x").err, HasSubstr("needs --test"));
  EXPECT_THAT(Run("ask").err, HasSubstr("needs text"));
  EXPECT_THAT(Run("ask -x").err, HasSubstr("after `--`"));
  const Result result = Run("directory search --limit mysecretpain");
  EXPECT_THAT(result.err, HasSubstr("cannot use what was given for --limit"));
  EXPECT_THAT(result.err, Not(HasSubstr("mysecretpain")));
}

TEST_F(ProgramTest, AskAnswersInWords) {
  const Result result = Run("ask my neck hurts");

  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("neck"));
  EXPECT_THAT(result.out, Not(HasSubstr("\033")));
  EXPECT_EQ(result.err, "");
}

TEST_F(ProgramTest, AskAnswersInJson) {
  const Result result = Run("ask --json my neck hurts");

  ASSERT_EQ(result.Lines().size(), 1u);
  const json response = result.Lines()[0];
  EXPECT_EQ(response["complaint"]["sites"][0]["region"], "neck");
  EXPECT_TRUE(response["pendingQuestion"].contains("slot"));
  EXPECT_TRUE(response["recommendation"]["triage"].contains("level"));
}

TEST_F(ProgramTest, AnEmergencyIsTheExitCode) {
  const Result result =
      Run("ask 'my lower back hurts and I have no feeling between my legs'");

  EXPECT_EQ(result.code, 10);
  EXPECT_THAT(result.out, HasSubstr("911"));
}

TEST_F(ProgramTest, ChatAnswersEveryLineOnceInOrder) {
  const Result result =
      Run("chat --json", "my neck hurts\n\nit has been two weeks\n");

  EXPECT_EQ(result.code, 0) << result.err;
  const auto lines = result.Lines();
  ASSERT_EQ(lines.size(), 3u);
  for (const json& line : lines) {
    ASSERT_TRUE(line.is_object());
    EXPECT_FALSE(line["messages"].empty());
    EXPECT_EQ(line["complaint"]["sites"][0]["region"], "neck");
  }
  EXPECT_EQ(lines[2]["complaint"]["durationDays"], 14.0);
}

TEST_F(ProgramTest, BadInputIsMetWithASentence) {
  const Result result =
      Run("chat --json",
          absl::StrCat(std::string(1 << 20, 'a'), "\n", "neck \xff\xfe hurts\n",
                       "my \x1b[31mneck\x07 hurts\n"));

  EXPECT_EQ(result.code, 0) << result.err;
  const auto lines = result.Lines();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0]["messages"][0]["text"]["replyId"], "too_long");
  EXPECT_EQ(lines[1]["messages"][0]["text"]["replyId"], "not_text");
  EXPECT_EQ(lines[2]["complaint"]["sites"][0]["region"], "neck");
  EXPECT_EQ(result.err, "");
}

TEST_F(ProgramTest, EndOfInputEndsTheChat) {
  const Result result = Run("chat", "");

  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out, HasSubstr("do not diagnose"));
}

TEST_F(ProgramTest, SlashCommandsWork) {
  const Result result =
      Run("chat", "/help\nmy neck hurts\n/summary\n/json\n/nonsense\n/quit\n");

  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out, HasSubstr("/forget"));
  EXPECT_THAT(result.out, HasSubstr("Where it hurts: neck"));
  EXPECT_THAT(result.out, HasSubstr("\"complaint\""));
  EXPECT_THAT(result.out, HasSubstr("no such command"));
}

TEST_F(ProgramTest, UnderstandKeepsOrderAndGoesOnAfterABadLine) {
  const Result result = Run("understand --jsonl",
                            "{\"id\":\"a\",\"text\":\"my left knee aches\"}\n"
                            "secret not json\n"
                            "{\"id\":\"b\",\"text\":\"hello\"}\n");

  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.err, HasSubstr("Line 2"));
  EXPECT_THAT(result.err, Not(HasSubstr("secret")));
  const auto lines = result.Lines();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["id"], "a");
  EXPECT_EQ(lines[0]["sites"][0]["region"], "knee");
  EXPECT_EQ(lines[0]["sites"][0]["side"], "left");
  EXPECT_EQ(lines[1]["id"], "b");
}

TEST_F(ProgramTest, NegationKeepsOrderAndGoesOnAfterABadLine) {
  const Result result =
      Run("negation --jsonl",
          "{\"id\":\"a\",\"text\":\"The patient denies any  CHEST PAIN.\","
          "\"concept\":\"chest pain\"}\n"
          "{\"id\":\"b\",\"text\":\"secret\"}\n"
          "\n"
          "{\"id\":\"c\",\"text\":\"Chest pain since noon.\","
          "\"concept\":\"chest pain\"}\n"
          "{\"id\":\"d\",\"text\":\"No fever.\",\"concept\":\"cough\"}\n");

  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.err, HasSubstr("Line 2"));
  EXPECT_THAT(result.err, Not(HasSubstr("secret")));
  const auto lines = result.Lines();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0], json({{"id", "a"}, {"status", "negated"}}));
  EXPECT_EQ(lines[1], json({{"id", "c"}, {"status", "affirmed"}}));
  EXPECT_EQ(lines[2], json({{"id", "d"}, {"status", "affirmed"}}));
}

TEST_F(ProgramTest, ExplainNamesWordsRecordsAndTheCueThatNegates) {
  const Result result = Run("explain --json 'my left knee aches, no fever'");

  EXPECT_EQ(result.code, 0) << result.err;
  ASSERT_EQ(result.Lines().size(), 1u);
  const json why = result.Lines()[0];
  const json& fever = why["findings"].back();
  EXPECT_EQ(fever["concept"], "symptom/fever");
  EXPECT_EQ(fever["words"], "fever");
  EXPECT_EQ(fever["begin"], 23);
  EXPECT_EQ(fever["end"], 28);
  EXPECT_EQ(fever["status"], "absent");
  EXPECT_THAT(fever["record"].get<std::string>(), HasSubstr(".textproto:"));
  EXPECT_EQ(fever["cue"]["words"], "no");
  EXPECT_EQ(fever["cue"]["kind"], "negation");
  EXPECT_THAT(fever["cue"]["record"].get<std::string>(),
              HasSubstr("cues.textproto:"));
  EXPECT_EQ(why["labels"]["sites"][0]["side"], "left");
  EXPECT_EQ(why["intents"][0]["intent"], "describe_complaint");
  EXPECT_EQ(why["triage"]["level"], "massage_ok");
}

TEST_F(ProgramTest, ExplainIsPlainTextWhereThereIsNoTerminal) {
  const Result result = Run("explain", "no \x1b[31m numbness in my \xff leg");

  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("\"numbness\"  quality/numbness  absent"));
  EXPECT_THAT(result.out, Not(HasSubstr("\x1b")));
  EXPECT_EQ(result.err, "");
}

TEST_F(ProgramTest, EvaluateScoresWhatUnderstandPrints) {
  const std::string text = "{\"id\": \"1\", \"text\": \"my left knee aches\"}";
  json labels = Run("understand --jsonl", text).Lines()[0];
  labels["text"] = "my left knee aches";
  labels["qualities"] = {"burning"};

  const Result result = Run("evaluate --json -", labels.dump());

  EXPECT_EQ(result.code, 0) << result.err;
  ASSERT_EQ(result.Lines().size(), 1u);
  const json scores = result.Lines()[0];
  EXPECT_EQ(scores["rows"], 1);
  EXPECT_EQ(scores["fields"]["sites"]["f1"], 1.0);
  EXPECT_EQ(scores["fields"]["qualities"]["missed"][0]["label"], "burning");
  EXPECT_EQ(scores["fields"]["qualities"]["wrong"][0]["label"], "ache");
  EXPECT_EQ(Run("evaluate no-such-file").code, 1);
  EXPECT_EQ(Run("evaluate").code, 2);
}

TEST_F(ProgramTest, ShippedKnowledgeHasNoFaults) {
  EXPECT_EQ(Run("knowledge check").code, 0);
}

TEST_F(ProgramTest, KnowledgeIsComparedAndReported) {
  const std::string kb = UNKNOT_SOURCE_DIR "/services/recommendation/knowledge";

  const Result diff =
      Run(absl::StrCat("knowledge diff '", kb, "' '", kb, "' --complaints 50"));
  const Result report =
      Run(absl::StrCat("knowledge report '", kb, "' --output page.html"));

  EXPECT_EQ(diff.code, 0) << diff.err;
  EXPECT_THAT(diff.out, HasSubstr("50 complaints, 0 with another outcome"));
  EXPECT_EQ(report.code, 0) << report.err;
  EXPECT_THAT(Slurp(folder_ / "page.html"), HasSubstr("<h2>Open points</h2>"));
  EXPECT_EQ(Run("knowledge diff no-such no-such").code, 1);
  EXPECT_EQ(Run("knowledge diff").code, 2);
}

TEST_F(ProgramTest, FaultyKnowledgeIsNamed) {
  fs::create_directory(folder_ / "kb");
  std::ofstream(folder_ / "kb" / "bad.textproto") << "nonsense {";

  const Result result = Run("knowledge check kb");

  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.out, HasSubstr("bad.textproto:1"));
}

TEST_F(ProgramTest, DirectorySearchFindsTherapistsNearAPlace) {
  const Result result =
      Run("directory search --place 'North York' --limit 2 --json");

  EXPECT_EQ(result.code, 0) << result.err;
  ASSERT_EQ(result.Lines().size(), 1u);
  EXPECT_EQ(result.Lines()[0]["results"].size(), 2u);
}

TEST_F(ProgramTest, DuplicatesAreMergedAndTheMergeTakenBack) {
  const std::string store = " --store sqlite:d.db";
  ASSERT_EQ(Run(absl::StrCat("directory import -", store),
                "name,display_name,location.town,location.region_code,phone\n"
                "therapists/a,Ana,Toronto,CA-ON,416 555 0100\n"
                "therapists/b,ANA,Toronto,CA-ON,4165550100\n")
                .code,
            0);

  const Result listed = Run(absl::StrCat("directory duplicates --json", store));
  ASSERT_EQ(listed.Lines().size(), 1u);
  EXPECT_EQ(listed.Lines()[0]["therapists"].size(), 2u);
  const Result merged =
      Run(absl::StrCat("directory merge therapists/a therapists/b", store));
  ASSERT_EQ(merged.code, 0) << merged.err;
  EXPECT_EQ(Run(absl::StrCat("directory duplicates --json", store)).out, "");
  const std::string id(
      absl::StripAsciiWhitespace(merged.out.substr(merged.out.rfind(' '))));
  EXPECT_EQ(Run(absl::StrCat("directory unmerge ", id, store)).code, 0);
  EXPECT_EQ(
      Run(absl::StrCat("directory duplicates --json", store)).Lines().size(),
      1u);
  EXPECT_EQ(Run("directory merge therapists/a").code, 2);
  EXPECT_EQ(Run("directory unmerge").code, 2);
}

TEST_F(ProgramTest, DirectorySearchSaysWhenThePlaceIsNotKnown) {
  const Result result = Run("directory search --place Qwertyville");

  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.err, Not(HasSubstr("Qwertyville")));
}

TEST_F(ProgramTest, TheDirectoryThatIsTypedWinsOverTheVariables) {
  environment_ = "UNKNOT_DIRECTORY=localhost:1";
  EXPECT_EQ(Run("directory export -").code, 1);
  EXPECT_EQ(Run("directory export - --store sqlite:mine.db").code, 0);
  EXPECT_TRUE(fs::exists(folder_ / "mine.db"));
  EXPECT_EQ(Run("directory search --place Toronto --store sqlite:demo.db").code,
            0);

  environment_ = "UNKNOT_STORE=sqlite:other.db";
  EXPECT_EQ(Run("directory export - --directory localhost:1").code, 1);
  EXPECT_EQ(Run("directory export -").code, 0);
  EXPECT_TRUE(fs::exists(folder_ / "other.db"));
}

TEST_F(ProgramTest, WhatIsTypedWinsOverVariables) {
  environment_ = "UNKNOT_KNOWLEDGE=/dev/null UNKNOT_LANGUAGE_PACK=/dev/null";
  const std::string typed =
      absl::StrCat(" --knowledge ", UNKNOT_SOURCE_DIR,
                   "/services/recommendation/knowledge --language-pack ",
                   UNKNOT_SOURCE_DIR, "/chatbot/language/en ");

  EXPECT_EQ(Run("ask my neck hurts").code, 1);
  EXPECT_EQ(Run(absl::StrCat("ask", typed, "my neck hurts")).code, 0);
  EXPECT_EQ(Run(absl::StrCat("chat", typed), "my neck hurts\n").code, 0);
}

TEST_F(ProgramTest, NothingTypedReachesADisk) {
  Run("chat", "my xylophonic neck hurts\n");

  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    const auto name = entry.path().filename();
    if (!entry.is_regular_file() || name == "in" || name == "out") continue;
    EXPECT_THAT(Slurp(entry.path()), Not(HasSubstr("xylophonic"))) << name;
  }
}

TEST_F(ProgramTest, AStateFolderThatCannotBeMadeIsSaid) {
  environment_ = "XDG_STATE_HOME=/dev/null/nowhere";

  const Result result = Run("ask my neck hurts");

  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(Run("chat", "hello\n").code, 0);
  EXPECT_THAT(Slurp(folder_ / "err"), HasSubstr("in memory only"));
}

TEST_F(ProgramTest, AServiceThatIsNotThereIsSaid) {
  const Result result =
      Run("directory search --place Leeds --directory localhost:1");

  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.err, "");
}

}  // namespace
}  // namespace unknot::cli
