// Findings that follow from others, by the pack's inferences: numbness of a leg
// is limb numbness, 8 out of 10 is severe pain.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_INFERENCE_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_INFERENCE_H_

#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"
#include "unknot/chat/v1/understanding.pb.h"

namespace unknot::understanding {

// Adds to `reading` what follows from its findings. REQUIRES: `reading` is
// indexed; it is not afterwards.
void InferFromFindings(const Lexicon& lexicon, Reading& reading);

// Adds to the symptoms of the complaint what follows from its severity and
// duration, and to what is taken back what would follow from a greater number:
// "just a 4" is no severe pain, whatever was said before.
void InferFromNumbers(const Lexicon& lexicon, chat::v1::Understanding& out);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_INFERENCE_H_
