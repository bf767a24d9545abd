// Changed files come into use; faulty ones do not.
#include "services/recommendation/knowledge_watcher.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/time/clock.h"
#include "tests/recommendation/test_knowledge.h"

namespace unknot::recommendation {
namespace {

class KnowledgeWatcherTest : public testing::Test {
 protected:
  KnowledgeWatcherTest()
      : folder_(testing::TempDir() + "/knowledge_watcher_test-" +
                std::to_string(getpid())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    Write("common.textproto", kCommonKnowledge);
  }
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name) << text;
  }

  const std::string folder_;
};

TEST_F(KnowledgeWatcherTest, ChangedFilesComeIntoUse) {
  LiveKnowledge live(*KnowledgeBase::Load(folder_));
  KnowledgeWatcher watcher(folder_, absl::ZeroDuration(), live);
  Write("zones.textproto", "regions { id: \"neck\" name: \"neck\" }");

  watcher.LookNow();

  EXPECT_EQ(live.Current()->records().regions_size(), 1);
}

TEST_F(KnowledgeWatcherTest, FaultyFilesChangeNothingUntilTheyAreMended) {
  LiveKnowledge live(*KnowledgeBase::Load(folder_));
  const std::string version = live.Current()->version();
  KnowledgeWatcher watcher(folder_, absl::ZeroDuration(), live);
  Write("zones.textproto", "regions { id: \"Neck\" name: \"neck\" }");
  watcher.LookNow();
  EXPECT_EQ(live.Current()->version(), version);
  ASSERT_EQ(live.Problems().size(), 1u);
  EXPECT_EQ(live.Problems()[0].rfind("zones.textproto:1: ", 0), 0u);

  Write("zones.textproto", "regions { id: \"lower_neck\" name: \"neck\" }");
  watcher.LookNow();

  EXPECT_EQ(live.Current()->records().regions(0).id(), "lower_neck");
  EXPECT_TRUE(live.Problems().empty());
}

TEST_F(KnowledgeWatcherTest, ListenersHearOfFaultsAndOfTheirEnd) {
  LiveKnowledge live(*KnowledgeBase::Load(folder_));
  std::vector<size_t> heard;
  const int listener = live.AddListener(
      [&heard](const auto& state) { heard.push_back(state.problems.size()); });
  KnowledgeWatcher watcher(folder_, absl::ZeroDuration(), live);
  Write("zones.textproto", "regions { id: \"Neck\" name: \"neck\" }");
  watcher.LookNow();
  std::filesystem::remove(folder_ + "/zones.textproto");
  watcher.LookNow();
  live.RemoveListener(listener);

  EXPECT_EQ(heard, (std::vector<size_t>{0, 1, 0}));
}

TEST_F(KnowledgeWatcherTest, OldKnowledgeLivesForThoseWhoStillReadIt) {
  LiveKnowledge live(*KnowledgeBase::Load(folder_));
  const KnowledgeBase::Ptr old = live.Current();
  KnowledgeWatcher watcher(folder_, absl::ZeroDuration(), live);
  Write("zones.textproto", "regions { id: \"neck\" name: \"neck\" }");
  watcher.LookNow();

  EXPECT_EQ(old->records().regions_size(), 0);
}

TEST_F(KnowledgeWatcherTest, LooksByItselfAgainAndAgain) {
  LiveKnowledge live(*KnowledgeBase::Load(folder_));
  KnowledgeWatcher watcher(folder_, absl::Milliseconds(5), live);
  Write("zones.textproto", "regions { id: \"neck\" name: \"neck\" }");

  for (int i = 0; i < 2000 && live.Current()->records().regions_size() == 0;
       ++i) {
    absl::SleepFor(absl::Milliseconds(5));
  }

  EXPECT_EQ(live.Current()->records().regions_size(), 1);
}

}  // namespace
}  // namespace unknot::recommendation
