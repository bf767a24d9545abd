// Spans of time: how long ago something began, and those that tell no such
// thing.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_DURATIONS_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_DURATIONS_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"
#include "chatbot/understanding/time_words.h"

namespace unknot::understanding {

// Adds a finding of kind kDuration, in days, for each span of time that may
// tell how long something has lasted, and of kind kPregnancyWeeks. `today`
// resolves weekdays, months and years; `age_years` resolves "since I was 20"
// and is 0 where the age is unknown. Tokens that are `used` begin no span;
// those of spans become used, of spans that are no duration ("every 3 weeks")
// too.
void FindDurations(const Lexicon& lexicon, absl::CivilDay today,
                   double age_years, const TimeWords& times, Reading& reading,
                   std::vector<bool>& used);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_DURATIONS_H_
