// The lists of a pack that the code asks for by name.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_LIST_NAMES_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_LIST_NAMES_H_

#include "absl/strings/string_view.h"

namespace unknot::understanding {

// True where code of the chatbot asks for the list itself, so that no template
// need name it. Whoever makes the understanding ask for another list adds it
// here; lists that the dialogue asks for stand in `replies*.textproto`.
bool IsNameOfCode(absl::string_view name);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_LIST_NAMES_H_
