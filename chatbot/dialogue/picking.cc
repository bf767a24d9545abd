// Finds out what was picked, and tells what is known of a therapist.
#include "chatbot/dialogue/picking.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "chatbot/dialogue/cards.h"
#include "chatbot/dialogue/phrases.h"
#include "chatbot/dialogue/search.h"
#include "chatbot/dialogue/topics.h"

namespace unknot::dialogue {
namespace {

using directory::v1::SearchResult;
using directory::v1::Therapist;
using google::protobuf::RepeatedPtrField;

constexpr int kNone = -1;
// A name alone picks only in a message as short as this, in words.
constexpr size_t kShortMessage = 6;
constexpr size_t kShortestName = 3;

// The entry of a list of `count` that the message names by its number.
int PickedEntry(const Turn& turn, int count) {
  static constexpr absl::string_view kLists[] = {"pick_1", "pick_2", "pick_3"};
  for (int i = 0; i < std::min<int>(count, std::size(kLists)); ++i) {
    if (turn.mentions(kLists[i])) return i;
  }
  return count > 0 && turn.mentions("pick_last") ? count - 1 : kNone;
}

bool ToldLast(const Turn& turn, absl::string_view kind) {
  return absl::StartsWith(turn.state.last_topic(), absl::StrCat(kind, "/"));
}

// The words of a text in lower case, without punctuation.
std::vector<std::string> WordsOf(absl::string_view text) {
  std::string lower = absl::AsciiStrToLower(text);
  for (char& c : lower) {
    if (absl::ascii_isascii(c) && !absl::ascii_isalnum(c)) c = ' ';
  }
  return absl::StrSplit(lower, ' ', absl::SkipEmpty());
}

// Whether the message has a word of the name.
bool Names(const std::vector<std::string>& said, absl::string_view name) {
  const auto words = WordsOf(name);
  return std::any_of(words.begin(), words.end(), [&](const auto& word) {
    return word.size() >= kShortestName &&
           std::find(said.begin(), said.end(), word) != said.end();
  });
}

// Whether the message may pick one of the therapists shown last.
bool MayPickTherapist(const Turn& turn) {
  if (turn.state.shown_therapists().empty() ||
      !ToldLast(turn, kTherapistsTopic) ||
      turn.input.understood.complaint().sites_size() > 0) {
    return false;
  }
  return PickedEntry(turn, turn.state.shown_therapists_size()) != kNone ||
         turn.mentions("tell_more") ||
         WordsOf(turn.input.text).size() <= kShortMessage;
}

// Those shown last, as the directory has them now, in the order shown. Empty
// where it cannot be reached.
std::vector<SearchResult> ShownTherapists(const Turn& turn) {
  std::vector<SearchResult> shown;
  const auto found = SearchNow(turn).found;
  if (!found.ok()) return shown;
  for (const auto& name : turn.state.shown_therapists()) {
    for (const auto& result : found->results()) {
      if (result.therapist().name() == name) shown.push_back(result);
    }
  }
  return shown;
}

// The one of `shown` that the message names; null where it names none.
const SearchResult* NamedIn(const std::vector<SearchResult>& shown,
                            absl::string_view text) {
  const auto said = WordsOf(text);
  const auto it = absl::c_find_if(shown, [&](const SearchResult& result) {
    return Names(said, result.therapist().display_name());
  });
  return it == shown.end() ? nullptr : &*it;
}

// The one of `shown` of that resource name; null where there is none any more.
const SearchResult* Called(const std::vector<SearchResult>& shown,
                           absl::string_view name) {
  const auto it = absl::c_find_if(shown, [&](const SearchResult& result) {
    return result.therapist().name() == name;
  });
  return it == shown.end() ? nullptr : &*it;
}

std::string ClockTime(int minutes) {
  return absl::StrFormat("%d:%02d", minutes / 60, minutes % 60);
}

std::string HoursInWords(const Therapist& therapist, absl::string_view locale,
                         const Speaker& speaker) {
  std::map<int, std::vector<std::string>> of_day;
  for (const auto& period : therapist.opening_hours()) {
    of_day[period.day()].push_back(speaker.Part(
        reply::kHoursOfDay, {{"day", WeekdayInWords(period.day(), locale)},
                             {"from", ClockTime(period.open_minute())},
                             {"to", ClockTime(period.close_minute())}}));
  }
  std::vector<std::string> days;
  for (auto& [day, periods] : of_day)
    days.push_back(absl::StrJoin(periods, ", "));
  return absl::StrJoin(days, ", ");
}

std::string NamesInWords(const RepeatedPtrField<std::string>& ids,
                         std::vector<absl::string_view> kinds,
                         const Turn& turn) {
  std::vector<std::string> names;
  for (const auto& id : ids) {
    for (const absl::string_view kind : kinds) {
      const std::string fact = absl::StrCat(kind, "/", id);
      if (turn.resources.knowledge.FindConcept(fact) == nullptr &&
          kind != "technique") {
        continue;
      }
      names.push_back(turn.resources.knowledge.NameOf(fact));
      break;
    }
  }
  return turn.speaker.Join(names);
}

std::vector<std::string> Details(const Therapist& therapist, const Turn& turn) {
  std::vector<std::string> lines;
  const auto add = [&](const ReplySpec& spec, absl::string_view name,
                       const std::string& value) {
    if (!value.empty())
      lines.push_back(turn.speaker.Part(spec, {{name, value}}));
  };
  add(reply::kTherapistOffers, "list",
      NamesInWords(therapist.technique_ids(), {"technique"}, turn));
  add(reply::kTherapistTreats, "list",
      NamesInWords(therapist.treats(), {"region", "condition"}, turn));
  add(reply::kTherapistHours, "days",
      HoursInWords(therapist, turn.state.locale(), turn.speaker));
  add(reply::kTherapistAddress, "address",
      absl::StrJoin(therapist.location().address_lines(), ", "));
  add(reply::kTherapistInsurers, "list",
      absl::StrJoin(therapist.insurers(), ", "));
  add(reply::kTherapistWebsite, "uri", therapist.website_uri());
  if (therapist.offers_virtual()) {
    lines.push_back(turn.speaker.Part(reply::kTherapistVirtual));
  }
  if (therapist.offers_home_visits()) {
    lines.push_back(turn.speaker.Part(reply::kTherapistHomeVisits));
  }
  if (therapist.wheelchair_accessible()) {
    lines.push_back(turn.speaker.Part(reply::kTherapistWheelchair));
  }
  return lines;
}

void TellTherapist(Turn& turn, const SearchResult& result) {
  directory::v1::SearchTherapistsResponse one;
  *one.add_results() = result;
  turn.speaker.Say(reply::kTherapistChosen,
                   {{"name", result.therapist().display_name()}});
  *turn.response.add_messages()->mutable_therapists() = CardsOfTherapists(
      one, 1, turn.state.country_code(), turn.state.locale(), turn.speaker);
  turn.speaker.SayText(absl::StrJoin(Details(result.therapist(), turn), "\n"),
                       reply::kTherapistChosen.id);
}

}  // namespace

int PickedTechnique(const Turn& turn) {
  if (ToldLast(turn, kTherapistsTopic)) return kNone;
  return PickedEntry(turn, turn.state.recommended_technique_ids_size());
}

bool TellPicked(Turn& turn) {
  if (!MayPickTherapist(turn)) return false;
  const auto shown = ShownTherapists(turn);
  const int entry = PickedEntry(turn, turn.state.shown_therapists_size());
  const SearchResult* picked =
      entry == kNone ? NamedIn(shown, turn.input.text)
                     : Called(shown, turn.state.shown_therapists(entry));
  if (picked == nullptr && entry == kNone) return false;
  turn.answered = true;
  turn.asks_for_therapists = false;
  if (picked == nullptr) {
    turn.speaker.Say(reply::kTherapistGone);
  } else {
    TellTherapist(turn, *picked);
  }
  return true;
}

}  // namespace unknot::dialogue
