// What the index keeps of one therapist: all that decides whether and where it
// stands among results, in 72 bytes. Inside of search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_ROW_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_ROW_H_

#include <array>
#include <cstdint>
#include <limits>

#include "absl/strings/string_view.h"
#include "services/directory/search/geometry.h"
#include "unknot/directory/v1/therapist.pb.h"

namespace unknot::directory {

// One bit each, so that what a group of rows has in common is their union.
enum RowFlag : uint16_t {
  kFemale = 1 << 0,
  kMale = 1 << 1,
  kNonBinary = 1 << 2,
  kAcceptsClients = 1 << 3,
  kRefusesClients = 1 << 4,
  kVirtual = 1 << 5,
  kHomeVisits = 1 << 6,
  kWheelchair = 1 << 7,
  kDemo = 1 << 8,
  kNotDemo = 1 << 9,
  // By status; a licence that has run out is found by its day.
  kActive = 1 << 10,
  kUnverified = 1 << 11,
  kLapsed = 1 << 12,
};

// Tags with a bit of their own: the most frequent ones of a segment.
inline constexpr int kTagBits = 128;
using TagSet = std::array<uint64_t, kTagBits / 64>;

inline void SetBit(TagSet& set, int bit) {
  set[bit / 64] |= uint64_t{1} << (bit % 64);
}
inline bool Meet(const TagSet& a, const TagSet& b) {
  return ((a[0] & b[0]) | (a[1] & b[1])) != 0;
}

// Days of a calendar in 16 bits: enough for licences until 2149.
inline constexpr uint16_t kNoEnd = std::numeric_limits<uint16_t>::max();
uint16_t DayNumber(const v1::Date& date);

// Three capital letters in 15 bits; 0 for anything else.
uint16_t PackCurrency(absl::string_view code);

struct Row {
  UnitVector where;
  TagSet tags = {};
  // Bayesian mean.
  double rating = 0;
  // Lowest price of a session; meaningless if `price_minutes` is 0.
  uint32_t price_minor_units = 0;
  // Index of the segment's opening hours; 0 is none.
  uint32_t hours = 0;
  // Where the segment keeps the therapist.
  uint32_t payload = 0;
  // Place among the names of the segment.
  uint32_t name_rank = 0;
  uint16_t price_minutes = 0;
  uint16_t currency = 0;
  // Last day of the licence.
  uint16_t expires = kNoEnd;
  uint16_t flags = 0;
};
static_assert(sizeof(Row) == 72);

// Returns the row of a therapist, without tags, hours, payload and name.
Row MakeRow(const v1::Therapist& therapist);

// Lowest price for 60 minutes in minor units; infinite if it is not known.
inline double HourlyPrice(const Row& row) {
  return row.price_minutes == 0
             ? std::numeric_limits<double>::infinity()
             : row.price_minor_units * 60.0 / row.price_minutes;
}

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_ROW_H_
