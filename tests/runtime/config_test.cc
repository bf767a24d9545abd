// Flags from the command line, the environment and a file.
#include "services/runtime/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace unknot::runtime {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class FlagsTest : public testing::Test {
 protected:
  FlagsTest() : flags_("probe", "Tries flags.") {
    flags_.Add("store", &store_, "Where.");
    flags_.Add("max-things", &max_things_, "How many.");
    flags_.Add("ratio", &ratio_, "What share.");
    flags_.Add("verbose", &verbose_, "Whether.");
    flags_.Add("wait", &wait_, "How long.");
    flags_.Add("name", &names_, "Which.");
    flags_.AddChoice("form", &form_, {"round", "square"}, "What form.");
  }
  ~FlagsTest() override {
    for (const std::string& name : set_variables_) unsetenv(name.c_str());
  }

  absl::Status Parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "probe");
    return flags_.Parse(static_cast<int>(arguments.size()), arguments.data());
  }

  void SetVariable(const std::string& name, const std::string& value) {
    setenv(name.c_str(), value.c_str(), 1);
    set_variables_.push_back(name);
  }

  // Returns the path of a file that holds `text`.
  static std::string File(const std::string& text) {
    const std::string path = testing::TempDir() + "/flags_test-" +
                             std::to_string(getpid()) + ".toml";
    std::ofstream(path) << text;
    return path;
  }

  std::string store_ = "default";
  int max_things_ = 7;
  double ratio_ = 0.5;
  bool verbose_ = false;
  absl::Duration wait_ = absl::Seconds(1);
  std::vector<std::string> names_;
  std::string form_ = "round";
  Flags flags_;
  std::vector<std::string> set_variables_;
};

TEST_F(FlagsTest, NothingGivenKeepsDefaults) {
  ASSERT_TRUE(Parse({}).ok());

  EXPECT_EQ(store_, "default");
  EXPECT_EQ(max_things_, 7);
  EXPECT_EQ(wait_, absl::Seconds(1));
}

TEST_F(FlagsTest, CommandLineSetsEveryKind) {
  const absl::Status parsed = Parse(
      {"--store", "s", "--max-things=3", "--ratio", "0.25", "--verbose",
       "--wait", "1m30s", "--name", "a", "--name", "b,c", "--form", "square"});

  ASSERT_TRUE(parsed.ok()) << parsed;
  EXPECT_EQ(store_, "s");
  EXPECT_EQ(max_things_, 3);
  EXPECT_EQ(ratio_, 0.25);
  EXPECT_TRUE(verbose_);
  EXPECT_EQ(wait_, absl::Seconds(90));
  EXPECT_THAT(names_, ElementsAre("a", "b", "c"));
  EXPECT_EQ(form_, "square");
}

TEST_F(FlagsTest, VariablesSetEveryKind) {
  SetVariable("UNKNOT_STORE", "from variable");
  SetVariable("UNKNOT_MAX_THINGS", "4");
  SetVariable("UNKNOT_VERBOSE", "true");
  SetVariable("UNKNOT_WAIT", "250ms");
  SetVariable("UNKNOT_NAME", "a,b");

  const absl::Status parsed = Parse({});

  ASSERT_TRUE(parsed.ok()) << parsed;
  EXPECT_EQ(store_, "from variable");
  EXPECT_EQ(max_things_, 4);
  EXPECT_TRUE(verbose_);
  EXPECT_EQ(wait_, absl::Milliseconds(250));
  EXPECT_THAT(names_, ElementsAre("a", "b"));
}

TEST_F(FlagsTest, FileSetsEveryKind) {
  const std::string path = File(
      "# A comment.\nstore = \"from file\"\nmax-things = 5\nverbose = true\n"
      "wait = \"2s\"\nname = [\"a\", \"b\"]\nform = \"square\"\n");

  const absl::Status parsed = Parse({"--config", path.c_str()});

  ASSERT_TRUE(parsed.ok()) << parsed;
  EXPECT_EQ(store_, "from file");
  EXPECT_EQ(max_things_, 5);
  EXPECT_TRUE(verbose_);
  EXPECT_EQ(wait_, absl::Seconds(2));
  EXPECT_THAT(names_, ElementsAre("a", "b"));
}

TEST_F(FlagsTest, CommandLineBeatsVariableBeatsFile) {
  SetVariable("UNKNOT_CONFIG",
              File("store = \"file\"\nmax-things = 1\nratio = 0.1\n"));
  SetVariable("UNKNOT_STORE", "variable");
  SetVariable("UNKNOT_MAX_THINGS", "2");

  const absl::Status parsed = Parse({"--store=line"});

  ASSERT_TRUE(parsed.ok()) << parsed;
  EXPECT_EQ(store_, "line");
  EXPECT_EQ(max_things_, 2);
  EXPECT_EQ(ratio_, 0.1);
}

TEST_F(FlagsTest, SwitchCanBeTurnedOff) {
  verbose_ = true;

  ASSERT_TRUE(Parse({"--no-verbose"}).ok());

  EXPECT_FALSE(verbose_);
}

TEST_F(FlagsTest, HelpNamesFlagDefaultAndVariable) {
  const absl::Status help = Parse({"--help"});

  EXPECT_EQ(help.code(), absl::StatusCode::kCancelled);
  const std::string text(help.message());
  EXPECT_THAT(text, HasSubstr("Tries flags."));
  EXPECT_THAT(text, HasSubstr("--max-things"));
  EXPECT_THAT(text, HasSubstr("=7"));
  EXPECT_THAT(text, HasSubstr("UNKNOT_MAX_THINGS"));
  EXPECT_EQ(ExitUsage(help), 0);
}

TEST_F(FlagsTest, VersionNamesProgram) {
  const absl::Status version = Parse({"--version"});

  EXPECT_EQ(version.code(), absl::StatusCode::kCancelled);
  EXPECT_THAT(std::string(version.message()), testing::StartsWith("probe "));
}

struct Mistake {
  const char* title;
  std::vector<const char*> arguments;
  const char* says;
};

class FlagMistakeTest : public FlagsTest,
                        public testing::WithParamInterface<Mistake> {};

TEST_P(FlagMistakeTest, IsExplained) {
  const absl::Status parsed = Parse(GetParam().arguments);

  EXPECT_EQ(parsed.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(parsed.message()), HasSubstr(GetParam().says));
  EXPECT_THAT(std::string(parsed.message()), HasSubstr("probe --help"));
  EXPECT_EQ(ExitUsage(parsed), 2);
}

INSTANTIATE_TEST_SUITE_P(
    All, FlagMistakeTest,
    testing::Values(Mistake{"UnknownFlag", {"--storage=x"}, "--storage=x"},
                    Mistake{"StrayWord", {"stray"}, "stray"},
                    Mistake{"NotANumber", {"--max-things=x"}, "--max-things"},
                    Mistake{"NoValue", {"--store"}, "--store"},
                    Mistake{"NotADuration", {"--wait=5"}, "1m30s"},
                    Mistake{"NegativeDuration", {"--wait=-5s"}, "--wait"},
                    Mistake{"NoSuchForm", {"--form=oval"}, "--form"},
                    Mistake{"NoSuchFile", {"--config=/no/file"}, "/no/file"}),
    [](const auto& mistake) { return mistake.param.title; });

TEST_F(FlagsTest, UnknownNameInFileIsExplained) {
  const std::string path = File("storr = \"x\"\n");

  const absl::Status parsed = Parse({"--config", path.c_str()});

  EXPECT_EQ(parsed.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(parsed.message()), HasSubstr("storr"));
}

TEST(ExitTest, FailureIsOne) {
  EXPECT_EQ(ExitFailure(absl::InternalError("broken")), 1);
}

}  // namespace
}  // namespace unknot::runtime
