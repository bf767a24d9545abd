// Every access to an element tells what the element may be: a file may hold
// anything anywhere.
#include "services/directory/exchange/fhir.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/directory/exchange/reader.h"
#include "services/directory/resource_names.h"

namespace unknot::directory {
namespace {

using nlohmann::json;

constexpr char kTherapistExtension[] = "https://unknot.example/fhir/therapist";
constexpr char kClinicExtension[] = "https://unknot.example/fhir/clinic";
constexpr char kTaxonomySystem[] = "http://nucc.org/provider-taxonomy";
constexpr char kMassageTherapist[] = "225700000X";
constexpr const char* kDays[] = {"",    "mon", "tue", "wed",
                                 "thu", "fri", "sat", "sun"};

// The member of an object, or null.
const json& At(const json& value, const char* key) {
  static const json nothing;
  if (!value.is_object()) return nothing;
  const auto found = value.find(key);
  return found == value.end() ? nothing : *found;
}

const json& First(const json& value) {
  static const json nothing;
  return value.is_array() && !value.empty() ? value.front() : nothing;
}

std::string TextAt(const json& value, const char* key) {
  const json& found = At(value, key);
  return found.is_string() ? found.get<std::string>() : std::string();
}

std::string IdOfName(absl::string_view name) {
  return std::string(name.substr(name.find('/') + 1));
}

// What is left of a message is its extension, if anything.
template <typename Row>
void AddExtension(const Row& left, const char* url, json& resource) {
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(left, &text).ok()) return;
  if (text == "{}") return;
  resource["extension"].push_back({{"url", url}, {"valueString", text}});
}

template <typename Row>
absl::Status ReadExtension(const json& resource, const char* url, Row& row) {
  for (const json& extension : At(resource, "extension")) {
    if (TextAt(extension, "url") != url) continue;
    if (!google::protobuf::util::JsonStringToMessage(
             TextAt(extension, "valueString"), &row)
             .ok()) {
      return RowUnreadable("extension", "must be JSON of our contract");
    }
  }
  return absl::OkStatus();
}

json TelecomOf(const std::string& phone, const std::string& uri) {
  json telecom = json::array();
  if (!phone.empty())
    telecom.push_back({{"system", "phone"}, {"value", phone}});
  if (!uri.empty()) telecom.push_back({{"system", "url"}, {"value", uri}});
  return telecom;
}

template <typename Row>
void ReadTelecom(const json& telecom, Row& row) {
  if (!telecom.is_array()) return;
  for (const json& point : telecom) {
    const std::string system = TextAt(point, "system");
    if (system == "phone" && row.phone().empty()) {
      row.set_phone(TextAt(point, "value"));
    }
    if (system == "url" && row.website_uri().empty()) {
      row.set_website_uri(TextAt(point, "value"));
    }
  }
}

json LocationOf(const std::string& id, const v1::Location& location) {
  json address = {{"city", location.town()}, {"state", location.region_code()}};
  if (!location.district().empty()) address["district"] = location.district();
  if (!location.postal_code().empty()) {
    address["postalCode"] = location.postal_code();
  }
  if (!location.country_code().empty()) {
    address["country"] = location.country_code();
  }
  for (const std::string& line : location.address_lines()) {
    address["line"].push_back(line);
  }
  json resource = {
      {"resourceType", "Location"}, {"id", id}, {"address", address}};
  if (location.has_point()) {
    resource["position"] = {{"latitude", location.point().latitude()},
                            {"longitude", location.point().longitude()}};
  }
  return resource;
}

void ReadLocation(const json& resource, v1::Location& location) {
  const json& address = At(resource, "address").is_array()
                            ? First(At(resource, "address"))
                            : At(resource, "address");
  location.set_town(TextAt(address, "city"));
  location.set_district(TextAt(address, "district"));
  location.set_postal_code(TextAt(address, "postalCode"));
  std::string country = TextAt(address, "country");
  if (country == "USA") country = "US";
  if (country == "CAN") country = "CA";
  if (country == "GBR") country = "GB";
  std::string state = TextAt(address, "state");
  // Others write "ON" where we write "CA-ON".
  if (!absl::StrContains(state, '-') && !state.empty()) {
    state = absl::StrCat(country.empty() ? "US" : country, "-", state);
  }
  location.set_region_code(state);
  location.set_country_code(country);
  const json& lines = At(address, "line");
  if (lines.is_array()) {
    for (const json& line : lines) {
      if (line.is_string()) location.add_address_lines(line.get<std::string>());
    }
  }
  const json& position = At(resource, "position");
  if (At(position, "latitude").is_number() &&
      At(position, "longitude").is_number()) {
    location.mutable_point()->set_latitude(position["latitude"].get<double>());
    location.mutable_point()->set_longitude(
        position["longitude"].get<double>());
  }
}

std::string TimeOfMinute(int minute) {
  // FHIR knows no 24:00; the last second of the day stands for it.
  if (minute == 1440) return "23:59:59";
  return absl::StrFormat("%02d:%02d:00", minute / 60, minute % 60);
}

int MinuteOfTime(const std::string& text) {
  if (text == "23:59:59") return 1440;
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  int hour = 0;
  int minute = 0;
  if (parts.size() < 2 || !absl::SimpleAtoi(parts[0], &hour) ||
      !absl::SimpleAtoi(parts[1], &minute)) {
    return -1;
  }
  return 60 * hour + minute;
}

template <typename Periods>
json AvailableTimeOf(const Periods& periods) {
  json times = json::array();
  for (const v1::OpeningPeriod& period : periods) {
    times.push_back(
        {{"daysOfWeek", {kDays[period.day()]}},
         {"availableStartTime", TimeOfMinute(period.open_minute())},
         {"availableEndTime", TimeOfMinute(period.close_minute())}});
  }
  return times;
}

template <typename Row>
void ReadAvailableTime(const json& times, Row& row) {
  if (!times.is_array()) return;
  for (const json& time : times) {
    const json& days = At(time, "daysOfWeek");
    if (!days.is_array()) continue;
    const bool all_day = At(time, "allDay") == true;
    for (const json& day : days) {
      for (int i = 1; i <= 7; ++i) {
        if (day != kDays[i]) continue;
        v1::OpeningPeriod& period = *row.add_opening_hours();
        period.set_day(static_cast<v1::Weekday>(i));
        period.set_open_minute(
            all_day ? 0 : MinuteOfTime(TextAt(time, "availableStartTime")));
        period.set_close_minute(
            all_day ? 1440 : MinuteOfTime(TextAt(time, "availableEndTime")));
      }
    }
  }
}

json MassageCode() {
  return {{"coding",
           {{{"system", kTaxonomySystem},
             {"code", kMassageTherapist},
             {"display", "Massage Therapist"}}}}};
}

bool HasMassageCode(const json& concepts) {
  if (!concepts.is_array()) return false;
  for (const json& concept_ : concepts) {
    const json& holder =
        At(concept_, "code").is_object() ? At(concept_, "code") : concept_;
    const json& codings = At(holder, "coding");
    if (!codings.is_array()) continue;
    for (const json& coding : codings) {
      if (TextAt(coding, "code") == kMassageTherapist) return true;
    }
  }
  return false;
}

std::string HumanName(const json& practitioner) {
  const json& name = First(At(practitioner, "name"));
  const std::string text = TextAt(name, "text");
  if (!text.empty()) return text;
  std::vector<std::string> parts;
  const json& given = At(name, "given");
  if (given.is_array()) {
    for (const json& part : given) {
      if (part.is_string()) parts.push_back(part.get<std::string>());
    }
  }
  if (!TextAt(name, "family").empty()) parts.push_back(TextAt(name, "family"));
  return absl::StrJoin(parts, " ");
}

std::string DateText(const v1::Date& date) {
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(),
                         date.day());
}

absl::Status ReadDate(const std::string& text, v1::Date& date) {
  const std::vector<std::string> parts = absl::StrSplit(text, '-');
  int year = 0;
  int month = 0;
  int day = 0;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &year) ||
      !absl::SimpleAtoi(parts[1], &month) ||
      !absl::SimpleAtoi(parts[2].substr(0, 2), &day)) {
    return RowUnreadable("qualification.period.end", "must be a date");
  }
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return absl::OkStatus();
}

absl::Status ReadLicence(const json& practitioner, v1::Licence& licence) {
  const json& qualification = First(At(practitioner, "qualification"));
  if (qualification.is_null()) return absl::OkStatus();
  licence.set_number(TextAt(First(At(qualification, "identifier")), "value"));
  licence.set_title(TextAt(At(qualification, "code"), "text"));
  licence.set_regulator_name(TextAt(At(qualification, "issuer"), "display"));
  licence.set_status(v1::LICENCE_STATUS_UNVERIFIED);
  const std::string end = TextAt(At(qualification, "period"), "end");
  return end.empty() ? absl::OkStatus()
                     : ReadDate(end, *licence.mutable_expire_date());
}

json QualificationOf(const v1::Licence& licence) {
  json code = MassageCode();
  if (!licence.title().empty()) code["text"] = licence.title();
  json qualification = {{"code", code}};
  if (!licence.number().empty()) {
    qualification["identifier"] = {{{"value", licence.number()}}};
  }
  if (!licence.regulator_name().empty()) {
    qualification["issuer"] = {{"display", licence.regulator_name()}};
  }
  if (licence.has_expire_date()) {
    qualification["period"] = {{"end", DateText(licence.expire_date())}};
  }
  return qualification;
}

const char* GenderText(v1::Gender gender) {
  switch (gender) {
    case v1::GENDER_FEMALE:
      return "female";
    case v1::GENDER_MALE:
      return "male";
    case v1::GENDER_NON_BINARY:
      return "other";
    default:
      return "unknown";
  }
}

// What has its own place in FHIR does not stand in the extension.
v1::Therapist Left(v1::Therapist therapist) {
  therapist.clear_name();
  therapist.clear_display_name();
  therapist.clear_gender();
  therapist.clear_clinic();
  therapist.clear_languages();
  therapist.clear_opening_hours();
  therapist.clear_location();
  therapist.clear_phone();
  therapist.clear_website_uri();
  if (therapist.has_licence()) {
    v1::Licence& licence = *therapist.mutable_licence();
    licence.clear_number();
    licence.clear_title();
    licence.clear_regulator_name();
    licence.clear_expire_date();
  }
  therapist.mutable_rating()->clear_bayesian_mean();
  if (therapist.rating().count() == 0) therapist.clear_rating();
  therapist.clear_etag();
  therapist.clear_create_time();
  therapist.clear_update_time();
  therapist.clear_delete_time();
  therapist.clear_purge_time();
  return therapist;
}

}  // namespace

std::string NameFromFhirId(absl::string_view collection,
                           const std::string& id) {
  if (IsResourceId(id)) return absl::StrCat(collection, "/", id);
  if (id.empty()) return "";
  return absl::StrCat(collection, "/", IdOfContent(absl::StrCat("fhir ", id)));
}

bool IsMassageTherapist(const json& resource) {
  for (const json& extension : At(resource, "extension")) {
    if (TextAt(extension, "url") == kTherapistExtension) return true;
  }
  return HasMassageCode(At(resource, "specialty")) ||
         HasMassageCode(At(resource, "code")) ||
         HasMassageCode(At(resource, "qualification"));
}

std::vector<json> FhirOf(const v1::Therapist& therapist) {
  const std::string id = IdOfName(therapist.name());
  json practitioner = {{"resourceType", "Practitioner"},
                       {"id", id},
                       {"active", true},
                       {"name", {{{"text", therapist.display_name()}}}},
                       {"gender", GenderText(therapist.gender())}};
  const json telecom = TelecomOf(therapist.phone(), therapist.website_uri());
  if (!telecom.empty()) practitioner["telecom"] = telecom;
  for (const std::string& language : therapist.languages()) {
    practitioner["communication"].push_back(
        {{"coding", {{{"system", "urn:ietf:bcp:47"}, {"code", language}}}}});
  }
  if (therapist.has_licence()) {
    practitioner["qualification"] = {QualificationOf(therapist.licence())};
  }
  json role = {{"resourceType", "PractitionerRole"},
               {"id", id},
               {"practitioner", {{"reference", "Practitioner/" + id}}},
               {"location", {{{"reference", "Location/" + id}}}},
               {"specialty", {MassageCode()}}};
  if (!therapist.clinic().empty()) {
    role["organization"] = {
        {"reference", "Organization/" + IdOfName(therapist.clinic())}};
  }
  const json hours = AvailableTimeOf(therapist.opening_hours());
  if (!hours.empty()) role["availableTime"] = hours;
  AddExtension(Left(therapist), kTherapistExtension, role);
  return {practitioner, LocationOf(id, therapist.location()), role};
}

std::vector<json> FhirOf(const v1::Clinic& clinic) {
  const std::string id = IdOfName(clinic.name());
  json organization = {{"resourceType", "Organization"},
                       {"id", id},
                       {"active", true},
                       {"name", clinic.display_name()}};
  const json telecom = TelecomOf(clinic.phone(), clinic.website_uri());
  if (!telecom.empty()) organization["telecom"] = telecom;
  v1::Clinic left = clinic;
  left.clear_name();
  left.clear_display_name();
  left.clear_location();
  left.clear_phone();
  left.clear_website_uri();
  left.clear_services();
  left.clear_opening_hours();
  left.clear_etag();
  left.clear_create_time();
  left.clear_update_time();
  left.clear_delete_time();
  AddExtension(left, kClinicExtension, organization);
  json service = {{"resourceType", "HealthcareService"},
                  {"id", "clinic-" + id},
                  {"providedBy", {{"reference", "Organization/" + id}}},
                  {"location", {{{"reference", "Location/clinic-" + id}}}}};
  for (const std::string& name : clinic.services()) {
    service["type"].push_back({{"text", name}});
  }
  const json hours = AvailableTimeOf(clinic.opening_hours());
  if (!hours.empty()) service["availableTime"] = hours;
  json location = LocationOf("clinic-" + id, clinic.location());
  location["managingOrganization"] = {{"reference", "Organization/" + id}};
  return {organization, location, service};
}

absl::StatusOr<v1::Therapist> TherapistOf(const json& role,
                                          const FhirLookup& lookup) {
  const bool alone = TextAt(role, "resourceType") == "Practitioner";
  const json practitioner =
      alone ? role : lookup(TextAt(At(role, "practitioner"), "reference"));
  if (practitioner.is_null()) {
    return RowUnreadable("practitioner", "must be in the file");
  }
  v1::Therapist therapist;
  absl::Status status = ReadLicence(practitioner, *therapist.mutable_licence());
  // What only our own files say; its licence is laid over.
  v1::Therapist more;
  if (status.ok()) status = ReadExtension(role, kTherapistExtension, more);
  if (!status.ok()) return status;
  if (!practitioner.contains("qualification")) therapist.clear_licence();
  const bool had_licence = therapist.has_licence();
  if (had_licence && IsMassageTherapist(role) && more.has_licence()) {
    therapist.mutable_licence()->clear_status();
  }
  therapist.MergeFrom(more);
  // A licence without a status says so by leaving it out.
  therapist.set_name(
      NameFromFhirId(kTherapists, TextAt(alone ? practitioner : role, "id")));
  therapist.set_display_name(HumanName(practitioner));
  const std::string gender = TextAt(practitioner, "gender");
  if (gender == "female") therapist.set_gender(v1::GENDER_FEMALE);
  if (gender == "male") therapist.set_gender(v1::GENDER_MALE);
  if (gender == "other") therapist.set_gender(v1::GENDER_NON_BINARY);
  ReadTelecom(At(role, "telecom"), therapist);
  ReadTelecom(At(practitioner, "telecom"), therapist);
  const json& languages = At(practitioner, "communication");
  if (languages.is_array()) {
    for (const json& language : languages) {
      const std::string tag = TextAt(First(At(language, "coding")), "code");
      if (!tag.empty()) therapist.add_languages(tag);
    }
  }
  ReadAvailableTime(At(role, "availableTime"), therapist);
  const std::string organization =
      TextAt(At(role, "organization"), "reference");
  if (!organization.empty()) {
    therapist.set_clinic(NameFromFhirId(
        kClinics, organization.substr(organization.rfind('/') + 1)));
  }
  const json location =
      lookup(TextAt(First(At(role, "location")), "reference"));
  ReadLocation(location.is_null() ? practitioner : location,
               *therapist.mutable_location());
  return therapist;
}

absl::StatusOr<v1::Clinic> ClinicOf(const json& organization,
                                    const FhirLookup& lookup) {
  v1::Clinic clinic;
  absl::Status status = ReadExtension(organization, kClinicExtension, clinic);
  if (!status.ok()) return status;
  const std::string id = TextAt(organization, "id");
  clinic.set_name(NameFromFhirId(kClinics, id));
  clinic.set_display_name(TextAt(organization, "name"));
  ReadTelecom(At(organization, "telecom"), clinic);
  const json location = lookup("Location/clinic-" + id);
  ReadLocation(location.is_null() ? organization : location,
               *clinic.mutable_location());
  const json service = lookup("HealthcareService/clinic-" + id);
  const json& types = At(service, "type");
  if (types.is_array()) {
    for (const json& type : types) {
      if (!TextAt(type, "text").empty()) {
        clinic.add_services(TextAt(type, "text"));
      }
    }
  }
  ReadAvailableTime(At(service, "availableTime"), clinic);
  return clinic;
}

}  // namespace unknot::directory
