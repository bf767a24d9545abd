// Therapists and clinics as resources of FHIR R4, and back. Inside of exchange/
// only.
//
// A therapist is a Practitioner (name, gender, telecom, languages, licence), a
// PractitionerRole (clinic, opening hours, specialty 225700000X) and a Location
// (address, position); a clinic is an Organization, a Location and a
// HealthcareService. What FHIR has no place for stands in an extension of the
// PractitionerRole or Organization, as JSON of the proto without the rest.
#ifndef UNKNOT_SERVICES_DIRECTORY_EXCHANGE_FHIR_H_
#define UNKNOT_SERVICES_DIRECTORY_EXCHANGE_FHIR_H_

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "unknot/directory/v1/clinic.pb.h"
#include "unknot/directory/v1/therapist.pb.h"

namespace unknot::directory {

std::vector<nlohmann::json> FhirOf(const v1::Therapist& therapist);
std::vector<nlohmann::json> FhirOf(const v1::Clinic& clinic);

// Returns the resource of a reference as "Practitioner/ana"; null where it is
// not in the file.
using FhirLookup = std::function<nlohmann::json(const std::string& reference)>;

// `role` is a PractitionerRole, or a Practitioner who has none.
// InvalidArgument (ROW_NOT_READABLE) with the element that is wrong.
absl::StatusOr<v1::Therapist> TherapistOf(const nlohmann::json& role,
                                          const FhirLookup& lookup);
absl::StatusOr<v1::Clinic> ClinicOf(const nlohmann::json& organization,
                                    const FhirLookup& lookup);

// Whether a PractitionerRole or Practitioner is of a massage therapist: by
// specialty or qualification, or by our extension.
bool IsMassageTherapist(const nlohmann::json& resource);

// "therapists/ana" for the FHIR id "ana"; ids that cannot be ours are hashed.
std::string NameFromFhirId(absl::string_view collection, const std::string& id);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_EXCHANGE_FHIR_H_
