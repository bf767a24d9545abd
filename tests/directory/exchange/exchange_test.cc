// Files go in and out: every format, and what is lost on the way (nothing).
#include <gmock/gmock.h>

#include <map>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "services/directory/demo/demo.h"
#include "services/directory/exchange/export_file.h"
#include "services/directory/exchange/writer.h"
#include "services/directory/import.h"
#include "tests/directory/exchange/exchange_fixture.h"

namespace unknot::directory {
namespace {

using absl::StatusCode;
using google::protobuf::util::TimeUtil;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::SizeIs;

// A therapist with something in every field, and nothing easy in any.
v1::Therapist Full() {
  v1::Therapist row = SomeTherapist("full");
  row.set_display_name("=cmd|' /C calc'!A0, \"Zo\xC3\xAB\"");
  row.set_clinic("clinics/one");
  v1::Licence& licence = *row.mutable_licence();
  licence.set_number("-12'3");
  licence.set_regulator_name("The College");
  licence.set_register_uri("https://register.example/x?a=1,2");
  licence.set_title("RMT");
  *licence.mutable_expire_date() = DateOf(2030, 2, 28);
  *licence.mutable_verify_time() =
      TimeUtil::MicrosecondsToTimestamp(1780000000123456);
  licence.set_verified_by("me");
  *licence.mutable_next_check_time() = TimeUtil::SecondsToTimestamp(1790000000);
  row.add_technique_ids("deep_tissue");
  row.add_treats("lower_back");
  row.add_languages("zh-Hant");
  row.set_gender(v1::GENDER_NON_BINARY);
  row.set_accepts_new_clients(false);
  row.set_offers_virtual(true);
  row.set_wheelchair_accessible(true);
  row.mutable_price()->set_currency_code("CAD");
  row.mutable_price()->set_max_minor_units(12050);
  row.mutable_price()->set_session_minutes(45);
  row.add_insurers("A|B \"Life\", Inc.");
  row.add_insurers("[x]");
  v1::OpeningPeriod& day = *row.add_opening_hours();
  day.set_day(v1::WEEKDAY_MONDAY);
  day.set_close_minute(1440);
  v1::OpeningPeriod& hours = *row.add_opening_hours();
  hours.set_day(v1::WEEKDAY_SATURDAY);
  hours.set_open_minute(545);
  hours.set_close_minute(1079);
  v1::Location& location = *row.mutable_location();
  location.set_district("North York");
  location.set_postal_code("M2N 1A1");
  location.mutable_point()->set_latitude(43.12345678901234);
  location.mutable_point()->set_longitude(0);
  location.add_address_lines("+1 Main St., \"Suite\"");
  location.add_address_lines("@ rear");
  row.set_phone("+1 416 555 0100");
  row.set_website_uri("https://full.example/");
  row.mutable_rating()->set_mean(4.333333333333333);
  row.mutable_rating()->set_count(3);
  row.set_notice("'=quoted");
  return row;
}

class RoundTripTest : public ExchangeTest,
                      public testing::WithParamInterface<FileFormat> {};

TEST_P(RoundTripTest, LosesNothing) {
  v1::Clinic clinic = SomeClinic("one");
  clinic.set_description("A \"quote\"");
  clinic.add_services("Massage");
  *clinic.add_opening_hours() = Full().opening_hours(1);
  clinic.set_wheelchair_accessible(false);
  Put(clinic);
  Put(Full());
  Put(SomeTherapist("plain"));
  const auto demo = ReadDemoData();
  for (v1::Clinic row : demo->clinics) {
    CompleteFor(row);
    Put(row);
  }
  for (v1::Therapist row : demo->therapists) {
    CompleteFor(row);
    row.clear_rating();
    Put(row);
  }
  const std::string path = folder_.Path("export.gz");

  const auto written =
      ExportFile(ExportOfStore(*store_), GetParam(), path, nullptr);
  const auto other = *OpenStore("sqlite::memory:");
  const auto into = MakeStoreTarget(*other, *places_, clock_);
  ImportFileOptions options;
  options.path = path;
  const auto read = Import(options, *into);

  ASSERT_THAT(written, Succeeds());
  ASSERT_THAT(read, Succeeds());
  for (const RefusedRow& row : refused_) {
    ADD_FAILURE() << row.line << " " << row.field << " " << row.message;
  }
  EXPECT_EQ(read->format, GetParam());
  EXPECT_EQ(read->response.created_count(), *written);
  EXPECT_EQ(Content(*store_), Content(*other));
}

INSTANTIATE_TEST_SUITE_P(Formats, RoundTripTest,
                         testing::Values(FileFormat::kCsv, FileFormat::kNdjson,
                                         FileFormat::kFhir),
                         [](const auto& format) {
                           return std::string(NameOf(format.param));
                         });

TEST_F(ExchangeTest, CsvHasNoFormulas) {
  std::ostringstream out;
  const auto writer = MakeRowWriter(FileFormat::kCsv, out);

  (*writer)->Write(Full());

  EXPECT_THAT(out.str(), HasSubstr("\"'=cmd|"));
  EXPECT_THAT(out.str(), HasSubstr("'+1 416 555 0100"));
}

TEST_F(ExchangeTest, SaysLineAndFieldOfABadRow) {
  const auto result = ImportText(absl::StrCat(
      kHeader, Row(1), "\n", "therapists/b,\"Bo\nBee\",Toronto,CA-ON,43,-79\n",
      Row(2, "north"), "therapists/d,Di,Toronto,CA-ON,43.6\n"));

  ASSERT_THAT(result, Succeeds());
  EXPECT_FALSE(result->stored);
  std::map<int64_t, std::string> fields;
  for (const RefusedRow& row : refused_) fields[row.line] = row.field;
  EXPECT_THAT(fields,
              ElementsAre(Pair(4, "display_name"),
                          Pair(6, "location.point.latitude"), Pair(7, "")));
  EXPECT_THAT(Content(*store_), SizeIs(0));
}

TEST_F(ExchangeTest, PartialStoresTheGoodRows) {
  const auto result = ImportText(
      absl::StrCat(kHeader, Row(1), Row(2, "93.6"), Row(3)), /*partial=*/true);

  ASSERT_THAT(result, Succeeds());
  EXPECT_EQ(result->response.created_count(), 2);
  ASSERT_THAT(refused_, SizeIs(1));
  EXPECT_EQ(refused_[0].line, 3);
  EXPECT_EQ(refused_[0].field, "location.point.latitude");
}

TEST_F(ExchangeTest, DryRunStoresNothing) {
  ImportFileOptions options;
  options.path = Written(Rows(3));
  options.dry_run = true;
  for (const bool partial : {false, true}) {
    options.partial = partial;

    const auto result = Import(options, *target_);

    ASSERT_THAT(result, Succeeds());
    EXPECT_EQ(result->response.created_count(), 3);
    EXPECT_FALSE(result->stored);
    EXPECT_THAT(Content(*store_), SizeIs(0));
  }
}

TEST_F(ExchangeTest, ImportTwiceChangesNothing) {
  const std::string text =
      absl::StrCat(Rows(2), ",Bo,Toronto,CA-ON,43.6,-79.4\n");
  ASSERT_THAT(ImportText(text), Succeeds());

  const auto again = ImportText(text);

  EXPECT_EQ(again->response.unchanged_count(), 3);
  EXPECT_EQ(again->response.created_count(), 0);
}

TEST_F(ExchangeTest, RefusesOneNameForTwoPeople) {
  const std::string text =
      absl::StrCat(Rows(2500), "therapists/t7,Bo,Toronto,CA-ON,43.6,-79.4\n",
                   "therapists/t2499,Bo,Toronto,CA-ON,43.6,-79.4\n");

  ASSERT_THAT(ImportText(text, /*partial=*/true), Succeeds());

  ASSERT_THAT(refused_, SizeIs(2));
  EXPECT_EQ(refused_[0].reason, "DUPLICATE_NAME");
  EXPECT_EQ(refused_[0].line, 2502);
  EXPECT_EQ(refused_[1].line, 2503);
}

TEST_F(ExchangeTest, MergesPeopleWhoAreHereAlready) {
  v1::Therapist ana = SomeTherapist("ana");
  ana.mutable_licence()->set_number("T 1");
  ana.set_website_uri("https://ana.example");
  Put(ana);
  ImportFileOptions options;
  options.path = Written(
      "display_name,location.town,location.region_code,phone,"
      "licence.regulator_id,licence.number\n"
      "Ana A.,Toronto,CA-ON,416 555 0100,cmto,t-1\n"
      "Bo,Toronto,CA-ON,416 555 0101,,\n"
      "BO,TORONTO,CA-ON,(416) 5550101,,\n");
  options.merge_duplicates = true;

  const auto result = Import(options, *target_);

  ASSERT_THAT(result, Succeeds());
  EXPECT_EQ(result->response.merged_count(), 2);
  const auto merged = store_->GetTherapist("therapists/ana");
  EXPECT_EQ(merged->display_name(), "Ana A.");
  EXPECT_EQ(merged->phone(), "416 555 0100");
  EXPECT_EQ(merged->website_uri(), "https://ana.example");
  EXPECT_THAT(Content(*store_), SizeIs(2));
}

TEST_F(ExchangeTest, DoesNotSayOfOneLicenceWhatIsVerifiedOfAnother) {
  v1::Therapist ana = SomeTherapist("ana");
  ana.set_display_name("Ana");
  ana.set_phone("416 555 0100");
  ana.mutable_licence()->set_number("T 1");
  ana.mutable_licence()->set_verified_by("the registrar");
  Put(ana);
  ImportFileOptions options;
  options.path = Written(
      "display_name,location.town,location.region_code,phone,"
      "licence.regulator_id,licence.number\n"
      "Ana,Toronto,CA-ON,416 555 0100,cmto,T 2\n");
  options.merge_duplicates = true;

  ASSERT_THAT(Import(options, *target_), Succeeds());

  const auto merged = store_->GetTherapist("therapists/ana");
  v1::Licence expected;
  expected.set_regulator_id("cmto");
  expected.set_number("T 2");
  EXPECT_THAT(merged->licence(), EqualsMessage(expected));
}

// A target that loses its connection after some messages.
class BreakingTarget final : public ImportTarget {
 public:
  BreakingTarget(ImportTarget& target, int messages)
      : target_(target), left_(messages) {}
  absl::StatusOr<int64_t> NextRow(const std::string& import_id) override {
    return target_.NextRow(import_id);
  }
  absl::StatusOr<v1::ImportTherapistsResponse> Take(
      const Next& next,
      const std::function<void(const v1::ImportError&)>& refused) override {
    return target_.Take(
        [&](v1::ImportTherapistsRequest& message) -> absl::StatusOr<bool> {
          if (left_-- == 0) return absl::UnavailableError("cut");
          return next(message);
        },
        refused);
  }

 private:
  ImportTarget& target_;
  int left_;
};

TEST_F(ExchangeTest, GoesOnWhereItWasInterrupted) {
  ImportFileOptions options;
  options.path = Written(absl::StrCat(Rows(5000), Row(5000, "99")));
  options.partial = true;
  BreakingTarget breaking(*target_, 3);
  ASSERT_TRUE(absl::IsUnavailable(Import(options, breaking).status()));
  ASSERT_THAT(Content(*store_), SizeIs(3000));

  const auto result = Import(options, *target_);

  ASSERT_THAT(result, Succeeds());
  EXPECT_EQ(result->resumed_count, 3000);
  EXPECT_EQ(result->response.created_count(), 5000);
  EXPECT_EQ(result->response.unchanged_count(), 0);
  ASSERT_THAT(refused_, SizeIs(1));
  EXPECT_EQ(refused_[0].line, 5002);
  // It ended: the next one begins anew.
  EXPECT_EQ(Import(options, *target_)->resumed_count, 0);
}

TEST_F(ExchangeTest, AtomicImportThatBreaksStoresNothing) {
  ImportFileOptions options;
  options.path = Written(Rows(5000));
  BreakingTarget breaking(*target_, 3);

  EXPECT_TRUE(absl::IsUnavailable(Import(options, breaking).status()));
  EXPECT_THAT(Content(*store_), SizeIs(0));
}

TEST_F(ExchangeTest, AtomicImportTellsEachRefusalOnce) {
  std::vector<int64_t> told;
  directory::Import import(
      {*store_, *places_, clock_, nullptr,
       [&](const v1::ImportError& error) { told.push_back(error.row()); }});
  // No clinic of that name: known only when all rows are stored.
  v1::ImportTherapistsRequest message;
  message.set_atomic(true);
  message.add_therapists()->CopyFrom(SomeTherapist(""));
  message.mutable_therapists(0)->set_clinic("clinics/none");
  for (int i = 0; i < 3; ++i) ASSERT_THAT(import.Take(message), Succeeds());

  const auto response = import.Finish();

  ASSERT_THAT(response, Succeeds());
  EXPECT_EQ(response->failed_count(), 3);
  EXPECT_THAT(told, ElementsAre(0, 1, 2));
}

// A file of NPPES with the columns that are read, quoted as there.
std::string Nppes() {
  return R"nppes("NPI","Entity Type Code","Provider Last Name (Legal Name)","Provider First Name","Provider Credential Text","Provider First Line Business Practice Location Address","Provider Business Practice Location Address City Name","Provider Business Practice Location Address State Name","Provider Business Practice Location Address Postal Code","Provider Business Practice Location Address Telephone Number","NPI Deactivation Date","NPI Reactivation Date","Provider Sex Code","Healthcare Provider Taxonomy Code_1","Provider License Number_1","Provider License Number State Code_1","Healthcare Provider Taxonomy Code_2","Provider License Number_2","Provider License Number State Code_2"
"1234567890","1","O'NEIL-SMITH","MARY ANN","LMT","1 PEACHTREE ST NE","ATLANTA","GA","303031234","4045550100","","","F","101Y00000X","","","225700000X","MT001","GA"
"1234567891","1","DOE","JOHN","MD","1 MAIN ST","ATLANTA","GA","30303","4045550101","","","M","207Q00000X","9","GA","","",""
"1234567892","2","","","","1 MAIN ST","ATLANTA","GA","30303","4045550102","","","","225700000X","9","GA","","",""
"1234567893","1","GONE","AL","","1 MAIN ST","ATLANTA","GA","30303","4045550103","01/02/2020","","","225700000X","9","GA","","",""
)nppes";
}

TEST_F(ExchangeTest, TakesMassageTherapistsOutOfNppes) {
  const auto result = ImportText(Nppes());

  ASSERT_THAT(result, Succeeds());
  EXPECT_EQ(result->format, FileFormat::kNppes);
  EXPECT_EQ(result->skipped_count, 3);
  const auto row = store_->GetTherapist("therapists/npi-1234567890");
  ASSERT_THAT(row, Succeeds());
  EXPECT_EQ(row->display_name(), "Mary Ann O'Neil-Smith");
  EXPECT_EQ(row->gender(), v1::GENDER_FEMALE);
  EXPECT_EQ(row->phone(), "404-555-0100");
  EXPECT_EQ(row->location().town(), "Atlanta");
  EXPECT_EQ(row->location().region_code(), "US-GA");
  EXPECT_EQ(row->location().postal_code(), "30303-1234");
  EXPECT_EQ(row->licence().number(), "MT001");
  EXPECT_EQ(row->licence().regulator_id(), "ga_bmt");
  EXPECT_EQ(row->licence().status(), v1::LICENCE_STATUS_UNVERIFIED);
}

// What another system might send: nothing of ours in it.
constexpr char kForeignBundle[] = R"({"resourceType":"Bundle","entry":[
 {"resource":{"resourceType":"PractitionerRole","id":"R_1","practitioner":{"reference":"Practitioner/P.1"},"organization":{"reference":"Organization/org-1"},"location":[{"reference":"Location/l1"}],"specialty":[{"coding":[{"code":"225700000X"}]}],"availableTime":[{"daysOfWeek":["tue"],"availableStartTime":"09:00:00","availableEndTime":"17:30:00"}]}},
 {"resource":{"resourceType":"Practitioner","id":"P.1","name":[{"family":"Roy","given":["Anne","Marie"]}],"gender":"female","qualification":[{"identifier":[{"value":"Q7"}],"code":{"text":"MT"},"period":{"end":"2031-12-31"}}]}},
 {"resource":{"resourceType":"Practitioner","id":"P.2","name":[{"text":"A Surgeon"}]}},
 {"resource":{"resourceType":"Location","id":"l1","address":{"line":["1 Rue"],"city":"Montreal","state":"QC","country":"CA"},"position":{"latitude":45.5,"longitude":-73.6}}},
 {"resource":{"resourceType":"Organization","id":"org-1","name":"Clinique","address":[{"city":"Toronto","state":"ON","country":"CA"}]}},
 {"resource":{"resourceType":"Organization","id":"org-2","name":"A Bank"}}
]})";

TEST_F(ExchangeTest, ReadsTheFhirOfOthers) {
  const auto result = ImportText(kForeignBundle);

  ASSERT_THAT(result, Succeeds());
  EXPECT_EQ(result->format, FileFormat::kFhir);
  const auto rows = store_->ListTherapists({});
  ASSERT_THAT(*rows, SizeIs(1));
  const v1::Therapist& row = rows->front();
  EXPECT_EQ(row.display_name(), "Anne Marie Roy");
  EXPECT_EQ(row.licence().number(), "Q7");
  EXPECT_EQ(row.licence().expire_date().year(), 2031);
  EXPECT_EQ(row.licence().status(), v1::LICENCE_STATUS_UNVERIFIED);
  EXPECT_EQ(row.location().region_code(), "CA-QC");
  EXPECT_EQ(row.clinic(), "clinics/org-1");
  ASSERT_THAT(row.opening_hours(), SizeIs(1));
  EXPECT_EQ(row.opening_hours(0).close_minute(), 1050);
  EXPECT_THAT(*store_->ListClinics({}), SizeIs(1));
}

TEST_F(ExchangeTest, RefusesABundleThatEndsEarly) {
  const std::string text = kForeignBundle;

  EXPECT_THAT(ImportText(text.substr(0, text.size() - 300)),
              Fails(StatusCode::kInvalidArgument, "FILE_NOT_UNDERSTOOD"));
  EXPECT_THAT(Content(*store_), SizeIs(0));
}

TEST_F(ExchangeTest, SaysThatAnExportCannotBeWritten) {
  Put(SomeTherapist("ana"));

  EXPECT_THAT(ExportFile(ExportOfStore(*store_), FileFormat::kCsv,
                         folder_.Path("no/such/folder.csv"), nullptr),
              Fails(StatusCode::kPermissionDenied, "FILE_NOT_WRITABLE"));
}

}  // namespace
}  // namespace unknot::directory
