// Where data files are looked for.
#include "services/runtime/data_dir.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "services/runtime/errors.h"

namespace unknot::runtime {
namespace {

using testing::HasSubstr;

class DataDirectoryTest : public testing::Test {
 protected:
  void SetUp() override { unsetenv("UNKNOT_DATA_DIR"); }
  void TearDown() override { unsetenv("UNKNOT_DATA_DIR"); }
};

TEST_F(DataDirectoryTest, IsBesideTheProgramUnlessToldOtherwise) {
  const auto found = DataDirectory("knowledge");

  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(std::filesystem::canonical(*found),
            std::filesystem::canonical(UNKNOT_SOURCE_DIR
                                       "/services/recommendation/knowledge"));
}

TEST_F(DataDirectoryTest, VariableComesFirst) {
  const std::filesystem::path base =
      testing::TempDir() + "/data_dir_test-" + std::to_string(getpid());
  std::filesystem::create_directories(base / "knowledge");
  setenv("UNKNOT_DATA_DIR", base.c_str(), 1);

  const auto found = DataDirectory("knowledge");

  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(*found, (base / "knowledge").lexically_normal());
}

TEST_F(DataDirectoryTest, VariableIsNotSecondGuessed) {
  setenv("UNKNOT_DATA_DIR", "/nonexistent", 1);

  const auto found = DataDirectory("language");

  EXPECT_EQ(ReasonOf(found.status()), "DATA_DIRECTORY_NOT_FOUND");
  EXPECT_THAT(std::string(found.status().message()),
              HasSubstr("/nonexistent/language"));
}

TEST_F(DataDirectoryTest, MissingFolderSaysWhatToDo) {
  const auto found = DataDirectory("nothing");

  EXPECT_EQ(found.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(found.status().message()),
              HasSubstr("UNKNOT_DATA_DIR"));
}

}  // namespace
}  // namespace unknot::runtime
