// Each sentence is classified by itself, so that "hi, my neck hurts. what can I
// do?" has all its intents.
#include "chatbot/understanding/intents.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace unknot::understanding {
namespace {

namespace lv1 = language::v1;
using chat::v1::Understanding;

constexpr double kSlope = 3.5;     // Of the curve from margin to confidence.
constexpr double kEnough = 0.5;    // To be taken as an intent.
constexpr double kBest = 0.28;     // For the best one, where none is enough.
constexpr double kCertain = 0.97;  // From a template.
constexpr double kFollows = 0.9;   // From what was found.
constexpr int kLongSentence = 60;  // Words; beyond it only the ends count.

constexpr char kDescribe[] = "describe_complaint";
constexpr char kGiveDetail[] = "give_detail";
constexpr char kGiveLocation[] = "give_location";
constexpr char kStatePreference[] = "state_preference";
constexpr char kCorrect[] = "correct";
constexpr char kOutOfScope[] = "out_of_scope";

double Confidence(float margin) { return 1 / (1 + std::exp(-kSlope * margin)); }

bool HasComplaint(const Reading& reading, const Understanding& out) {
  if (!out.complaint().sites().empty()) return true;
  for (const Found& found : reading.found) {
    if (!found.present()) continue;
    if (found.kind == Kind::kSymptom || found.kind == Kind::kPain ||
        found.kind == Kind::kQuality) {
      return true;
    }
    if (found.kind == Kind::kTopic && found.id == "health") return true;
  }
  return false;
}

bool HasDetail(const Understanding& out) {
  const auto& complaint = out.complaint();
  return complaint.has_duration_days() || complaint.has_severity() ||
         complaint.has_age_years() || !out.bare_numbers().empty() ||
         out.bare_side() != complaint::v1::SIDE_UNSPECIFIED ||
         !complaint.pattern_ids().empty() || !complaint.cause_ids().empty();
}

}  // namespace

IntentFinder::IntentFinder(const Lexicon& lexicon) : lexicon_(lexicon) {
  std::vector<LabelledText> texts;
  for (const auto& intent : lexicon.pack().intents()) {
    const int label = static_cast<int>(ids_.size());
    ids_.push_back(intent.id());
    for (const std::string& example : intent.example())
      texts.push_back({lexicon.tokenizer().Tokenize(example), label});
  }
  if (ids_.size() >= 2 && texts.size() >= ids_.size()) {
    classifier_ = Classifier::Train(texts, static_cast<int>(ids_.size()));
  }
}

void IntentFinder::Find(const Reading& reading, absl::string_view pending_slot,
                        Understanding& out) const {
  std::map<std::string, double> confidence;
  const auto raise = [&](const std::string& id, double value) {
    double& have = confidence[id];
    have = std::max(have, value);
  };
  if (classifier_ != nullptr) {
    const absl::Span<const Token> all(reading.tokens);
    for (size_t begin = 0; begin < all.size();) {
      size_t end = begin;
      while (end < all.size() &&
             reading.sentence[end] == reading.sentence[begin]) {
        ++end;
      }
      const absl::Span<const Token> sentence =
          all.subspan(begin, std::min<size_t>(end - begin, kLongSentence));
      const std::vector<float> scores = classifier_->Score(sentence);
      for (size_t k = 0; k < ids_.size(); ++k)
        raise(ids_[k], Confidence(scores[k]));
      begin = end;
    }
  }
  for (const Match& match : reading.intents) {
    raise(lexicon_.pack().intents(lexicon_.use(match.phrase).record).id(),
          kCertain);
  }
  const bool describes = HasComplaint(reading, out);
  if (describes) {
    raise(kDescribe, kFollows);
  } else {
    confidence[kDescribe] = std::min(confidence[kDescribe], kEnough - 0.01);
  }
  if (!out.place().empty()) raise(kGiveLocation, kFollows);
  if (!out.complaint().preference_ids().empty() || !out.times().empty())
    raise(kStatePreference, kFollows);
  if (out.corrects_sites()) raise(kCorrect, kFollows);
  if (!pending_slot.empty() && HasDetail(out)) raise(kGiveDetail, kFollows);

  std::vector<std::pair<double, std::string>> order;
  for (const auto& [id, value] : confidence) order.emplace_back(value, id);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  bool other = false;
  for (const auto& [value, id] : order) {
    if (value < kEnough) break;
    other |= id != kOutOfScope;
  }
  for (const auto& [value, id] : order) {
    if (value < kEnough && !out.intents().empty()) break;
    if (value < kBest && out.intents().empty()) break;
    if (id == kOutOfScope && other) continue;
    auto& intent = *out.add_intents();
    intent.set_intent_id(id);
    intent.set_confidence(value);
    if (value < kEnough) break;
  }
  if (out.intents().empty()) {
    auto& intent = *out.add_intents();
    intent.set_intent_id(kOutOfScope);
    intent.set_confidence(kBest);
  }
}

}  // namespace unknot::understanding
