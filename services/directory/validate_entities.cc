// Rules for therapists, clinics and reviews as a whole.
#include <tuple>

#include "services/directory/resource_names.h"
#include "services/directory/validate.h"

namespace unknot::directory {
namespace {

constexpr int kMostEntries = 100;
constexpr int kHighestPrice = 10000000;

using Strings = google::protobuf::RepeatedPtrField<std::string>;

// Checks the length of a list and then its entries.
template <typename Check>
void CheckList(absl::string_view field, const Strings& list,
               FieldChecks& checks, const Check& check) {
  if (!checks.Require(list.size() <= kMostEntries, field,
                      "must have at most 100 entries")) {
    return;
  }
  for (int i = 0; i < list.size(); ++i) check(Indexed(field, i), list[i]);
}

void CheckTexts(absl::string_view field, const Strings& list,
                FieldChecks& checks) {
  CheckList(field, list, checks,
            [&](const std::string& entry_field, const std::string& entry) {
              CheckText(entry_field, entry, 100, /*required=*/true, checks);
            });
}

void CheckConceptIds(absl::string_view field, const Strings& list,
                     FieldChecks& checks) {
  CheckList(field, list, checks,
            [&](const std::string& entry_field, const std::string& entry) {
              CheckConceptId(entry_field, entry, checks);
            });
}

void CheckLicence(const v1::Licence& licence, FieldChecks& checks) {
  const FieldChecks::Scope scope(checks, "licence");
  CheckText("number", licence.number(), 64, /*required=*/false, checks);
  if (!licence.regulator_id().empty()) {
    CheckConceptId("regulator_id", licence.regulator_id(), checks);
  }
  CheckText("regulator_name", licence.regulator_name(), 200,
            /*required=*/false, checks);
  CheckWebAddress("register_uri", licence.register_uri(), /*https_only=*/true,
                  checks);
  CheckText("title", licence.title(), 100, /*required=*/false, checks);
  checks.Require(v1::LicenceStatus_IsValid(licence.status()), "status",
                 "must be a status of the contract");
  if (licence.has_expire_date()) {
    CheckDate("expire_date", licence.expire_date(), checks);
  }
  if (licence.has_verify_time()) {
    CheckTimestamp("verify_time", licence.verify_time(), checks);
  }
  if (licence.has_next_check_time()) {
    CheckTimestamp("next_check_time", licence.next_check_time(), checks);
  }
  CheckText("verified_by", licence.verified_by(), 100, /*required=*/false,
            checks);
}

void CheckPrice(const v1::PriceRange& price, FieldChecks& checks) {
  const FieldChecks::Scope scope(checks, "price");
  CheckCurrency("currency_code", price.currency_code(), /*required=*/true,
                checks);
  checks.Require(
      price.min_minor_units() >= 0 && price.min_minor_units() <= kHighestPrice,
      "min_minor_units", "must be from 0 to 10000000");
  checks.Require(price.max_minor_units() >= price.min_minor_units() &&
                     price.max_minor_units() <= kHighestPrice,
                 "max_minor_units", "must be from min_minor_units to 10000000");
  checks.Require(price.session_minutes() >= 0 && price.session_minutes() <= 480,
                 "session_minutes", "must be from 0 to 480");
}

// The fields that therapists and clinics have in common.
template <typename Entity>
void CheckCommon(const Entity& entity, FieldChecks& checks) {
  CheckText("display_name", entity.display_name(), 200, /*required=*/true,
            checks);
  CheckOpeningHours(entity.opening_hours(), checks);
  if (checks.Require(entity.has_location(), "location", "must be present")) {
    const FieldChecks::Scope scope(checks, "location");
    CheckLocation(entity.location(), checks);
  }
  CheckText("phone", entity.phone(), 40, /*required=*/false, checks);
  CheckWebAddress("website_uri", entity.website_uri(), /*https_only=*/false,
                  checks);
  CheckText("notice", entity.notice(), 500, /*required=*/false, checks);
}

}  // namespace

void CheckTherapist(const v1::Therapist& therapist, FieldChecks& checks) {
  CheckCommon(therapist, checks);
  CheckName("clinic", therapist.clinic(), kClinics, /*required=*/false, checks);
  if (therapist.has_licence()) CheckLicence(therapist.licence(), checks);
  CheckConceptIds("technique_ids", therapist.technique_ids(), checks);
  CheckConceptIds("treats", therapist.treats(), checks);
  CheckList("languages", therapist.languages(), checks,
            [&](const std::string& field, const std::string& tag) {
              CheckLanguage(field, tag, checks);
            });
  checks.Require(v1::Gender_IsValid(therapist.gender()), "gender",
                 "must be a gender of the contract");
  if (therapist.has_price()) CheckPrice(therapist.price(), checks);
  CheckTexts("insurers", therapist.insurers(), checks);
}

void CheckClinic(const v1::Clinic& clinic, FieldChecks& checks) {
  CheckCommon(clinic, checks);
  CheckLines("description", clinic.description(), 2000, checks);
  CheckTexts("services", clinic.services(), checks);
}

void CheckReview(const v1::Review& review, const v1::Date& today,
                 FieldChecks& checks) {
  checks.Require(review.stars() >= 1 && review.stars() <= 5, "stars",
                 "must be from 1 to 5");
  CheckLines("text", review.text(), 2000, checks);
  CheckText("author_display_name", review.author_display_name(), 100,
            /*required=*/false, checks);
  if (!review.has_visit_date()) return;
  const v1::Date& visit = review.visit_date();
  CheckDate("visit_date", visit, checks);
  checks.Require(std::tuple(visit.year(), visit.month(), visit.day()) <=
                     std::tuple(today.year(), today.month(), today.day()),
                 "visit_date", "must not be in the future");
}

}  // namespace unknot::directory
