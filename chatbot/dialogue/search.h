// Looking for therapists: from wishes to a search, and what to say of it.
#ifndef UNKNOT_CHATBOT_DIALOGUE_SEARCH_H_
#define UNKNOT_CHATBOT_DIALOGUE_SEARCH_H_

#include "absl/status/statusor.h"
#include "chatbot/dialogue/turn.h"
#include "unknot/directory/v1/search.pb.h"

namespace unknot::dialogue {

// What the directory answers.
struct TherapistSearch {
  absl::StatusOr<directory::v1::SearchTherapistsResponse> found;
  bool relaxed = false;  // Nobody was as wished for: found without wishes.
};

// Searches for what the conversation so far asks for: its place, the wishes of
// the complaint and of earlier turns, techniques recommended or wanted, what
// hurts. The results go from the first to the last that was to be shown.
TherapistSearch SearchNow(const Turn& turn);

// Whether the preference changes whom to show rather than which massage.
bool ConcernsTherapist(absl::string_view preference_id);

// Takes place, wishes and times of the message into the state. Returns whether
// a place came with it.
bool TakeSearchWishes(Turn& turn);

// Searches where the place is known and shows who was found, or says why
// nobody is; else asks for the place.
void FindTherapists(Turn& turn);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_SEARCH_H_
