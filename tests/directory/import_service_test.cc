// Import and export through the door.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "tests/directory/service_test_base.h"

namespace unknot::directory {
namespace {

using testing::SizeIs;

class ImportServiceTest : public ServiceTest {
 protected:
  absl::StatusOr<v1::ImportTherapistsResponse> Import(
      const std::vector<v1::ImportTherapistsRequest>& messages) {
    grpc::ClientContext context;
    v1::ImportTherapistsResponse response;
    auto writer = stub_->ImportTherapists(&context, &response);
    for (const auto& message : messages) {
      if (!writer->Write(message)) break;
    }
    writer->WritesDone();
    const grpc::Status status = writer->Finish();
    if (!status.ok()) return runtime::FromGrpcStatus(status);
    return response;
  }
  absl::StatusOr<v1::ImportTherapistsResponse> Import(
      const std::vector<v1::Therapist>& therapists,
      bool validate_only = false) {
    v1::ImportTherapistsRequest request;
    request.set_validate_only(validate_only);
    for (const auto& t : therapists) *request.add_therapists() = t;
    return Import(std::vector<v1::ImportTherapistsRequest>{request});
  }
  std::vector<v1::Therapist> Export(bool show_deleted = false) {
    grpc::ClientContext context;
    v1::ExportTherapistsRequest request;
    request.set_show_deleted(show_deleted);
    auto reader = stub_->ExportTherapists(&context, request);
    std::vector<v1::Therapist> all;
    v1::ExportTherapistsResponse batch;
    while (reader->Read(&batch)) {
      all.insert(all.end(), batch.therapists().begin(),
                 batch.therapists().end());
    }
    EXPECT_TRUE(reader->Finish().ok());
    return all;
  }
};

TEST_F(ImportServiceTest, ImportAddsReplacesAndReports) {
  Created("old");
  v1::Therapist changed = SomeTherapist("old");
  changed.set_phone("1");
  v1::Therapist bad = SomeTherapist("bad");
  bad.mutable_location()->mutable_point()->set_latitude(100);
  v1::Therapist homeless = SomeTherapist("homeless");
  homeless.set_clinic("clinics/none");

  const auto imported =
      Import({changed, SomeTherapist("new"), bad, SomeTherapist("new"),
              homeless, SomeTherapist("")});

  ASSERT_THAT(imported, Succeeds());
  EXPECT_EQ(imported->created_count(), 2);
  EXPECT_EQ(imported->updated_count(), 1);
  EXPECT_EQ(imported->unchanged_count(), 1);
  EXPECT_EQ(imported->failed_count(), 2);
  ASSERT_THAT(imported->errors(), SizeIs(2));
  EXPECT_EQ(imported->errors(0).row(), 2);
  EXPECT_EQ(imported->errors(0).reason(), "INVALID_FIELD");
  EXPECT_EQ(imported->errors(0).field(), "location.point.latitude");
  EXPECT_EQ(imported->errors(1).row(), 4);
  EXPECT_EQ(imported->errors(1).reason(), "CLINIC_NOT_FOUND");
  EXPECT_EQ(embedded_->directory().size(), 3u);
}

TEST_F(ImportServiceTest, ImportAddsAndReplacesClinics) {
  ASSERT_THAT(CreateClinic(SomeClinic(""), "old"), Succeeds());
  v1::Clinic changed = SomeClinic("old");
  changed.set_description("Changed");
  v1::Clinic again = SomeClinic("new");
  again.set_description("Again");
  v1::ImportTherapistsRequest request;
  for (const v1::Clinic& row :
       {changed, SomeClinic("new"), again, again, changed}) {
    *request.add_clinics() = row;
  }

  const auto imported =
      Import(std::vector<v1::ImportTherapistsRequest>{request});

  ASSERT_THAT(imported, Succeeds());
  EXPECT_EQ(imported->created_count(), 1);
  EXPECT_EQ(imported->updated_count(), 2);
  EXPECT_EQ(imported->unchanged_count(), 2);
  v1::GetClinicRequest get;
  for (const auto& [name, text] :
       std::vector<std::pair<std::string, std::string>>{
           {"clinics/old", "Changed"}, {"clinics/new", "Again"}}) {
    get.set_name(name);
    EXPECT_EQ(Call(&Stub::GetClinic, get)->clinic().description(), text);
  }
}

TEST_F(ImportServiceTest, ImportTwiceChangesNothing) {
  const std::vector<v1::Therapist> rows = {SomeTherapist("a"),
                                           SomeTherapist("")};
  ASSERT_THAT(Import(rows), Succeeds());

  const auto again = Import(rows);

  EXPECT_EQ(again->unchanged_count(), 2);
  EXPECT_EQ(again->created_count() + again->updated_count(), 0);
}

TEST_F(ImportServiceTest, ImportMayOnlyValidate) {
  const auto imported = Import({SomeTherapist("a")}, /*validate_only=*/true);

  EXPECT_EQ(imported->created_count(), 1);
  EXPECT_EQ(embedded_->directory().size(), 0u);
}

TEST_F(ImportServiceTest, ImportRefusesTooManyAtOnce) {
  EXPECT_THAT(Import(std::vector<v1::Therapist>(1001, SomeTherapist(""))),
              FailsAtField("therapists"));
}

TEST_F(ImportServiceTest, ImportBringsBackTheDeleted) {
  Created("ana");
  ASSERT_THAT(Delete("therapists/ana"), Succeeds());

  ASSERT_THAT(Import({SomeTherapist("ana")}), Succeeds());

  EXPECT_THAT(SearchNear("Toronto")->results(), SizeIs(1));
}

TEST_F(ImportServiceTest, ExportIsAllThatImportNeeds) {
  std::vector<v1::Therapist> rows;
  for (int i = 0; i < 700; ++i) {
    rows.push_back(SomeTherapist(absl::StrCat("t", i)));
    rows.back().mutable_rating()->set_mean(4.5);
    rows.back().mutable_rating()->set_count(i);
  }
  rows[0].mutable_rating()->clear_mean();
  ASSERT_THAT(Import(rows), Succeeds());

  const std::vector<v1::Therapist> exported = Export();
  ASSERT_THAT(exported, SizeIs(700));
  const auto again = Import(exported);

  EXPECT_EQ(again->unchanged_count(), 700);
  ASSERT_THAT(Delete("therapists/t1"), Succeeds());
  EXPECT_THAT(Export(), SizeIs(699));
  EXPECT_THAT(Export(/*show_deleted=*/true), SizeIs(700));
}

TEST_F(ImportServiceTest, ExportOfAClinicBeginsWithItHoweverManyThereAre) {
  v1::ImportTherapistsRequest clinics;
  for (int i = 0; i < 501; ++i) {
    *clinics.add_clinics() = SomeClinic(absl::StrCat("c", 1000 + i));
  }
  v1::Therapist ana = SomeTherapist("ana");
  ana.set_clinic("clinics/c1500");
  *clinics.add_therapists() = ana;
  ASSERT_THAT(Import(std::vector<v1::ImportTherapistsRequest>{clinics}),
              Succeeds());
  v1::ExportTherapistsRequest request;
  request.set_include_clinics(true);
  for (const auto& [clinic, therapists] :
       std::vector<std::pair<std::string, int>>{{"clinics/c1500", 1},
                                                {"clinics/c1499", 0}}) {
    request.set_clinic(clinic);
    grpc::ClientContext context;
    auto reader = stub_->ExportTherapists(&context, request);

    v1::ExportTherapistsResponse batch;
    ASSERT_TRUE(reader->Read(&batch)) << clinic;
    ASSERT_THAT(batch.clinics(), SizeIs(1));
    EXPECT_EQ(batch.clinics(0).name(), clinic);
    EXPECT_EQ(reader->Read(&batch), therapists == 1);
    EXPECT_TRUE(therapists == 0 || batch.therapists_size() == 1);
    context.TryCancel();
  }
}

}  // namespace
}  // namespace unknot::directory
