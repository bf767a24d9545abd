// Transfers as somebody at a terminal sees them.
#include "chatbot/embedded/exchange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace unknot::embedded {
namespace {

using testing::HasSubstr;
using testing::Not;

class ImportDirectoryTest : public testing::Test {
 protected:
  ImportDirectoryTest() {
    std::string folder = testing::TempDir() + "/unknot-XXXXXX";
    folder_ = mkdtemp(folder.data());
    arguments_.file = (folder_ / "file.csv").string();
    arguments_.directory.store = "sqlite::memory:";
  }
  ~ImportDirectoryTest() override { std::filesystem::remove_all(folder_); }

  // Imports so many rows that break a rule; returns what is said of them.
  std::string ErrorsOfBadRows(int count) {
    std::ofstream file(arguments_.file);
    file << "display_name,location.town,location.region_code\n";
    for (int i = 0; i < count; ++i) file << ",Toronto,CA-ON\n";
    file.close();
    std::ostringstream out;
    std::ostringstream errors;
    EXPECT_EQ(ImportDirectory(arguments_, out, errors), 1);
    EXPECT_THAT(out.str(), HasSubstr(absl::StrCat(count, " refused")));
    return errors.str();
  }

  std::filesystem::path folder_;
  ImportArguments arguments_;
};

TEST_F(ImportDirectoryTest, TellsOfFurtherRefusalsWhereThereAreSome) {
  const std::string twenty = ErrorsOfBadRows(20);
  EXPECT_THAT(twenty, HasSubstr("line 21: "));
  EXPECT_THAT(twenty, Not(HasSubstr("further")));

  const std::string more = ErrorsOfBadRows(22);
  EXPECT_THAT(more, HasSubstr("line 21: "));
  EXPECT_THAT(more, Not(HasSubstr("line 22: ")));
  EXPECT_THAT(more, HasSubstr("further ones with --report FILE\n"));
}

}  // namespace
}  // namespace unknot::embedded
