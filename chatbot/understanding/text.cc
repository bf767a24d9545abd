// Unicode folding and word splitting. ASCII takes a short path; all else goes
// through ICU, a code point at a time so that byte offsets survive.
#include "chatbot/understanding/text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>
#include <unicode/utf8.h>

#include "absl/strings/ascii.h"

namespace unknot::understanding {
namespace {

constexpr char kDrop = 0;     // Nothing: zero-width characters, accents.
constexpr char kOther = ' ';  // A separator.

// Looks of letters of other scripts, as ICU's confusables see them.
class Skeletons {
 public:
  static const Skeletons& Get() {
    static const Skeletons* const instance = new Skeletons;
    return *instance;
  }

  icu::UnicodeString Of(UChar32 c) const {
    icu::UnicodeString in(c);
    icu::UnicodeString out;
    UErrorCode error = U_ZERO_ERROR;
    if (checker_ != nullptr)
      uspoof_getSkeletonUnicodeString(checker_, 0, in, out, &error);
    return U_SUCCESS(error) ? out : in;
  }

 private:
  Skeletons() {
    UErrorCode error = U_ZERO_ERROR;
    checker_ = uspoof_open(&error);
    if (U_FAILURE(error)) checker_ = nullptr;
  }

  USpoofChecker* checker_ = nullptr;
};

bool IsLatinLetter(UChar32 c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Folds one code point above ASCII to ASCII letters, digits or punctuation
// where it looks like some, else to itself in UTF-8.
void Fold(UChar32 c, std::string& out) {
  switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x02BC:
    case 0x00B4:
    case 0xFF07:
      out.push_back('\'');
      return;
    case 0x2013:
    case 0x2014:
    case 0x2015:
      out.append(" - ");
      return;
    case 0x2026:
      out.append(". ");
      return;
    case 0x00BD:
      out.append(".5");
      return;
    default:
      break;
  }
  const int8_t type = u_charType(c);
  if (type == U_FORMAT_CHAR || type == U_NON_SPACING_MARK ||
      type == U_ENCLOSING_MARK || type == U_CONTROL_CHAR) {
    return;
  }
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfkd = icu::Normalizer2::getNFKDInstance(error);
  icu::UnicodeString folded(c);
  if (U_SUCCESS(error)) folded = nfkd->normalize(folded, error);
  icu::UnicodeString kept;
  for (int32_t i = 0; i < folded.length();) {
    const UChar32 part = folded.char32At(i);
    i += U16_LENGTH(part);
    if (u_charType(part) == U_NON_SPACING_MARK) continue;
    if (part >= 0x80 && u_isalpha(part)) {
      const icu::UnicodeString look = Skeletons::Get().Of(part);
      if (look.length() == 1 && IsLatinLetter(look.char32At(0))) {
        kept.append(look);
        continue;
      }
    }
    kept.append(part);
  }
  kept.foldCase();
  if (!u_isalnum(kept.char32At(0)) && kept.char32At(0) >= 0x80) {
    out.push_back(kOther);
    return;
  }
  kept.toUTF8String(out);
}

// The plain form of a text, and for each of its bytes where it came from.
struct Plain {
  std::string text;
  std::vector<int> begin;
  std::vector<int> end;
  std::vector<bool> upper;
};

Plain MakePlain(absl::string_view text) {
  Plain plain;
  plain.text.reserve(text.size());
  plain.begin.reserve(text.size());
  plain.end.reserve(text.size());
  plain.upper.reserve(text.size());
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const int32_t length = static_cast<int32_t>(text.size());
  std::string folded;
  for (int32_t i = 0; i < length;) {
    const int32_t from = i;
    const unsigned char first = bytes[i];
    folded.clear();
    bool upper = false;
    if (first < 0x80) {
      ++i;
      upper = absl::ascii_isupper(first);
      const char c = absl::ascii_tolower(static_cast<char>(first));
      const bool control =
          (first < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
      folded.push_back(control ? kOther : (c == '`' ? '\'' : c));
    } else {
      UChar32 c;
      U8_NEXT(bytes, i, length, c);
      if (c < 0) {
        folded.push_back(kOther);
      } else {
        upper = u_isupper(c);
        Fold(c, folded);
      }
    }
    for (const char c : folded) {
      plain.text.push_back(c);
      plain.begin.push_back(from);
      plain.end.push_back(i);
      plain.upper.push_back(upper);
    }
  }
  return plain;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// Splits a plain text into words.
class Splitter {
 public:
  explicit Splitter(const Plain& plain) : plain_(plain), text_(plain.text) {}

  std::vector<Word> Run() {
    size_t i = 0;
    while (i < text_.size()) {
      const char c = text_[i];
      if (IsDigit(c)) {
        i = Number(i);
      } else if (IsLetter(c)) {
        i = Letters(i);
      } else {
        Separator(i);
        ++i;
      }
    }
    return std::move(words_);
  }

 private:
  void Separator(size_t i) {
    const char c = text_[i];
    const char next = i + 1 < text_.size() ? text_[i + 1] : ' ';
    const char last = i > 0 ? text_[i - 1] : ' ';
    if (c == '.' || c == '!' || c == '?' || c == ';' || c == '\n') {
      pending_ = Break::kSentence;
      if (c == '?') MarkQuestion();
      if (c != '.' || !IsLetter(next)) sentence_ = words_.size();
    } else if (c == ',' || c == ':' || c == '(' || c == ')' || c == '"' ||
               (c == '-' && !IsLetter(next) && !IsLetter(last) &&
                !IsDigit(next))) {
      if (pending_ == Break::kNone) pending_ = Break::kComma;
    } else if (c == '%' || (c == '/' && ((IsDigit(next) && IsDigit(last)) ||
                                         text_.size() == 1))) {
      Add(i, i + 1, /*is_number=*/false);
    } else if (c == '&' || (c == '+' && last == ' ' && IsLetter(next))) {
      Add(i, i + 1, false);
    }
  }

  void MarkQuestion() {
    for (size_t w = sentence_; w < words_.size(); ++w)
      words_[w].question = true;
  }

  size_t Number(size_t i) {
    size_t end = i;
    bool point = false;
    while (end < text_.size() &&
           (IsDigit(text_[end]) ||
            (!point && text_[end] == '.' && end + 1 < text_.size() &&
             IsDigit(text_[end + 1])))) {
      if (text_[end] == '.') point = true;
      ++end;
    }
    Add(i, end, /*is_number=*/true);
    return end;
  }

  size_t Letters(size_t i) {
    size_t end = i;
    while (end < text_.size() &&
           (IsLetter(text_[end]) ||
            (text_[end] == '\'' && end + 1 < text_.size() &&
             IsLetter(text_[end + 1])))) {
      ++end;
    }
    Add(i, end, /*is_number=*/false);
    return end;
  }

  void Add(size_t from, size_t to, bool is_number) {
    Word word;
    word.text.reserve(to - from);
    for (size_t i = from; i < to; ++i) {
      if (text_[i] == '\'') {
        word.apostrophe = static_cast<int>(word.text.size());
      } else {
        word.text.push_back(text_[i]);
      }
    }
    word.begin = plain_.begin[from];
    word.end = plain_.end[to - 1];
    word.before = words_.empty() ? Break::kSentence : pending_;
    word.is_number = is_number;
    word.capitalized = plain_.upper[from];
    words_.push_back(std::move(word));
    pending_ = Break::kNone;
  }

  const Plain& plain_;
  const std::string& text_;
  std::vector<Word> words_;
  Break pending_ = Break::kNone;
  size_t sentence_ = 0;  // First word of the sentence.
};

}  // namespace

std::vector<Word> SplitWords(absl::string_view text) {
  const Plain plain = MakePlain(text);
  return Splitter(plain).Run();
}

}  // namespace unknot::understanding
