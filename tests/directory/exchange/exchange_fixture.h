// Files to import, and a store to import them into.
#ifndef UNKNOT_TESTS_DIRECTORY_EXCHANGE_EXCHANGE_FIXTURE_H_
#define UNKNOT_TESTS_DIRECTORY_EXCHANGE_EXCHANGE_FIXTURE_H_

#include <gmock/gmock.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/directory/exchange/import_file.h"
#include "services/directory/places/places.h"
#include "services/directory/store/open_store.h"
#include "services/runtime/clock.h"
#include "tests/directory/testing.h"

namespace unknot::directory {

inline constexpr char kHeader[] =
    "name,display_name,location.town,location.region_code,"
    "location.point.latitude,location.point.longitude\n";

// The row of therapists/t{i}, at that latitude.
inline std::string Row(int i, const std::string& latitude = "43.6") {
  return absl::StrCat("therapists/t", i, ",Ana ", i, ",Toronto,CA-ON,",
                      latitude, ",-79.4\n");
}
inline std::string Rows(int count) {
  std::string text = kHeader;
  for (int i = 0; i < count; ++i) text += Row(i);
  return text;
}

class ExchangeTest : public testing::Test {
 protected:
  ExchangeTest()
      : places_(*MakeBuiltInGazetteer()),
        store_(*OpenStore("sqlite::memory:")),
        target_(MakeStoreTarget(*store_, *places_, clock_)) {}

  std::string Written(const std::string& text) {
    const std::string path = folder_.Path("file");
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  absl::StatusOr<ImportFileResult> Import(const ImportFileOptions& options,
                                          ImportTarget& target) {
    refused_.clear();
    return ImportFile(options, target, nullptr,
                      [this](const RefusedRow& r) { refused_.push_back(r); });
  }
  absl::StatusOr<ImportFileResult> ImportText(const std::string& text,
                                              bool partial = false) {
    ImportFileOptions options;
    options.path = Written(text);
    options.partial = partial;
    return Import(options, *target_);
  }

  WriteContext Context() const {
    WriteContext context;
    context.now = clock_.Now();
    context.method = "Test";
    return context;
  }
  void Put(const v1::Therapist& row) {
    ASSERT_THAT(store_->PutTherapist(row, Expect::Absent(), Context()),
                Succeeds());
  }
  void Put(const v1::Clinic& row) {
    ASSERT_THAT(store_->PutClinic(row, Expect::Absent(), Context()),
                Succeeds());
  }

  // An import completes what a row leaves to the gazetteer.
  template <typename Row>
  void CompleteFor(Row& row) {
    v1::Location& location = *row.mutable_location();
    location.set_country_code(location.region_code().substr(0, 2));
    if (location.has_point()) return;
    *location.mutable_point() = SomeTherapist("x").location().point();
  }

  // Everything in the store, without what the service sets by itself.
  static std::vector<std::string> Content(Store& store) {
    std::vector<std::string> all;
    ListQuery query;
    query.limit = 100000;
    const auto add = [&](auto row) {
      row.clear_etag();
      row.clear_create_time();
      row.clear_update_time();
      all.push_back(row.DebugString());
    };
    const std::vector<v1::Clinic> clinics = *store.ListClinics(query);
    for (const v1::Clinic& row : clinics) add(row);
    std::vector<v1::Therapist> therapists = *store.ListTherapists(query);
    for (v1::Therapist& row : therapists) {
      if (row.has_rating()) row.mutable_rating()->clear_bayesian_mean();
      add(row);
    }
    return all;
  }

  TemporaryFolder folder_;
  const runtime::FakeClock clock_;
  const std::unique_ptr<Places> places_;
  const std::unique_ptr<Store> store_;
  const std::unique_ptr<ImportTarget> target_;
  std::vector<RefusedRow> refused_;
};

}  // namespace unknot::directory

#endif  // UNKNOT_TESTS_DIRECTORY_EXCHANGE_EXCHANGE_FIXTURE_H_
