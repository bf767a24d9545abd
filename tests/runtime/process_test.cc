// What every main does first.
#include "services/runtime/process.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdlib>

#include "absl/synchronization/mutex.h"

namespace unknot::runtime {
namespace {

// Takes two locks in one order and then in the other. Nobody waits: it only
// could have gone wrong.
void InvertLocks() {
  absl::Mutex first;
  absl::Mutex second;
  {
    absl::MutexLock outer(&first);
    absl::MutexLock inner(&second);
  }
  {
    absl::MutexLock outer(&second);
    absl::MutexLock inner(&first);
  }
}

TEST(PrepareProcessDeathTest, LockInversionAbortsWithoutIt) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(InvertLocks(), "");
}

TEST(PrepareProcessDeathTest, LockInversionIsSurvivedWithIt) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        PrepareProcess();
        InvertLocks();
        std::exit(0);
      },
      testing::ExitedWithCode(0), "");
}

TEST(PrepareProcessDeathTest, OpensAsManyFilesAsAllowed) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        rlimit limit;
        getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = 64;
        setrlimit(RLIMIT_NOFILE, &limit);
        PrepareProcess();
        getrlimit(RLIMIT_NOFILE, &limit);
        std::exit(limit.rlim_cur == limit.rlim_max ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace unknot::runtime
