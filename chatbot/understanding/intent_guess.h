// Messages with one intent each, as public sets of them have.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_INTENT_GUESS_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_INTENT_GUESS_H_

#include <string>

namespace unknot::understanding {

// A message and the one intent that it has.
struct LabelledMessage {
  std::string text;
  std::string intent_id;
};

// The one intent that a message as a whole is likeliest to have.
struct IntentGuess {
  std::string intent_id;    // Never `out_of_scope`; empty where there is none.
  double out_of_scope = 0;  // How likely it has no intent at all, from 0 to 1.
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_INTENT_GUESS_H_
