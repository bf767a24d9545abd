// Searches for therapists and tells what came of it.
#include "chatbot/dialogue/search.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "chatbot/dialogue/cards.h"
#include "chatbot/dialogue/phrases.h"
#include "chatbot/dialogue/picking.h"
#include "chatbot/dialogue/questions.h"
#include "chatbot/dialogue/topics.h"

namespace unknot::dialogue {
namespace {

using chat::v1::ConversationState;
using directory::v1::SearchTherapistsRequest;
using directory::v1::SearchTherapistsResponse;
using directory::v1::Weekday;
using google::protobuf::RepeatedPtrField;

constexpr int kShownTherapists = 3;
constexpr int kMostTherapistsSeen = 48;  // By asking for more and more.
constexpr int kMostTechniquesSearched = 5;
constexpr int kMostSearchWishes = 20;
// What was told last, where several places of one name were: its name follows.
constexpr absl::string_view kPlaceTopic = "place";
// Longer than any name of a place, shorter than a story.
constexpr size_t kLongestPlace = 80;
constexpr size_t kMostWordsOfPlace = 6;
// "Stratford" may look like a question to who knows no towns: of so few words
// only what is surely a question is one.
constexpr size_t kMostWordsOfName = 3;
constexpr double kSureQuestion = 0.8;

// Minutes from midnight at which parts of the day begin and end.
constexpr int kNoon = 12 * 60;
constexpr int kEveningBegins = 17 * 60;

bool Contains(const RepeatedPtrField<std::string>& list, absl::string_view id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

Weekday WeekdayOf(absl::CivilDay day) {
  switch (absl::GetWeekday(day)) {
    case absl::Weekday::monday:
      return directory::v1::WEEKDAY_MONDAY;
    case absl::Weekday::tuesday:
      return directory::v1::WEEKDAY_TUESDAY;
    case absl::Weekday::wednesday:
      return directory::v1::WEEKDAY_WEDNESDAY;
    case absl::Weekday::thursday:
      return directory::v1::WEEKDAY_THURSDAY;
    case absl::Weekday::friday:
      return directory::v1::WEEKDAY_FRIDAY;
    case absl::Weekday::saturday:
      return directory::v1::WEEKDAY_SATURDAY;
    default:
      return directory::v1::WEEKDAY_SUNDAY;
  }
}

// The days that an id of a time names; empty where it names none.
std::vector<Weekday> DaysOf(absl::string_view id, absl::CivilDay today) {
  if (id == "weekend") {
    return {directory::v1::WEEKDAY_SATURDAY, directory::v1::WEEKDAY_SUNDAY};
  }
  if (id == "today") return {WeekdayOf(today)};
  if (id == "tomorrow") return {WeekdayOf(today + 1)};
  Weekday day;
  if (directory::v1::Weekday_Parse(
          absl::StrCat("WEEKDAY_", absl::AsciiStrToUpper(id)), &day)) {
    return {day};
  }
  return {};
}

void SetHours(const RepeatedPtrField<std::string>& wishes,
              directory::v1::OpenAt* open_at) {
  if (Contains(wishes, "morning")) open_at->set_end_minute(kNoon);
  if (Contains(wishes, "afternoon")) {
    open_at->set_start_minute(kNoon);
    open_at->set_end_minute(kEveningBegins);
  }
  if (Contains(wishes, "evening")) {
    open_at->set_start_minute(kEveningBegins);
    open_at->clear_end_minute();
  }
}

void SetTimes(const RepeatedPtrField<std::string>& wishes, absl::CivilDay today,
              SearchTherapistsRequest& request) {
  for (const auto& wish : wishes) {
    for (const Weekday day : DaysOf(wish, today)) {
      auto* open_at = request.add_open_at();
      open_at->set_day(day);
      SetHours(wishes, open_at);
    }
  }
  const bool part_of_day = Contains(wishes, "morning") ||
                           Contains(wishes, "afternoon") ||
                           Contains(wishes, "evening");
  if (request.open_at().empty() && part_of_day) {
    SetHours(wishes, request.add_open_at());
  }
}

void SetWishes(const RepeatedPtrField<std::string>& wishes,
               SearchTherapistsRequest& request) {
  constexpr absl::string_view kLanguage = "language_";
  for (const auto& wish : wishes) {
    if (absl::StartsWith(wish, kLanguage)) {
      const std::string tag = wish.substr(kLanguage.size());
      // Two letters are a language; "other" is not known well enough to search.
      if (tag.size() == 2) request.add_languages(tag);
    }
  }
  if (Contains(wishes, "therapist_female")) {
    request.set_gender(directory::v1::GENDER_FEMALE);
  }
  if (Contains(wishes, "therapist_male")) {
    request.set_gender(directory::v1::GENDER_MALE);
  }
  request.set_offers_virtual(Contains(wishes, "virtual"));
  request.set_offers_home_visits(Contains(wishes, "at_home"));
  request.set_wheelchair_accessible(Contains(wishes, "wheelchair_access"));
  request.set_accepts_new_clients(Contains(wishes, "soon"));
  if (Contains(wishes, "licensed")) {
    request.set_licence_filter(directory::v1::LICENCE_FILTER_ACTIVE);
  }
  if (Contains(wishes, "close_by")) {
    request.set_order_by(directory::v1::SEARCH_ORDER_DISTANCE);
  }
  if (Contains(wishes, "highly_rated")) {
    request.set_order_by(directory::v1::SEARCH_ORDER_RATING);
  }
  if (Contains(wishes, "low_cost")) {
    request.set_order_by(directory::v1::SEARCH_ORDER_PRICE);
  }
}

void SetMassage(const ConversationState& state,
                SearchTherapistsRequest& request) {
  const auto& complaint = state.complaint();
  for (const auto& mention : complaint.techniques()) {
    if (mention.stance() == complaint::v1::STANCE_WANTED &&
        (state.recommended_technique_ids().empty() ||
         Contains(state.recommended_technique_ids(), mention.technique_id()))) {
      request.add_technique_ids(mention.technique_id());
    }
  }
  for (const auto& id : state.recommended_technique_ids()) {
    if (request.technique_ids_size() >= kMostTechniquesSearched) break;
    if (!Contains(request.technique_ids(), id)) request.add_technique_ids(id);
  }
  for (const auto& site : complaint.sites()) {
    if (request.treats_size() < 10) request.add_treats(site.region());
  }
  for (const auto& condition : complaint.conditions()) {
    if (condition.status() == complaint::v1::STATUS_PRESENT &&
        request.treats_size() < 20) {
      request.add_treats(condition.condition_id());
    }
  }
}

bool HasFilters(const SearchTherapistsRequest& request) {
  return request.technique_ids_size() > 0 || request.languages_size() > 0 ||
         request.gender() != directory::v1::GENDER_UNSPECIFIED ||
         request.accepts_new_clients() || request.offers_virtual() ||
         request.offers_home_visits() || request.wheelchair_accessible() ||
         request.open_at_size() > 0;
}

void ClearFilters(SearchTherapistsRequest& request) {
  request.clear_technique_ids();
  request.clear_languages();
  request.clear_gender();
  request.clear_accepts_new_clients();
  request.clear_offers_virtual();
  request.clear_offers_home_visits();
  request.clear_wheelchair_accessible();
  request.clear_open_at();
}

// `today` turns "tomorrow" into a weekday.
SearchTherapistsRequest SearchFor(const ConversationState& state,
                                  absl::CivilDay today) {
  SearchTherapistsRequest request;
  request.set_place(state.place());
  request.set_country_code(state.country_code());
  request.set_page_size(state.therapists_passed() + kShownTherapists);
  RepeatedPtrField<std::string> wishes = state.complaint().preference_ids();
  wishes.MergeFrom(state.search_preference_ids());
  SetWishes(wishes, request);
  SetTimes(wishes, today, request);
  SetMassage(state, request);
  return request;
}

void AskForPlace(Turn& turn, const ReplySpec& spec, const Args& args = {}) {
  AskOwn(turn, "place", spec, args);
}

// The place is one of several of that name, or none at all.
void TellPlaceUnclear(Turn& turn, const SearchTherapistsResponse& found) {
  std::vector<std::string> names;
  for (const auto& place : found.alternatives()) {
    if (names.size() < 5) names.push_back(place.display_name());
  }
  const std::string asked = turn.state.place();
  turn.state.set_place(turn.place_before);
  if (names.empty()) {
    AskForPlace(turn, reply::kPlaceUnknown);
    return;
  }
  AskForPlace(turn, reply::kPlaceAmbiguous,
              {{"options", turn.speaker.Join(names)}});
  RememberTopic(turn, kPlaceTopic, asked);
  turn.response.clear_quick_replies();
  for (const auto& name : names) {
    auto* reply = turn.response.add_quick_replies();
    reply->set_id(absl::StrCat("place/", name));
    reply->set_label(name);
  }
}

void ShowTherapists(Turn& turn, SearchTherapistsResponse found, bool relaxed) {
  const std::string place = found.resolved_place().display_name();
  const Args args = {{"place", place}};
  auto* results = found.mutable_results();
  const int passed = turn.state.therapists_passed();
  if (results->size() <= passed) {
    turn.speaker.Say(reply::kTherapistsNoMore, args);
    return;
  }
  results->DeleteSubrange(0, passed);
  if (found.place_match() == directory::v1::PLACE_MATCH_KIND_SPELLING) {
    turn.speaker.Say(reply::kPlaceGuessed, args);
  }
  if (relaxed) {
    turn.speaker.Say(reply::kTherapistsRelaxed, args);
  } else if (found.radius_widened()) {
    turn.speaker.Say(
        reply::kTherapistsFarther,
        {{"place", place},
         {"distance", DistanceInWords(found.radius_m(),
                                      found.resolved_place().country_code(),
                                      turn.speaker)}});
  } else {
    turn.speaker.Say(reply::kTherapistsFound, args);
  }
  *turn.response.add_messages()->mutable_therapists() =
      CardsOfTherapists(found, kShownTherapists, turn.state.country_code(),
                        turn.state.locale(), turn.speaker);
  turn.speaker.Say(reply::kTherapistsRefine);
  turn.state.clear_shown_therapists();
  for (const auto& result : found.results()) {
    if (turn.state.shown_therapists_size() >= kShownTherapists) break;
    turn.state.add_shown_therapists(result.therapist().name());
  }
  while (results->size() > kShownTherapists) results->RemoveLast();
  *turn.response.mutable_therapists() = std::move(found);
  RememberTopic(turn, kTherapistsTopic, "");
}

// "Show me more" goes on after those shown; anything else starts anew.
void PassThoseShown(Turn& turn) {
  const int passed =
      turn.state.therapists_passed() + turn.state.shown_therapists_size();
  const bool more = turn.asks_for_more_therapists &&
                    passed + kShownTherapists <= kMostTherapistsSeen;
  turn.state.set_therapists_passed(more ? passed : 0);
}

// Where nothing said which country the person is in, the place does.
void TakeCountry(const directory::v1::Place& place, ConversationState& state) {
  if (state.country_code().empty()) {
    state.set_country_code(place.country_code());
  }
}

bool AsksSomething(const Turn& turn, double least_confidence) {
  const auto& intents = turn.input.understood.intents();
  return std::any_of(intents.begin(), intents.end(), [&](const auto& intent) {
    return absl::StartsWith(intent.intent_id(), "ask_") &&
           turn.wants(intent.intent_id()) &&
           intent.confidence() >= least_confidence;
  });
}

bool LooksLikePlace(const Turn& turn) {
  const absl::string_view text = absl::StripAsciiWhitespace(turn.input.text);
  if (text.empty() || text.size() > kLongestPlace) return false;
  const std::vector<absl::string_view> words =
      absl::StrSplit(text, ' ', absl::SkipEmpty());
  if (words.size() > kMostWordsOfPlace) return false;
  if (AsksSomething(turn,
                    words.size() > kMostWordsOfName ? 0 : kSureQuestion)) {
    return false;
  }
  if (turn.asks_for_advice) return false;
  for (const absl::string_view intent :
       {"deny", "affirm", "unsure", "thanks", "goodbye", "restart", "greet",
        "help", "privacy", "feedback_bad", "feedback_good", "human_handoff",
        "bot_identity", "describe_complaint", "emergency"}) {
    if (turn.wants(intent)) return false;
  }
  for (const absl::string_view list :
       {"tell_more", "show_more", "ask_known", "ask_why", "ask_why_not"}) {
    if (turn.mentions(list)) return false;
  }
  if (PickedTechnique(turn) >= 0) return false;
  return turn.input.understood.complaint().ByteSizeLong() == 0 &&
         !absl::StrContains(text, "?");
}

// "Georgia" says which Decatur, where that was asked.
TherapistSearch SearchThePlace(Turn& turn) {
  const std::string said = turn.state.place();
  const std::string topic = absl::StrCat(kPlaceTopic, "/");
  if (turn.pending.slot == "place" &&
      absl::StartsWith(turn.state.last_topic(), topic) &&
      said != turn.place_before) {
    turn.state.set_place(
        absl::StrCat(turn.state.last_topic().substr(topic.size()), ", ", said));
    TherapistSearch search = SearchNow(turn);
    if (search.found.ok() && search.found->has_resolved_place()) return search;
    turn.state.set_place(said);
  }
  return SearchNow(turn);
}

void AddWish(absl::string_view id, ConversationState& state) {
  auto* wishes = state.mutable_search_preference_ids();
  if (Contains(*wishes, id)) return;
  if (wishes->size() >= kMostSearchWishes) wishes->erase(wishes->begin());
  wishes->Add(std::string(id));
}

}  // namespace

bool ConcernsTherapist(absl::string_view id) {
  constexpr absl::string_view kIds[] = {"therapist_female",
                                        "therapist_male",
                                        "virtual",
                                        "at_home",
                                        "evening",
                                        "weekend",
                                        "soon",
                                        "low_cost",
                                        "insurance",
                                        "highly_rated",
                                        "licensed",
                                        "experienced",
                                        "close_by",
                                        "chaperone",
                                        "wheelchair_access",
                                        "pregnancy_trained"};
  return absl::StartsWith(id, "language_") ||
         std::find(std::begin(kIds), std::end(kIds), id) != std::end(kIds);
}

TherapistSearch SearchNow(const Turn& turn) {
  auto request = SearchFor(turn.state, turn.input.today);
  TherapistSearch search{turn.resources.therapists.Search(request)};
  if (search.found.ok() && search.found->results().empty() &&
      search.found->has_resolved_place() && HasFilters(request)) {
    ClearFilters(request);
    search = {turn.resources.therapists.Search(request), /*relaxed=*/true};
  }
  return search;
}

bool TakeSearchWishes(Turn& turn) {
  const auto& understood = turn.input.understood;
  // A new day or hour replaces the one wanted before.
  if (understood.times_size() > 0) {
    turn.state.clear_search_preference_ids();
  }
  for (const auto& time : understood.times()) AddWish(time, turn.state);
  if (!understood.place().empty()) {
    turn.state.set_place(understood.place().substr(0, 200));
    return true;
  }
  if (turn.pending.slot == "place" && LooksLikePlace(turn)) {
    turn.state.set_place(
        std::string(absl::StripAsciiWhitespace(turn.input.text)));
    return true;
  }
  return false;
}

void FindTherapists(Turn& turn) {
  turn.answered = true;
  if (turn.state.place().empty()) {
    AskForPlace(turn, reply::kAskPlace);
    return;
  }
  if (turn.resources.replies.Mentions("here", turn.state.place())) {
    // A place that was told is what "here" means.
    turn.state.set_place(
        turn.resources.replies.Mentions("here", turn.place_before)
            ? ""
            : turn.place_before);
    if (turn.state.place().empty()) {
      AskForPlace(turn, reply::kAskPlaceNotNearMe);
      return;
    }
  }
  PassThoseShown(turn);
  auto [found, relaxed] = SearchThePlace(turn);
  if (found.ok()) TakeCountry(found->resolved_place(), turn.state);
  if (absl::IsNotFound(found.status()) ||
      absl::IsInvalidArgument(found.status())) {
    turn.state.set_place(turn.place_before);
    AskForPlace(turn, reply::kPlaceUnknown);
  } else if (!found.ok()) {
    turn.speaker.Say(reply::kTherapistsUnavailable);
  } else if (!found->has_resolved_place()) {
    TellPlaceUnclear(turn, *found);
  } else if (found->results().empty()) {
    turn.speaker.Say(reply::kTherapistsNobody,
                     {{"place", found->resolved_place().display_name()}});
  } else {
    ShowTherapists(turn, *std::move(found), relaxed);
  }
}

}  // namespace unknot::dialogue
