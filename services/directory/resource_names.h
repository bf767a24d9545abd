// Names of resources: `therapists/{id}`, `clinics/{id}`.
#ifndef UNKNOT_SERVICES_DIRECTORY_RESOURCE_NAMES_H_
#define UNKNOT_SERVICES_DIRECTORY_RESOURCE_NAMES_H_

#include <string>

#include "absl/strings/string_view.h"

namespace unknot::directory {

inline constexpr char kTherapists[] = "therapists";
inline constexpr char kClinics[] = "clinics";

// Whether `id` has 1 to 63 lower case letters, digits and hyphens, begins with
// a letter and does not end with a hyphen.
bool IsResourceId(absl::string_view id);

// Whether `name` is `collection`/{id}.
bool IsResourceName(absl::string_view name, absl::string_view collection);

// Makes an id that nobody can guess or meet twice: 't' and 25 characters of
// random letters and digits, 125 bits.
std::string RandomId();

// Makes the id that belongs to `content`: the same for the same content, never
// met for another (128 bits of a cryptographic hash).
std::string IdOfContent(absl::string_view content);

// Hash of `bytes`, 16 bytes long, that nobody can forge a second input for.
std::string Fingerprint(absl::string_view bytes);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_RESOURCE_NAMES_H_
