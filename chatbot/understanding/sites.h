// Where it hurts, where the pain goes, and whether that is a matter of muscles
// and joints.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_SITES_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_SITES_H_

#include "absl/strings/string_view.h"
#include "chatbot/understanding/found.h"
#include "chatbot/understanding/lexicon.h"
#include "unknot/chat/v1/understanding.pb.h"

namespace unknot::understanding {

// True where a finding tells that something is felt: pain, how it feels, how
// strong it is, a symptom or a wound.
bool IsFelt(const Found& found);

// Fills `sites` and `radiates_to` of the complaint of `out`, its `retracted`,
// `corrects_sites` and `scope`. Marks regions taken back in `reading`, which
// must be indexed. `pending_slot` as for Assemble().
void SetSites(const Lexicon& lexicon, absl::string_view pending_slot,
              Reading& reading, chat::v1::Understanding& out);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_SITES_H_
