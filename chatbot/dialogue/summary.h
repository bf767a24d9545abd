// Sums a conversation up for a therapist or clinician.
#ifndef UNKNOT_CHATBOT_DIALOGUE_SUMMARY_H_
#define UNKNOT_CHATBOT_DIALOGUE_SUMMARY_H_

#include <string>
#include <vector>

#include "chatbot/dialogue/knowledge.h"
#include "chatbot/dialogue/replies.h"
#include "unknot/chat/v1/conversation.pb.h"

namespace unknot::dialogue {

// The complaint in plain text, a line for each kind of fact; none where nothing
// is known.
std::vector<std::string> SummaryLines(const chat::v1::ConversationState& state,
                                      const Knowledge& knowledge,
                                      const ReplyBook& replies);

// The same as one text with a title, to hand over.
std::string SummaryAsText(const chat::v1::ConversationState& state,
                          const Knowledge& knowledge, const ReplyBook& replies);

// The same as a FHIR R4 QuestionnaireResponse in JSON, one item per fact kind,
// with the ids of the knowledge base as codings.
std::string SummaryAsFhirJson(const chat::v1::ConversationState& state,
                              const Knowledge& knowledge,
                              const ReplyBook& replies);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_SUMMARY_H_
