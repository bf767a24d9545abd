// Each sentence is classified by itself, so that "hi, my neck hurts. what can I
// do?" has all its intents.
#include "chatbot/understanding/intents.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace unknot::understanding {
namespace {

namespace lv1 = language::v1;
using chat::v1::Understanding;

constexpr double kSlope = 3.5;     // Of the curve from margin to confidence.
constexpr double kFollows = 0.9;   // Confidence in what follows from findings.
constexpr double kNothing = 0.28;  // In `out_of_scope` for want of all else.
constexpr double kSurelyOutside = 0.7;  // So likely out of scope that it is.
constexpr int kLongSentence = 60;  // Words; what comes after is not looked at.
constexpr int kFewSentences = 3;   // Up to here each sentence wants something.

// Margins, the unit of the classifier: above 0 is "yes".
constexpr float kNever = -9;
constexpr float kSurely = 1;      // From a template.
constexpr float kBarely = 0.01f;  // For the best one, where none is enough.
constexpr float kSaidInPassing = 0.1f;  // What a long message asks for as well.
constexpr float kComplaintFound = 0.8f;
constexpr float kPlaceFound =
    0.2f;  // A region or condition, without a symptom.
constexpr float kLikeComplaint = -0.3f;  // In its words, with nothing found.
constexpr float kNoComplaintFound = -0.3f;
constexpr float kFarBehind = 0.9f;  // Behind the best: findings do not help it.
constexpr float kPreferenceFound = 0.5f;
constexpr float kAlarmOfComplaint = -0.3f;  // Few complaints are emergencies.

constexpr char kDescribe[] = "describe_complaint";
constexpr char kGiveDetail[] = "give_detail";
constexpr char kGiveLocation[] = "give_location";
constexpr char kStatePreference[] = "state_preference";
constexpr char kCorrect[] = "correct";
constexpr char kDeny[] = "deny";
constexpr char kEmergency[] = "emergency";
constexpr char kFindTherapist[] = "find_therapist";
constexpr char kOutOfScope[] = "out_of_scope";

double Confidence(float margin) { return 1 / (1 + std::exp(-kSlope * margin)); }

// What is named is seen as its kind, so that what is learnt from "is shiatsu
// safe with asthma" holds for every technique and condition.
bool SeenAsKind(Kind kind) {
  return kind == Kind::kRegion || kind == Kind::kTechnique ||
         kind == Kind::kCondition || kind == Kind::kSymptom;
}

// The sentence of `reading` at tokens [begin, end).
ClassifierText ForClassifier(const Reading& reading, int begin, int end) {
  ClassifierText text;
  const auto tokens = absl::MakeConstSpan(reading.tokens);
  text.words.assign(tokens.begin() + begin, tokens.begin() + end);
  const auto found = reading.FoundIn(reading.sentence[begin]);
  for (int i = begin; i < end;) {
    const Found* named = nullptr;
    for (const Found& f : found) {
      if (f.begin == i && f.end > i && f.end <= end && SeenAsKind(f.kind) &&
          (named == nullptr || f.end > named->end)) {
        named = &f;
      }
    }
    if (named == nullptr) {
      text.shapes.push_back(tokens[i++]);
      continue;
    }
    Token shape;
    shape.text = absl::StrCat("{", KindName(named->kind), "}");
    text.shapes.push_back(std::move(shape));
    i = named->end;
  }
  if (tokens[begin].question) {
    Token mark;
    mark.text = "?";
    text.shapes.push_back(std::move(mark));
  }
  return text;
}

// An example as one sentence.
ClassifierText ForClassifier(const Lexicon& lexicon, absl::string_view text) {
  Reading reading = Read(lexicon, lexicon.tokenizer().Tokenize(text));
  if (reading.tokens.empty()) return {};
  std::fill(reading.sentence.begin(), reading.sentence.end(), 0);
  reading.Index();
  return ForClassifier(reading, 0, static_cast<int>(reading.tokens.size()));
}

bool HasDetail(const Understanding& out) {
  const auto& complaint = out.complaint();
  return complaint.has_duration_days() || complaint.has_severity() ||
         complaint.has_age_years() || !out.bare_numbers().empty() ||
         out.bare_side() != complaint::v1::SIDE_UNSPECIFIED ||
         !complaint.pattern_ids().empty() || !complaint.cause_ids().empty();
}

bool IsMassage(const Found& f) {
  return f.kind == Kind::kTechnique ||
         (f.kind == Kind::kTopic && f.id == "massage");
}

// What the findings of a sentence say of its intents.
struct Told {
  bool complaint = false;
  bool place = false;  // Of a complaint: a region or a condition.
  bool preference = false;
};

Told ToldIn(absl::Span<const Found> found) {
  Told told;
  for (const Found& f : found) {
    told.preference |= f.kind == Kind::kPreference;
    if (!f.present()) continue;
    told.complaint |= f.kind == Kind::kSymptom || f.kind == Kind::kPain ||
                      f.kind == Kind::kQuality ||
                      (f.kind == Kind::kTopic && f.id == "health");
    told.place |= f.kind == Kind::kRegion || f.kind == Kind::kCondition;
  }
  return told;
}

// By how much findings move the margin of an intent; `behind` is how far it
// lies below the best one.
float Moved(const std::string& id, const Told& told, float behind) {
  if (id == kDescribe) {
    if (told.complaint) return behind < kFarBehind ? kComplaintFound : 0;
    return told.place ? kPlaceFound : kNoComplaintFound;
  }
  if (id == kStatePreference && told.preference) return kPreferenceFound;
  if (id == kEmergency && told.complaint) return kAlarmOfComplaint;
  return 0;
}

bool IsRequest(const std::string& id) {
  return absl::StartsWith(id, "ask_") || id == "compare_techniques" ||
         id == "book_appointment";
}

using Confidences = std::map<std::string, double>;

// True where a finding that is there gives the intent by itself.
bool FollowsFromFinding(const Lexicon& lexicon, const lv1::Intent& intent,
                        absl::Span<const Found> found) {
  for (const std::string& text : intent.follows_from()) {
    const absl::StatusOr<ConceptName> wanted = ParseConcept(text);
    if (!wanted.ok()) continue;  // The checker names it.
    for (const Found& f : found) {
      if (f.status == complaint::v1::STATUS_PRESENT && f.present() &&
          f.kind == wanted->kind && lexicon.IsA(f.kind, f.id, wanted->id)) {
        return true;
      }
    }
  }
  return false;
}

// Adds what follows from the whole message.
void AddWhatFollows(const Reading& reading, absl::string_view pending_slot,
                    const Understanding& out, Confidences& confidences) {
  if (out.corrects_sites()) confidences[kCorrect] = kFollows;
  if (!pending_slot.empty() && HasDetail(out))
    confidences[kGiveDetail] = kFollows;
  if (out.place().empty()) return;
  // In a complaint a place is where it happened, unless that is said.
  if (!confidences.contains(kDescribe)) confidences[kGiveLocation] = kFollows;
  // "thai massage 30309"
  const bool asks = absl::c_any_of(
      confidences, [](const auto& have) { return IsRequest(have.first); });
  if (!asks && !confidences.contains(kDescribe) &&
      absl::c_any_of(reading.found, IsMassage)) {
    confidences[kFindTherapist] = kFollows;
  }
}

// Takes away what is only a part of something else that was said.
void DropParts(absl::string_view pending_slot, Confidences& confidences) {
  const bool finds = confidences.contains(kFindTherapist);
  const bool asks = absl::c_any_of(
      confidences, [](const auto& have) { return IsRequest(have.first); });
  const bool describes =
      pending_slot.empty() && confidences.contains(kDescribe);
  if (finds) confidences.erase(kGiveLocation);
  if (describes) confidences.erase(kGiveDetail);
  if (describes || asks || finds) confidences.erase(kDeny);
  if (confidences.size() > 1) confidences.erase(kOutOfScope);
  if (confidences.empty()) confidences[kOutOfScope] = kNothing;
}

}  // namespace

IntentFinder::IntentFinder(const Lexicon& lexicon,
                           absl::Span<const LabelledMessage> validation,
                           std::unique_ptr<const IntentModel> stored)
    : lexicon_(lexicon), model_(std::move(stored)) {
  for (const auto& intent : lexicon.pack().intents())
    ids_.push_back(intent.id());
  if (model_ != nullptr) return;
  std::vector<LabelledText> texts;
  for (const auto& intent : lexicon.pack().intents()) {
    for (const std::string& example : intent.example())
      texts.push_back(Label(example, {&intent.id()}));
  }
  for (const auto& set : lexicon.pack().example_sets()) {
    std::vector<const std::string*> ids;
    for (const std::string& id : set.intent_id()) ids.push_back(&id);
    for (const std::string& text : set.text())
      texts.push_back(Label(text, ids));
  }
  const int outside = IndexOf(kOutOfScope);
  const Classes classes{static_cast<int>(ids_.size()), outside};
  const bool has_choice = ids_.size() >= (outside < 0 ? 2u : 3u);
  if (!has_choice || texts.size() < ids_.size()) return;
  std::vector<LabelledText> judged;
  for (const LabelledMessage& message : validation)
    judged.push_back(Label(message.text, {&message.intent_id}));
  model_ = IntentModel::Train(texts, classes, judged);
}

int IntentFinder::IndexOf(absl::string_view id) const {
  const auto it = absl::c_find(ids_, id);
  return it == ids_.end() ? -1 : static_cast<int>(it - ids_.begin());
}

LabelledText IntentFinder::Label(
    absl::string_view text, const std::vector<const std::string*>& ids) const {
  LabelledText labelled{ForClassifier(lexicon_, text), {}};
  for (const std::string* id : ids) {
    const int index = IndexOf(*id);
    if (index >= 0) labelled.labels.push_back(index);
  }
  return labelled;
}

IntentGuess IntentFinder::Guess(absl::string_view text) const {
  if (model_ == nullptr) return {"", 1};
  const IntentModel::Opinion opinion =
      model_->Judge(ForClassifier(lexicon_, text));
  return {ids_[opinion.best], opinion.out_of_scope};
}

void IntentFinder::FindInSentence(const Reading& reading, int begin, int end,
                                  bool of_few, Margins& best) const {
  Margins margins(ids_.size(), kNever);
  double out_of_scope = 0;
  if (model_ != nullptr) {
    IntentModel::Opinion opinion = model_->Judge(
        ForClassifier(reading, begin, std::min(end, begin + kLongSentence)));
    margins = std::move(opinion.margins);
    out_of_scope = opinion.out_of_scope;
  }
  const Told told = ToldIn(reading.FoundIn(reading.sentence[begin]));
  const float highest = *absl::c_max_element(margins);
  const float enough = of_few ? 0 : kSaidInPassing;
  int top = -1;
  bool any = false;
  for (int k = 0; k < static_cast<int>(ids_.size()); ++k) {
    const bool describes = ids_[k] == kDescribe;
    const bool unlike = describes && margins[k] < kLikeComplaint;
    margins[k] += Moved(ids_[k], told, highest - margins[k]);
    if (describes && margins[k] > 0) margins[k] += enough;
    any |= margins[k] > enough;
    if (unlike && !told.complaint && !told.place) continue;
    if (top < 0 || margins[k] > margins[top]) top = k;
  }
  const auto begins_before = [](const Match& match, int at) {
    return match.begin < at;
  };
  for (auto it = absl::c_lower_bound(reading.intents, begin, begins_before);
       it != reading.intents.end() && it->begin < end; ++it) {
    margins[lexicon_.use(it->phrase).record] = kSurely;
    any = true;
  }
  // A statement among others need not want anything.
  const bool wants = reading.sentence.back() == 0 ||
                     (of_few && reading.tokens[begin].question);
  if (wants && !any && top >= 0 && out_of_scope < kSurelyOutside)
    margins[top] = std::max(margins[top], kBarely);
  for (size_t k = 0; k < ids_.size(); ++k) {
    if (margins[k] > enough) best[k] = std::max(best[k], margins[k]);
  }
}

void IntentFinder::Find(const Reading& reading, absl::string_view pending_slot,
                        Understanding& out) const {
  Margins margins(ids_.size(), kNever);
  const int size = static_cast<int>(reading.tokens.size());
  const bool few = size == 0 || reading.sentence.back() < kFewSentences;
  if (!ids_.empty()) {
    for (int begin = 0; begin < size;) {
      int end = begin;
      while (end < size && reading.sentence[end] == reading.sentence[begin])
        ++end;
      FindInSentence(reading, begin, end, few, margins);
      begin = end;
    }
  }
  Confidences confidences;
  for (size_t k = 0; k < ids_.size(); ++k) {
    if (margins[k] > 0) confidences[ids_[k]] = Confidence(margins[k]);
  }
  // A long message tells what has long been.
  for (const auto& intent : lexicon_.pack().intents()) {
    if (few && !intent.follows_from().empty() &&
        FollowsFromFinding(lexicon_, intent, reading.found)) {
      confidences[intent.id()] = kFollows;
    }
  }
  AddWhatFollows(reading, pending_slot, out, confidences);
  DropParts(pending_slot, confidences);

  std::vector<std::pair<double, std::string>> order;
  for (const auto& [id, value] : confidences) order.emplace_back(-value, id);
  std::sort(order.begin(), order.end());
  for (const auto& [value, id] : order) {
    auto& intent = *out.add_intents();
    intent.set_intent_id(id);
    intent.set_confidence(-value);
  }
}

}  // namespace unknot::understanding
