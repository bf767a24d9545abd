// A small inverted index with rarity weights.
#include "services/recommendation/topic_index.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace unknot::recommendation {
namespace {

namespace v1 = knowledge::v1;

// What a word counts by where it stands.
constexpr double kKeywordWeight = 3;
constexpr double kTitleWeight = 2;
constexpr double kTextWeight = 1;

// What a whole keyword in the query counts for each of its words.
constexpr double kPhraseWeight = 6;

// The same for the name of a technique, where the query says little else, and
// where it says more: then it is rather about what it says.
constexpr double kNameWeight = 10;
constexpr double kNameAmongOthersWeight = 3;

// Part of the query's rarity that a name must have to be most of it.
constexpr double kMostOfQuery = 0.5;

// Part of the query's rarity that must be found in a record, where no keyword
// of it is in the query whole.
constexpr double kMinCoverage = 0.4;

std::vector<std::string> Texts(
    const google::protobuf::RepeatedPtrField<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

std::string Stem(std::string word) {
  const auto strip = [&word](absl::string_view ending, size_t keep) {
    if (word.size() < ending.size() + keep || !absl::EndsWith(word, ending)) {
      return false;
    }
    word.resize(word.size() - ending.size());
    return true;
  };
  if (!absl::EndsWith(word, "ss") && !absl::EndsWith(word, "us") &&
      !absl::EndsWith(word, "is")) {
    if (strip("ies", 2)) {
      word += 'y';
    } else {
      strip("s", 3);
    }
  }
  if (strip("ing", 3) || strip("ed", 3) || strip("ly", 3)) {
    // "stopping" leaves "stopp".
    const size_t size = word.size();
    if (size > 3 && word[size - 1] == word[size - 2] && word.back() != 'l' &&
        word.back() != 's') {
      word.pop_back();
    }
  }
  strip("e", 3);
  return word;
}

bool HoldsPhrase(const std::vector<std::string>& words,
                 const std::vector<std::string>& phrase) {
  return !phrase.empty() &&
         std::search(words.begin(), words.end(), phrase.begin(),
                     phrase.end()) != words.end();
}

}  // namespace

std::vector<std::string> Stems(absl::string_view text) {
  std::vector<std::string> stems;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) stems.push_back(Stem(std::move(word)));
    word.clear();
  };
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || byte >= 0x80) {
      word += absl::ascii_tolower(byte);
    } else if (c != '\'') {
      end_word();
    }
  }
  end_word();
  return stems;
}

TopicIndex::TopicIndex(const v1::KnowledgeBase& records) {
  for (const v1::Claim& claim : records.claims()) {
    Add(claim, Texts(claim.keywords()), {claim.claim()},
        {claim.assessment(), claim.safe_wording()});
  }
  for (const v1::Contradiction& one : records.contradictions()) {
    std::vector<std::string> texts{one.resolution()};
    for (const auto& position : one.positions()) {
      texts.push_back(position.says());
    }
    Add(one, Texts(one.keywords()), {one.matter()}, texts);
  }
  for (const auto* list :
       {&records.self_care(), &records.session_tips(), &records.frequency(),
        &records.lifestyle(), &records.choosing_a_therapist(),
        &records.finding_services(), &records.seeing_a_clinician()}) {
    for (const v1::Advice& advice : *list) {
      if (advice.text().empty()) continue;
      Add(advice, Texts(advice.keywords()), {advice.title()},
          {advice.text(), advice.as_stated()});
    }
  }
  for (const v1::Technique& technique : records.techniques()) {
    std::vector<std::string> names = Texts(technique.aliases());
    names.push_back(technique.name());
    Add(technique, names, {},
        {technique.summary(), technique.strokes(), technique.chosen_for(),
         technique.evidence_summary()});
    documents_.back().phrases_are_names = true;
  }
}

void TopicIndex::Add(const google::protobuf::Message& record,
                     const std::vector<std::string>& keywords,
                     const std::vector<std::string>& titles,
                     const std::vector<std::string>& texts) {
  const int document = static_cast<int>(documents_.size());
  Document& added = documents_.emplace_back();
  added.record = &record;
  absl::flat_hash_map<std::string, double> weights;
  const auto weigh = [&weights](const std::vector<std::string>& words,
                                double weight) {
    for (const std::string& word : words) {
      double& at = weights[word];
      at = std::max(at, weight);
    }
  };
  for (const std::string& keyword : keywords) {
    added.phrases.push_back(Stems(keyword));
    weigh(added.phrases.back(), kKeywordWeight);
  }
  for (const std::string& title : titles) weigh(Stems(title), kTitleWeight);
  for (const std::string& text : texts) weigh(Stems(text), kTextWeight);
  for (const auto& [word, weight] : weights) {
    postings_[word].push_back({document, weight});
  }
}

double TopicIndex::Rarity(size_t document_count) const {
  return std::log((documents_.size() + 1.0) / (document_count + 0.5));
}

std::vector<TopicHit> TopicIndex::Search(absl::string_view query,
                                         int limit) const {
  const std::vector<std::string> words = Stems(query);
  std::vector<std::string> different = words;
  std::sort(different.begin(), different.end());
  different.erase(std::unique(different.begin(), different.end()),
                  different.end());

  std::vector<double> scores(documents_.size());
  std::vector<double> covered(documents_.size());
  double total = 0;
  for (const std::string& word : different) {
    const auto found = postings_.find(word);
    const double rarity =
        Rarity(found == postings_.end() ? 0 : found->second.size());
    total += rarity;
    if (found == postings_.end()) continue;
    for (const Posting& posting : found->second) {
      scores[posting.document] += rarity * posting.weight;
      covered[posting.document] += rarity;
    }
  }

  std::vector<TopicHit> hits;
  for (size_t i = 0; i < documents_.size(); ++i) {
    if (scores[i] <= 0) continue;
    size_t longest = 0;
    double phrase_rarity = 0;
    for (const auto& phrase : documents_[i].phrases) {
      if (phrase.size() < longest || !HoldsPhrase(words, phrase)) continue;
      double rarity = 0;
      for (const std::string& word : phrase) {
        rarity += Rarity(postings_.find(word)->second.size());
      }
      longest = phrase.size();
      phrase_rarity = std::max(phrase_rarity, rarity);
    }
    if (longest == 0 && covered[i] < kMinCoverage * total) continue;
    double weight = kPhraseWeight;
    if (documents_[i].phrases_are_names) {
      weight = phrase_rarity >= kMostOfQuery * total ? kNameWeight
                                                     : kNameAmongOthersWeight;
    }
    hits.push_back({documents_[i].record, scores[i] + weight * phrase_rarity});
  }
  std::stable_sort(
      hits.begin(), hits.end(),
      [](const TopicHit& a, const TopicHit& b) { return a.score > b.score; });
  if (hits.size() > static_cast<size_t>(limit)) hits.resize(limit);
  return hits;
}

}  // namespace unknot::recommendation
