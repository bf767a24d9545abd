// What two entries of one person have in common. Inside of store/, and for
// tests.
#ifndef UNKNOT_SERVICES_DIRECTORY_STORE_DUPLICATE_KEYS_H_
#define UNKNOT_SERVICES_DIRECTORY_STORE_DUPLICATE_KEYS_H_

#include <cstdint>
#include <optional>

#include "unknot/directory/v1/therapist.pb.h"

namespace unknot::directory {

// A hash of the licence number, letters and digits alone, and its regulator (or
// the region, where no regulator is named). Nothing without a number. Above 0.
std::optional<int64_t> LicenceKey(const v1::Therapist& therapist);

// A hash of the name and town, apart from case, accents and punctuation, and
// the last ten digits of the phone number. Nothing with fewer than seven
// digits. Above 0.
std::optional<int64_t> ContactKey(const v1::Therapist& therapist);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_STORE_DUPLICATE_KEYS_H_
