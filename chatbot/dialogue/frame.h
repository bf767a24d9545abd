// The frame: the complaint so far, and how one more message changes it.
#ifndef UNKNOT_CHATBOT_DIALOGUE_FRAME_H_
#define UNKNOT_CHATBOT_DIALOGUE_FRAME_H_

#include <string>

#include "absl/strings/string_view.h"
#include "chatbot/dialogue/knowledge.h"
#include "unknot/chat/v1/understanding.pb.h"
#include "unknot/complaint/v1/complaint.pb.h"

namespace unknot::dialogue {

// The question that waits for an answer, if any.
struct Pending {
  // Its slot (`severity`, `red_flags`, `place`); empty where none waits.
  std::string slot;
  // Its record; null for the questions of the dialogue's own.
  const knowledge::v1::Question* question = nullptr;
};

// What a message did to the frame.
struct Merged {
  // Some fact of the complaint is new or different.
  bool changed = false;
  // Sites or facts were taken back or replaced.
  bool corrected = false;
  // The message is about another person than before, so that the frame was
  // emptied first.
  bool new_subject = false;
  // The question that waited has been answered, "no" and "I don't know"
  // included.
  bool answered = false;
  // Of the signs that a question asked about only those named were denied: "no
  // fever". The others are as unknown as before.
  bool denied_some = false;
  // The answer was "I don't know".
  bool unsure = false;
  // The answer was a plain "yes" to a question of which "yes" says too little.
  bool needs_which = false;
  // What is wanted of a therapist or an appointment has changed.
  bool search_changed = false;
};

// `complaint` with what the message only imagines ("if my legs went numb") as
// if it were so.
complaint::v1::Complaint WithImagined(const chat::v1::Understanding& understood,
                                      const Knowledge& knowledge,
                                      complaint::v1::Complaint complaint);

// Adds the facts of `understood` to `complaint`: new facts are added, said
// again they replace (a status, a side, a number), taken back they go. Where
// `pending` waits, bare numbers, sides, "yes", "no" and "I don't know" answer
// it: "no" makes absent what it asks and nobody has said to be there, "yes"
// makes present what it says. Never adds an id that neither the message nor the
// question has.
Merged Merge(const chat::v1::Understanding& understood, const Pending& pending,
             const Knowledge& knowledge, complaint::v1::Complaint& complaint);

// Records that all that `question` asks was denied: what is not known to be
// there becomes absent, and the question counts as answered.
void Deny(const knowledge::v1::Question& question,
          complaint::v1::Complaint& complaint);

// Changes every symptom and condition that `fact` (`kind/id`) names, itself or
// as what it is a kind of, from present or suspected to past. Returns whether
// there was one.
bool MakePast(absl::string_view fact, const Knowledge& knowledge,
              complaint::v1::Complaint& complaint);

// Takes the fact `kind/id` back. Returns whether it was there.
bool Retract(absl::string_view fact, const Knowledge& knowledge,
             complaint::v1::Complaint& complaint);

// Whether anything is said of a complaint; wishes alone are none.
bool HasComplaint(const complaint::v1::Complaint& complaint);

// Whether the message wants the intent, by more than a guess.
bool Wants(const chat::v1::Understanding& understood, absl::string_view intent);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_FRAME_H_
