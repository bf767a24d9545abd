// Numbers with a meaning: how long, how strong, how old, how far pregnant.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_VALUES_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_VALUES_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"

namespace unknot::understanding {

// Adds a finding of kind kDuration, kSeverity, kAge or kPregnancyWeeks for each
// value said, and returns the numbers that were said of nothing ("about a 4").
// `today` resolves weekdays, months and years.
std::vector<double> FindValues(const Lexicon& lexicon, absl::CivilDay today,
                               Reading& reading);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_VALUES_H_
