// A linear classifier over sentences and clauses.
#include "chatbot/understanding/signs.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/algorithm/container.h"

namespace unknot::understanding {
namespace {

namespace lv1 = language::v1;

// Margin from which a sign counts as told. Of 22 that reached it on 1,114
// messages not trained on, 9 were right: a sign missed is worse than one too
// many.
constexpr float kSure = 0.5f;
constexpr double kConfidence = 0.6;
constexpr int kFewestWords = 3;
constexpr int kMostWords = 40;

ClassifierText TextOf(absl::Span<const Token> tokens) {
  ClassifierText text;
  text.words.assign(tokens.begin(), tokens.end());
  text.shapes = text.words;
  if (!tokens.empty() && tokens.front().question) {
    Token mark;
    mark.text = "?";
    text.shapes.push_back(std::move(mark));
  }
  return text;
}

bool IsDangerSign(const Lexicon& lexicon, const Found& found) {
  if (found.kind != Kind::kSymptom) return false;
  const ConceptInfo* info = lexicon.Find(Kind::kSymptom, found.id);
  return info != nullptr && info->danger_sign;
}

// Something was said of the sign itself, or of one that is a kind of it.
bool IsSpokenOf(const Lexicon& lexicon, const Reading& reading,
                const std::string& id) {
  return absl::c_any_of(reading.found, [&](const Found& found) {
    return found.kind == Kind::kSymptom &&
           (lexicon.IsA(Kind::kSymptom, found.id, id) ||
            lexicon.IsA(Kind::kSymptom, id, found.id));
  });
}

// Whether a cue among the tokens [begin, end) takes back what they tell.
bool IsTakenBack(const Reading& reading, int begin, int end) {
  return absl::c_any_of(reading.CuesIn(reading.sentence[begin]),
                        [&](const FoundCue& cue) {
                          return cue.begin >= begin && cue.end <= end &&
                                 (cue.kind == lv1::CUE_KIND_NEGATION ||
                                  cue.kind == lv1::CUE_KIND_HYPOTHETICAL ||
                                  cue.kind == lv1::CUE_KIND_PAST);
                        });
}

// Of each token, how many before it are of words that only look like a sign.
std::vector<int> CountLookAlikes(const Reading& reading) {
  std::vector<int> count(reading.tokens.size() + 1);
  for (const Match& match : reading.look_alikes)
    std::fill(count.begin() + match.begin + 1, count.begin() + match.end + 1,
              1);
  std::partial_sum(count.begin(), count.end(), count.begin());
  return count;
}

bool IsOfAnother(const Reading& reading, int begin, int end) {
  return absl::c_any_of(reading.CuesIn(reading.sentence[begin]),
                        [&](const FoundCue& cue) {
                          return cue.kind == lv1::CUE_KIND_OTHER_PERSON &&
                                 cue.begin >= begin && cue.end <= end;
                        });
}

// The token after the run of equal values in `of` that begins at a token.
int EndOfRun(const std::vector<int>& of, int begin) {
  int end = begin;
  while (end < static_cast<int>(of.size()) && of[end] == of[begin]) ++end;
  return end;
}

}  // namespace

SignFinder::SignFinder(const Lexicon& lexicon,
                       std::unique_ptr<const Classifier> stored)
    : lexicon_(lexicon), classifier_(std::move(stored)) {
  const lv1::LanguagePack& pack = lexicon.pack();
  const auto tokens_of = [&](const std::string& text) {
    return lexicon.tokenizer().Tokenize(text);
  };
  std::vector<LabelledText> texts;
  for (const auto& examples : pack.sign_examples()) {
    std::vector<int> labels;
    for (const std::string& text : examples.concept_id()) {
      const absl::StatusOr<ConceptName> name = ParseConcept(text);
      if (!name.ok()) continue;  // The checker names it.
      const auto it = absl::c_find(ids_, name->id);
      labels.push_back(static_cast<int>(it - ids_.begin()));
      if (it == ids_.end()) ids_.push_back(name->id);
    }
    if (classifier_ != nullptr) continue;
    for (const std::string& text : examples.text())
      texts.push_back({TextOf(tokens_of(text)), labels});
  }
  if (ids_.empty() || classifier_ != nullptr) return;
  for (const auto& intent : pack.intents()) {
    for (const std::string& example : intent.example()) {
      Reading reading = Read(lexicon, tokens_of(example));
      const bool tells = absl::c_any_of(reading.found, [&](const Found& found) {
        return IsDangerSign(lexicon, found);
      });
      if (!tells) texts.push_back({TextOf(reading.tokens), {}});
    }
  }
  classifier_ = Classifier::Train(texts, static_cast<int>(ids_.size()));
}

void SignFinder::FindIn(const Reading& reading,
                        const std::vector<int>& look_alikes, int begin, int end,
                        std::vector<Found>& best) const {
  if (end - begin < kFewestWords || end - begin > kMostWords ||
      look_alikes[end] > look_alikes[begin] ||
      IsTakenBack(reading, begin, end)) {
    return;
  }
  const std::vector<float> margins =
      classifier_
          ->Score(TextOf(
              absl::MakeConstSpan(reading.tokens).subspan(begin, end - begin)))
          .margins;
  for (size_t k = 0; k < ids_.size(); ++k) {
    if (margins[k] < kSure || margins[k] <= best[k].value) continue;
    best[k].value = margins[k];
    best[k].begin = begin;
    best[k].end = end;
    best[k].other_person = IsOfAnother(reading, begin, end);
  }
}

void SignFinder::Find(Reading& reading) const {
  if (classifier_ == nullptr) return;
  std::vector<Found> best(ids_.size());
  const std::vector<int> look_alikes = CountLookAlikes(reading);
  const int size = static_cast<int>(reading.tokens.size());
  for (int begin = 0; begin < size;) {
    const int end = EndOfRun(reading.sentence, begin);
    FindIn(reading, look_alikes, begin, end, best);
    for (int clause = begin; clause < end;) {
      const int clause_end = std::min(end, EndOfRun(reading.clause, clause));
      if (clause != begin || clause_end != end)
        FindIn(reading, look_alikes, clause, clause_end, best);
      clause = clause_end;
    }
    begin = end;
  }
  std::vector<Found> told;
  for (size_t k = 0; k < ids_.size(); ++k) {
    if (best[k].end == 0 || IsSpokenOf(lexicon_, reading, ids_[k])) continue;
    best[k].kind = Kind::kSymptom;
    best[k].id = ids_[k];
    best[k].confidence = kConfidence;
    best[k].value = 0;
    told.push_back(std::move(best[k]));
  }
  reading.found.insert(reading.found.end(), told.begin(), told.end());
  reading.Index();
}

}  // namespace unknot::understanding
