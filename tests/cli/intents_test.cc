// unknot intents: figures of a small set of messages, and bad input.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "chatbot/cli/intents_command.h"

namespace unknot::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr char kTrain[] = R"(
{"text":"water the roses","intent":"garden"}
{"text":"please water my roses today","intent":"garden"}
{"text":"prune the old roses","intent":"garden"}
{"text":"plant more roses please","intent":"garden"}
{"text":"water and prune the garden","intent":"garden"}
{"text":"boil an egg","intent":"kitchen"}
{"text":"please boil the pasta today","intent":"kitchen"}
{"text":"fry an egg please","intent":"kitchen"}
{"text":"boil more pasta","intent":"kitchen"}
{"text":"fry the old pasta","intent":"kitchen"}
{"text":"who won the match","intent":"oos"}
{"text":"when does the train leave","intent":"oos"}
{"text":"is it raining over there","intent":"oos"}
{"text":"how tall is that tower","intent":"oos"}
)";

constexpr char kTest[] = R"(
{"text":"water these roses","intent":"garden"}
{"text":"boil this egg","intent":"kitchen"}
{"text":"how tall does it say","intent":"oos"}
)";

class IntentsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = testing::TempDir() + "/unknot-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    Write("train", kTrain);
    Write("test", kTest);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& content) {
    std::ofstream(folder_ / name) << content;
  }

  int Run(const std::string& validation = "") {
    out_.str("");
    errors_.str("");
    IntentFiles files;
    files.train = folder_ / "train";
    files.test = folder_ / "test";
    if (!validation.empty()) files.validation = folder_ / validation;
    files.language_dir = UNKNOT_SOURCE_DIR "/chatbot/language/en";
    files.knowledge_dir =
        UNKNOT_SOURCE_DIR "/services/recommendation/knowledge";
    return MeasureIntents(files, out_, errors_);
  }

  std::filesystem::path folder_;
  std::ostringstream out_;
  std::ostringstream errors_;
};

TEST_F(IntentsTest, TellsIntentsLearntFromTheFile) {
  ASSERT_EQ(Run(), 0) << errors_.str();

  const json result = json::parse(out_.str());
  EXPECT_EQ(result["accuracy"], 1.0);
  EXPECT_EQ(result["classes"], 2);
  EXPECT_EQ(result["messages"], 3);
  EXPECT_GT(result["train_seconds"], 0.0);
  EXPECT_GT(result["microseconds_per_message"], 0.0);
}

TEST_F(IntentsTest, RejectsWhatValidationShowsToBeOutOfScope) {
  Write("validation", kTrain);

  ASSERT_EQ(Run("validation"), 0) << errors_.str();

  const json rejecting = json::parse(out_.str())["rejecting"];
  EXPECT_EQ(rejecting["accuracy"], 1.0);
  EXPECT_EQ(rejecting["oos_recall"], 1.0);
  EXPECT_EQ(rejecting["oos_precision"], 1.0);
}

TEST_F(IntentsTest, FiguresThatNothingTellsAreNull) {
  Write("test", "{\"text\":\"boil eggs\",\"intent\":\"kitchen\"}\n");

  ASSERT_EQ(Run(), 0) << errors_.str();

  EXPECT_TRUE(json::parse(out_.str())["rejecting"]["oos_recall"].is_null());
}

TEST_F(IntentsTest, MissingFileIsNamed) {
  EXPECT_EQ(Run("nowhere"), 1);
  EXPECT_THAT(errors_.str(), HasSubstr("nowhere cannot be read"));
  EXPECT_EQ(out_.str(), "");
}

TEST_F(IntentsTest, BadLineIsNamedAndNotRepeated) {
  Write("test", absl::StrCat(kTest, "{\"text\":\"secret\"}\n"));

  EXPECT_EQ(Run(), 1);
  EXPECT_THAT(errors_.str(), HasSubstr("test:5:"));
  EXPECT_THAT(errors_.str(), Not(HasSubstr("secret")));
}

TEST_F(IntentsTest, LineThatIsNoJsonIsRefused) {
  Write("train", "garden water the roses\n");

  EXPECT_EQ(Run(), 1);
  EXPECT_THAT(errors_.str(), HasSubstr("train:1:"));
}

TEST_F(IntentsTest, OneIntentIsTooFew) {
  Write("train",
        "{\"text\":\"water the roses\",\"intent\":\"garden\"}\n"
        "{\"text\":\"who won\",\"intent\":\"oos\"}\n");

  EXPECT_EQ(Run(), 1);
  EXPECT_THAT(errors_.str(), HasSubstr("fewer than two intents"));
}

TEST_F(IntentsTest, EmptyFileIsRefused) {
  Write("test", "\n");

  EXPECT_EQ(Run(), 1);
  EXPECT_THAT(errors_.str(), HasSubstr("has no messages"));
}

}  // namespace
}  // namespace unknot::cli
