// A directory whose disk has no room left says so, loses nothing that it
// acknowledged, goes on answering, and writes again when there is room.
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "services/directory/embed.h"
#include "services/runtime/clock.h"
#include "services/runtime/executor.h"
#include "tests/directory/testing.h"

namespace unknot::directory {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

// A few dozen therapists.
constexpr int64_t kRoom = 1024 * 1024;

// A directory in a folder that may run full.
class Filled {
 public:
  explicit Filled(const std::string& folder)
      : store_(absl::StrCat("sqlite:", folder, "/directory.db")) {}

  void Open() {
    embedded_.reset();
    DirectoryOptions options;
    options.store = store_;
    auto opened = EmbeddedDirectory::Open(options, clock_, executor_);
    ASSERT_THAT(opened, Succeeds());
    embedded_ = *std::move(opened);
  }

  absl::Status Add() {
    v1::CreateTherapistRequest request;
    *request.mutable_therapist() = SomeTherapist("");
    request.mutable_therapist()->set_notice(std::string(500, 'x'));
    request.set_therapist_id(absl::StrCat("t", acknowledged_));
    const absl::Status status =
        embedded_->directory().CreateTherapist(request).status();
    if (status.ok()) ++acknowledged_;
    return status;
  }

  // Adds until that fails; returns with what.
  absl::Status AddUntilFull() {
    for (int i = 0; i < 10000; ++i) {
      const absl::Status status = Add();
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // Everybody acknowledged is read and found, and nobody else.
  void ExpectWhole() {
    for (int i = 0; i < acknowledged_; ++i) {
      v1::GetTherapistRequest request;
      request.set_name(absl::StrCat("therapists/t", i));
      ASSERT_THAT(embedded_->directory().GetTherapist(request), Succeeds());
    }
    EXPECT_EQ(embedded_->directory().size(),
              static_cast<size_t>(acknowledged_));
    v1::SearchTherapistsRequest search;
    search.set_place("Toronto");
    const auto found = embedded_->directory().SearchTherapists(search);
    ASSERT_THAT(found, Succeeds());
    v1::SearchTherapistsResponse response;
    ASSERT_TRUE(response.ParseFromString(*found));
    EXPECT_GT(response.results_size(), 0);
  }

  int acknowledged() const { return acknowledged_; }

 private:
  const std::string store_;
  const runtime::SystemClock clock_;
  runtime::InlineExecutor executor_;
  std::unique_ptr<EmbeddedDirectory> embedded_;
  int acknowledged_ = 0;
};

// What holds of any full disk: `fill` leaves no room, `make_room` some.
void ExpectToOutlive(const std::string& folder,
                     const std::function<void()>& fill,
                     const std::function<void()>& make_room) {
  Filled filled(folder);
  ASSERT_NO_FATAL_FAILURE(filled.Open());
  fill();

  const absl::Status full = filled.AddUntilFull();

  EXPECT_THAT(full, Fails(StatusCode::kResourceExhausted, "STORE_FULL"));
  EXPECT_THAT(std::string(full.message()), HasSubstr("Make room"));
  EXPECT_GT(filled.acknowledged(), 10);
  filled.ExpectWhole();
  // Nor does it get worse by trying.
  for (int i = 0; i < 5; ++i) {
    EXPECT_THAT(filled.Add(),
                Fails(StatusCode::kResourceExhausted, "STORE_FULL"));
  }

  // Whoever starts it now finds everybody too.
  ASSERT_NO_FATAL_FAILURE(filled.Open());
  filled.ExpectWhole();

  make_room();
  for (int i = 0; i < 20; ++i) EXPECT_THAT(filled.Add(), Succeeds());
  filled.ExpectWhole();
  ASSERT_NO_FATAL_FAILURE(filled.Open());
  filled.ExpectWhole();
}

// What this process may make a file grow to.
void LimitFiles(rlim_t bytes) {
  rlimit limit = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &limit), 0);
  limit.rlim_cur = bytes;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

// A limit of the system, such as a quota, ends a file early.
TEST(FullDiskTest, OutlivesTheLimitOfItsFiles) {
  const TemporaryFolder folder;
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);

  ExpectToOutlive(
      folder.Path(""), [] { LimitFiles(kRoom); },
      [&] { LimitFiles(before.rlim_cur); });
}

void Write(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

// Makes a file system of `bytes` at `folder`, seen by this process alone.
// False: that is not permitted here.
bool MountSmall(const std::string& folder, int64_t bytes) {
  const uid_t user = getuid();
  const gid_t group = getgid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  Write("/proc/self/setgroups", "deny");
  Write("/proc/self/uid_map", absl::StrCat("0 ", user, " 1"));
  Write("/proc/self/gid_map", absl::StrCat("0 ", group, " 1"));
  return mount("tmpfs", folder.c_str(), "tmpfs", 0,
               absl::StrCat("size=", bytes).c_str()) == 0;
}

// A file system that is full, in a process of its own.
TEST(FullDiskTest, OutlivesAFullFileSystem) {
  constexpr int kNotPermitted = 77;
  const TemporaryFolder folder;
  const pid_t child = fork();
  if (child == 0) {
    if (!MountSmall(folder.Path(""), 8 * kRoom)) _exit(kNotPermitted);
    const std::string ballast = folder.Path("ballast");
    ExpectToOutlive(
        folder.Path(""),
        [&] {
          const auto space = std::filesystem::space(folder.Path(""));
          Write(ballast, std::string(space.available - kRoom, 'x'));
        },
        [&] { std::filesystem::remove(ballast); });
    std::fflush(stdout);
    _exit(testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == kNotPermitted) {
    GTEST_SKIP() << "may not make a file system";
  }
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace unknot::directory
