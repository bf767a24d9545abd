// What every store must do. Each kind of store runs all of it.
#ifndef UNKNOT_TESTS_DIRECTORY_STORE_STORE_SUITE_H_
#define UNKNOT_TESTS_DIRECTORY_STORE_STORE_SUITE_H_

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "services/directory/store/store.h"
#include "tests/directory/testing.h"

namespace unknot::directory {

// A kind of store: `open` opens the one store that lives at `place`, a path
// within a folder that is new for each test.
struct StoreKind {
  std::string name;
  // Whether rows are still there when it is opened again.
  bool stays;
  std::function<absl::StatusOr<std::unique_ptr<Store>>(const std::string&)>
      open;
};
inline void PrintTo(const StoreKind& kind, std::ostream* out) {
  *out << kind.name;
}

class StoreTest : public testing::TestWithParam<StoreKind> {
 protected:
  StoreTest() { Reopen(); }

  void Reopen() {
    store_.reset();
    auto opened = GetParam().open(folder_.Path("store"));
    ASSERT_THAT(opened, Succeeds());
    store_ = *std::move(opened);
  }

  // A write without a request id.
  WriteContext Now() const {
    WriteContext context;
    context.now = now_;
    context.method = "Test";
    return context;
  }
  // A write with one.
  WriteContext Request(absl::string_view id,
                       absl::string_view fingerprint) const {
    WriteContext context = Now();
    context.request_id = std::string(id);
    context.fingerprint = std::string(fingerprint);
    return context;
  }

  v1::Therapist Added(absl::string_view id) {
    auto row = store_->PutTherapist(SomeTherapist(id), Expect::Absent(), Now());
    EXPECT_THAT(row, Succeeds());
    return row.ok() ? *row : v1::Therapist();
  }
  v1::Clinic AddedClinic(absl::string_view id) {
    auto row = store_->PutClinic(SomeClinic(id), Expect::Absent(), Now());
    EXPECT_THAT(row, Succeeds());
    return row.ok() ? *row : v1::Clinic();
  }

  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
  absl::Time now_ = absl::FromUnixSeconds(1780000000);
};

}  // namespace unknot::directory

#endif  // UNKNOT_TESTS_DIRECTORY_STORE_STORE_SUITE_H_
