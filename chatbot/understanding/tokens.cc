// Rewriting, contraction and repair of words.
#include "chatbot/understanding/tokens.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace unknot::understanding {
namespace {

constexpr size_t kLongestNumber = 12;  // Characters.

}  // namespace

void Tokenizer::AddRewrite(absl::string_view from, absl::string_view to) {
  std::vector<std::string> source;
  for (Word& word : SplitWords(from)) source.push_back(std::move(word.text));
  std::vector<std::string> target;
  for (Word& word : SplitWords(to)) target.push_back(std::move(word.text));
  if (source.empty()) return;
  auto& entries = rewrites_[source.front()];
  entries.emplace_back(std::move(source), std::move(target));
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) {
                     return a.first.size() > b.first.size();
                   });
}

std::vector<Word> Tokenizer::ReadOut(std::vector<Word> words) const {
  std::vector<Word> out;
  out.reserve(words.size() + 8);
  for (size_t i = 0; i < words.size();) {
    Word& word = words[i];
    size_t used = 0;
    const auto it = rewrites_.find(word.text);
    if (it != rewrites_.end()) {
      for (const auto& [source, target] : it->second) {
        if (i + source.size() > words.size()) continue;
        bool same = true;
        for (size_t k = 1; k < source.size() && same; ++k) {
          same = words[i + k].text == source[k] &&
                 words[i + k].before != Break::kSentence;
        }
        if (!same) continue;
        for (size_t k = 0; k < target.size(); ++k) {
          Word replaced = word;
          replaced.text = target[k];
          replaced.end = words[i + source.size() - 1].end;
          replaced.before = k == 0 ? word.before : Break::kNone;
          replaced.apostrophe = -1;
          replaced.is_number = absl::ascii_isdigit(target[k][0]);
          out.push_back(std::move(replaced));
        }
        used = source.size();
        break;
      }
    }
    if (used == 0) {
      if (word.apostrophe > 0) {
        const absl::string_view tail =
            absl::string_view(word.text).substr(word.apostrophe);
        if (tail == "s" || tail == "ve" || tail == "re" || tail == "ll" ||
            tail == "d" || tail == "m") {
          word.text.resize(word.apostrophe);
        }
      }
      out.push_back(std::move(word));
      used = 1;
    }
    i += used;
  }
  return out;
}

std::vector<std::string> Tokenizer::PhraseWords(
    absl::string_view phrase) const {
  std::vector<std::string> out;
  for (Word& word : ReadOut(SplitWords(phrase)))
    out.push_back(std::move(word.text));
  return out;
}

void Tokenizer::AddToken(const Word& word, std::vector<Token>& tokens) const {
  Token token;
  token.text = word.text;
  token.begin = word.begin;
  token.end = word.end;
  token.before = word.before;
  // Nobody says so long a number of anything; it would be beyond all reckoning.
  token.is_number = word.is_number && word.text.size() <= kLongestNumber;
  token.capitalized = word.capitalized;
  token.question = word.question;
  if (token.is_number) {
    if (!absl::SimpleAtod(word.text, &token.value)) token.value = 0;
  }
  token.word = vocabulary_.Word(token.text);
  token.stem = vocabulary_.StemOf(token.text);
  tokens.push_back(std::move(token));
}

std::vector<Token> Tokenizer::Tokenize(absl::string_view text) const {
  std::vector<Token> tokens;
  const std::vector<Word> words = ReadOut(SplitWords(text));
  tokens.reserve(words.size() + 8);
  for (size_t i = 0; i < words.size(); ++i) {
    const Word& word = words[i];
    Vocabulary::Neighbours beside;
    if (i > 0 && word.before != Break::kSentence)
      beside.before = words[i - 1].text;
    if (i + 1 < words.size() && words[i + 1].before != Break::kSentence)
      beside.after = words[i + 1].text;
    const std::vector<std::string> repaired =
        word.is_number ? std::vector<std::string>()
                       : vocabulary_.Repair(word.text, beside);
    if (repaired.empty()) {
      AddToken(word, tokens);
      continue;
    }
    // A repaired word may be a short form in turn ("cnat" is "cant").
    std::vector<Word> parts;
    for (const std::string& part : repaired) {
      Word next = word;
      next.text = part;
      next.apostrophe = -1;  // It may have moved.
      next.before = parts.empty() ? word.before : Break::kNone;
      parts.push_back(std::move(next));
    }
    for (const Word& part : ReadOut(std::move(parts))) {
      AddToken(part, tokens);
      tokens.back().repaired = true;
    }
  }
  return tokens;
}

}  // namespace unknot::understanding
