// Findings that follow from others, by the pack's inferences: numbness of a leg
// is limb numbness, 8 out of 10 is severe pain.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_INFERENCE_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_INFERENCE_H_

#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"
#include "unknot/complaint/v1/complaint.pb.h"

namespace unknot::understanding {

// Adds to `reading` what follows from its findings. REQUIRES: `reading` is
// indexed; it is not afterwards.
void InferFromFindings(const Lexicon& lexicon, Reading& reading);

// Adds to the symptoms of `complaint` what follows from its severity and
// duration.
void InferFromNumbers(const Lexicon& lexicon,
                      complaint::v1::Complaint& complaint);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_INFERENCE_H_
