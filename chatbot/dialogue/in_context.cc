// Completes what was understood.
#include "chatbot/dialogue/in_context.h"

#include <algorithm>

namespace unknot::dialogue {
namespace {

using chat::v1::ConversationState;
using chat::v1::Understanding;
using complaint::v1::Side;

constexpr double kStrongestPain = 10;

void WantOnly(absl::string_view intent, Understanding& understood) {
  understood.clear_intents();
  auto* wanted = understood.add_intents();
  wanted->set_intent_id(std::string(intent));
  wanted->set_confidence(1);
}

Side Other(Side side) {
  if (side == complaint::v1::SIDE_LEFT) return complaint::v1::SIDE_RIGHT;
  if (side == complaint::v1::SIDE_RIGHT) return complaint::v1::SIDE_LEFT;
  return side;
}

// "The other side": of the one place that has a side. It corrects, and says
// "no" to nothing.
void TakeOtherSide(const ConversationState& state, Understanding& understood) {
  Side side = complaint::v1::SIDE_UNSPECIFIED;
  for (const auto& site : state.complaint().sites()) {
    if (Other(site.side()) == site.side()) continue;
    if (side != complaint::v1::SIDE_UNSPECIFIED && side != site.side()) return;
    side = site.side();
  }
  if (side == complaint::v1::SIDE_UNSPECIFIED) return;
  understood.set_bare_side(Other(side));
  WantOnly("correct", understood);
}

// A number with nothing else is how strong it is, where that is not known yet
// and no other number was asked for.
void TakeStrength(const ConversationState& state, Understanding& understood) {
  if (state.complaint().sites().empty() || state.complaint().has_severity() ||
      state.pending_slot() == "age" || state.pending_slot() == "place" ||
      understood.bare_numbers_size() != 1 ||
      understood.complaint().ByteSizeLong() > 0) {
    return;
  }
  const double number = understood.bare_numbers(0);
  if (number < 0 || number > kStrongestPain) return;
  understood.mutable_complaint()->set_severity(number);
  WantOnly("give_detail", understood);
}

}  // namespace

Understanding InContext(Understanding understood, absl::string_view text,
                        const ConversationState& state,
                        const ReplyBook& replies) {
  if (understood.complaint().sites().empty() &&
      replies.Mentions("other_side", text)) {
    TakeOtherSide(state, understood);
  }
  if (replies.Is("skip", text)) WantOnly("unsure", understood);
  TakeStrength(state, understood);
  return understood;
}

}  // namespace unknot::dialogue
