// Completes what was understood.
#include "chatbot/dialogue/in_context.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "chatbot/dialogue/frame.h"

namespace unknot::dialogue {
namespace {

using chat::v1::ConversationState;
using chat::v1::Understanding;
using complaint::v1::Side;

constexpr double kStrongestPain = 10;
constexpr double kOldest = 120;
// Families of lists of the language pack.
constexpr absl::string_view kPartOf = "part_of_";
constexpr absl::string_view kPick = "pick_";
constexpr absl::string_view kWish = "wish_";

void WantOnly(absl::string_view intent, Understanding& understood) {
  understood.clear_intents();
  auto* wanted = understood.add_intents();
  wanted->set_intent_id(std::string(intent));
  wanted->set_confidence(1);
}

// What seemed to be about nothing is about that.
void WantToo(absl::string_view intent, Understanding& understood) {
  auto* intents = understood.mutable_intents();
  intents->erase(std::remove_if(intents->begin(), intents->end(),
                                [](const auto& one) {
                                  return one.intent_id() == "out_of_scope";
                                }),
                 intents->end());
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

// "The lower part", "I meant upper": which part of the one place that was
// named. The lists `part_of_<place>/<part>` say which place has which parts.
void TakePart(const ConversationState& state, absl::string_view text,
              const ReplyBook& replies, Understanding& understood) {
  std::string part;
  std::string whole;
  for (const auto& site : state.complaint().sites()) {
    for (const auto& place : replies.MentionedOf(kPartOf, text)) {
      const std::vector<std::string> names = absl::StrSplit(place, '/');
      if (names.size() != 2 || (site.region() != names[0] &&
                                !absl::EndsWith(site.region(), names[0]))) {
        continue;
      }
      if (!part.empty() && part != names[1]) return;
      whole = site.region();
      part = names[1];
    }
  }
  if (part.empty() || part == whole) return;
  understood.mutable_complaint()->add_sites()->set_region(part);
  understood.add_retracted(absl::StrCat("region/", whole));
  if (understood.bare_side() != complaint::v1::SIDE_UNSPECIFIED) {
    understood.mutable_complaint()->mutable_sites(0)->set_side(
        understood.bare_side());
  }
  WantOnly("correct", understood);
}

// "It need not be a woman": no wish, and none any longer.
void DropWishes(const std::vector<std::string>& short_wishes,
                Understanding& understood) {
  auto* wishes = understood.mutable_complaint()->mutable_preference_ids();
  for (const auto& wish : short_wishes) wishes->Add(std::string(wish));
  for (const auto& wish : *wishes) {
    understood.add_retracted(absl::StrCat("preference/", wish));
  }
  wishes->Clear();
}

// "A woman", once therapists are on the table, is a wish for one.
void TakeWishes(const ConversationState& state, absl::string_view text,
                const ReplyBook& replies, Understanding& understood) {
  const auto& complaint = understood.complaint();
  if (state.shown_therapists().empty() || complaint.sites_size() > 0 ||
      complaint.has_age_years()) {
    return;
  }
  const auto wishes = replies.MentionedOf(kWish, text);
  if (replies.Mentions("drops_wish", text)) {
    DropWishes(wishes, understood);
  } else if (complaint.preference_ids().empty()) {
    for (const auto& wish : wishes) {
      understood.mutable_complaint()->add_preference_ids(wish);
    }
  } else {
    return;
  }
  if (understood.retracted_size() + complaint.preference_ids_size() > 0) {
    WantToo("state_preference", understood);
  }
}

// "No, the left one": the side that was named is put right.
void TakeSide(const ConversationState& state, absl::string_view text,
              const ReplyBook& replies, Understanding& understood) {
  const Side side = understood.bare_side();
  if (side == complaint::v1::SIDE_UNSPECIFIED || Other(side) == side) return;
  const auto& sites = state.complaint().sites();
  const bool other = std::any_of(
      sites.begin(), sites.end(),
      [side](const auto& site) { return site.side() == Other(side); });
  // "Right" alone may mean "yes".
  const bool corrects =
      side == complaint::v1::SIDE_LEFT || Wants(understood, "correct") ||
      Wants(understood, "deny") || replies.Mentions("right_side", text);
  if (other && corrects) WantOnly("correct", understood);
}

// "Both sides", of a place that had one or none.
void TakeBothSides(const ConversationState& state, Understanding& understood) {
  const auto& sites = state.complaint().sites();
  if (std::all_of(sites.begin(), sites.end(), [](const auto& site) {
        return site.side() == complaint::v1::SIDE_BOTH;
      })) {
    return;
  }
  understood.set_bare_side(complaint::v1::SIDE_BOTH);
  WantOnly("correct", understood);
}

// "She is 70" is said of the person whom it is about.
void TakeOtherPerson(const ConversationState& state,
                     Understanding& understood) {
  if (state.complaint().subject() != complaint::v1::SUBJECT_OTHER ||
      understood.complaint().subject() != complaint::v1::SUBJECT_UNSPECIFIED) {
    return;
  }
  auto* complaint = understood.mutable_complaint();
  for (const auto& finding : understood.findings()) {
    if (!finding.other_person() || finding.hypothetical()) continue;
    const std::vector<std::string> fact =
        absl::StrSplit(finding.concept_id(), absl::MaxSplits('/', 1));
    if (fact.size() != 2) continue;
    if (fact[0] == "age") {
      complaint->set_age_years(static_cast<int>(finding.value()));
    } else if (fact[0] == "condition") {
      auto* condition = complaint->add_conditions();
      condition->set_condition_id(fact[1]);
      condition->set_status(finding.status());
    } else if (fact[0] == "symptom") {
      auto* symptom = complaint->add_symptoms();
      symptom->set_symptom_id(fact[1]);
      symptom->set_status(finding.status());
    }
  }
}

// A number alone that no strength can have puts the age right.
void TakeAge(const ConversationState& state, Understanding& understood) {
  if (!state.complaint().has_age_years() || state.pending_slot() == "place" ||
      understood.bare_numbers_size() != 1 ||
      understood.complaint().ByteSizeLong() > 0) {
    return;
  }
  const double number = understood.bare_numbers(0);
  if (number <= kStrongestPain || number > kOldest) return;
  understood.mutable_complaint()->set_age_years(static_cast<int>(number));
  WantOnly("correct", understood);
}

// A number with nothing else is how strong it is, where that is not known yet
// or is denied ("no, 6") and no other number was asked for.
void TakeStrength(const ConversationState& state, Understanding& understood) {
  const bool is_known = state.complaint().has_severity();
  if (state.complaint().sites().empty() ||
      (is_known && !Wants(understood, "correct") &&
       !Wants(understood, "deny")) ||
      state.pending_slot() == "age" || state.pending_slot() == "place" ||
      understood.bare_numbers_size() != 1 ||
      understood.bare_side() != complaint::v1::SIDE_UNSPECIFIED ||
      understood.complaint().ByteSizeLong() > 0) {
    return;
  }
  const double number = understood.bare_numbers(0);
  if (number < 0 || number > kStrongestPain) return;
  understood.mutable_complaint()->set_severity(number);
  WantOnly(is_known ? "correct" : "give_detail", understood);
}

}  // namespace

Understanding InContext(Understanding understood, absl::string_view text,
                        const ConversationState& state,
                        const ReplyBook& replies) {
  if (understood.complaint().sites().empty() &&
      replies.Mentions("other_side", text)) {
    TakeOtherSide(state, understood);
  }
  if (understood.complaint().sites().empty()) {
    TakePart(state, text, replies, understood);
    if (replies.Is("both_sides", text)) TakeBothSides(state, understood);
  }
  TakeWishes(state, text, replies, understood);
  TakeSide(state, text, replies, understood);
  TakeOtherPerson(state, understood);
  if (replies.Is("skip", text)) WantOnly("unsure", understood);
  TakeAge(state, understood);
  // The one of "the second one" and of "when can I have one" is no number.
  if (replies.MentionedOf(kPick, text).empty() &&
      !replies.Mentions("no_number", text)) {
    TakeStrength(state, understood);
  }
  return understood;
}

}  // namespace unknot::dialogue
