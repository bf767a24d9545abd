// What is wrong with the phrases of a pack taken together.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_CHECK_PHRASES_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_CHECK_PHRASES_H_

#include <functional>
#include <string>

#include "chatbot/understanding/language_pack.h"
#include "unknot/knowledge/v1/knowledge.pb.h"

namespace unknot::understanding {

// Called for each fault with "file:line" and a sentence.
using ReportProblem =
    std::function<void(const std::string& at, std::string message)>;

// Finds phrases that say nothing new of their concept, phrases whose words mean
// two things of one kind, and phrases that can never be found: hidden by a
// look-alike or another phrase of the same words, or without a word. REQUIRES:
// templates that can be read.
void CheckPhrasesTogether(const LoadedPack& loaded,
                          const knowledge::v1::KnowledgeBase& knowledge,
                          const ReportProblem& report);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_CHECK_PHRASES_H_
