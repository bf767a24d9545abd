// Turns what the services answer into cards for people.
#ifndef UNKNOT_CHATBOT_DIALOGUE_CARDS_H_
#define UNKNOT_CHATBOT_DIALOGUE_CARDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "chatbot/dialogue/knowledge.h"
#include "chatbot/dialogue/replies.h"
#include "google/protobuf/repeated_field.h"
#include "unknot/chat/v1/chat_service.pb.h"
#include "unknot/directory/v1/search.pb.h"
#include "unknot/recommendation/v1/recommendation_service.pb.h"

namespace unknot::dialogue {

// A card for each recommended technique, in their order.
chat::v1::TechniqueCards CardsOfTechniques(
    const recommendation::v1::RecommendResponse& advice,
    const Knowledge& knowledge, const Speaker& speaker);

// A card that explains a technique, without a word on whether it fits.
chat::v1::TechniqueCard CardOfTechnique(
    const knowledge::v1::Technique& technique, const Knowledge& knowledge,
    const Speaker& speaker);

// A card for each therapist found, at most `limit`.
chat::v1::TherapistCards CardsOfTherapists(
    const directory::v1::SearchTherapistsResponse& found, int limit,
    absl::string_view country_code, absl::string_view locale,
    const Speaker& speaker);

// Titles of the cited sources, each once, those with a publication behind them
// first, at most `limit`.
std::vector<std::string> SourceTitles(const google::protobuf::RepeatedPtrField<
                                          knowledge::v1::Citation>& citations,
                                      const Knowledge& knowledge, size_t limit);

// What a grade means, in words; empty for UNSPECIFIED.
std::string GradeInWords(knowledge::v1::Grade grade, const Speaker& speaker);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_CARDS_H_
