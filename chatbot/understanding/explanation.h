// What an understanding rests on, for the people who keep a pack.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_EXPLANATION_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_EXPLANATION_H_

#include <string>
#include <vector>

#include "unknot/chat/v1/understanding.pb.h"

namespace unknot::understanding {

// Words of the text that a record of the pack took for something.
struct Reason {
  std::string what;    // `negation`, the id of an intent; empty: a look-alike.
  int begin = 0;       // First byte in the text as typed.
  int end = 0;         // Byte after the last.
  std::string record;  // `file:line`.
};

// An understanding and what it rests on. Holds nothing of the text but places.
struct Explanation {
  chat::v1::Understanding understanding;

  // For each finding, the place in `cues` of the one that set its status; -1
  // for none.
  std::vector<int> cue_of;

  std::vector<Reason> cues;         // Those in force, in order of begin.
  std::vector<Reason> look_alikes;  // What hid findings inside it.
  std::vector<Reason> intents;      // Templates that settled an intent.
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_EXPLANATION_H_
