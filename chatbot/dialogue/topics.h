// Telling what the knowledge base holds on a topic: claims in their safe
// wording with their grade, advice, contradictions, techniques.
#ifndef UNKNOT_CHATBOT_DIALOGUE_TOPICS_H_
#define UNKNOT_CHATBOT_DIALOGUE_TOPICS_H_

#include <string>
#include <vector>

#include "chatbot/dialogue/turn.h"

namespace unknot::dialogue {

// Kinds of records a search for topics may yield.
struct TopicKinds {
  bool claims = true;
  bool contradictions = true;
  bool advice = true;
};

// What the knowledge base holds on the words of the message, as sentences that
// may be said to people, best first, at most `limit`; remembers the first as
// the last topic. Empty where nothing fits or the service is away.
std::vector<std::string> SearchTopics(Turn& turn, const TopicKinds& kinds,
                                      size_t limit);

// A claim in its safe wording, with what its grade means. Empty where it is
// never said.
std::string ClaimInWords(const knowledge::v1::Claim& claim,
                         const Speaker& speaker);

// The texts of pieces of advice that may be shown, in their order, at most
// `limit`. Those for another country than `country_code` are left out.
std::vector<std::string> AdviceInWords(
    const google::protobuf::RepeatedPtrField<knowledge::v1::Advice>& advice,
    absl::string_view country_code, size_t limit);

// Remembers `kind/id` as what was explained last.
void RememberTopic(Turn& turn, absl::string_view kind, absl::string_view id);

// The citations of the record explained last, and of the techniques recommended
// last; empty where neither was.
google::protobuf::RepeatedPtrField<knowledge::v1::Citation> LastCitations(
    const Turn& turn);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_TOPICS_H_
