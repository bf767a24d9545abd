// Records for small knowledge bases, with the fields filled in that every
// record must have and that the test at hand is not about.
#ifndef UNKNOT_TESTS_RECOMMENDATION_RULE_RECORDS_H_
#define UNKNOT_TESTS_RECOMMENDATION_RULE_RECORDS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace unknot::recommendation {

// A concept of `list` ("symptoms"), for example a symptom; `more` is further
// fields in text format, here and below.
std::string Concept(absl::string_view list, absl::string_view id,
                    absl::string_view more = "");

// A technique; rank 1 is the gentlest.
std::string Technique(absl::string_view id, int rank,
                      absl::string_view more = "");

// A rule that needs each of `needs`, alternatives parted by "|".
std::string When(const std::vector<absl::string_view>& needs,
                 absl::string_view unless = "");

// A red flag with one rule, `when`, of tier "URGENT" and the like. `question`
// may be empty.
std::string Flag(absl::string_view id, absl::string_view tier,
                 absl::string_view when, absl::string_view question = "");

// A row of the weight matrix; an empty `when` is always on.
std::string Row(absl::string_view id, absl::string_view when,
                const std::vector<std::pair<absl::string_view, int>>& weights,
                absl::string_view more = "");

// A contraindication that blocks `techniques`, at CAUTION.
std::string Blocking(absl::string_view id, absl::string_view when,
                     const std::vector<absl::string_view>& techniques);

// A question of `slot`.
std::string Question(absl::string_view id, absl::string_view slot,
                     absl::string_view more = "");

}  // namespace unknot::recommendation

#endif  // UNKNOT_TESTS_RECOMMENDATION_RULE_RECORDS_H_
