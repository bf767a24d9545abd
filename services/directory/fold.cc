// Folding by ICU, with a short way for plain ASCII.
#include "services/directory/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <cstdint>

#include "absl/strings/ascii.h"

namespace unknot::directory {
namespace {

bool IsAscii(absl::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

// Appends a separator unless there is one already, or nothing to separate.
void Separate(std::string& words) {
  if (!words.empty() && words.back() != ' ') words.push_back(' ');
}

std::string FoldAscii(absl::string_view text) {
  std::string words;
  words.reserve(text.size());
  for (const char c : text) {
    if (absl::ascii_isalnum(c)) {
      words.push_back(absl::ascii_tolower(c));
    } else if (c != '\'') {
      Separate(words);
    }
  }
  return words;
}

bool IsApostrophe(UChar32 c) {
  return c == '\'' || c == 0x2019 || c == 0x02BC || c == 0x2018;
}

bool IsMark(UChar32 c) {
  return (U_GET_GC_MASK(c) & U_GC_MN_MASK) != 0 && c < 0x0370;
}

std::string FoldUnicode(absl::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* casefold =
      icu::Normalizer2::getNFKCCasefoldInstance(error);
  const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(error);
  if (U_FAILURE(error)) return FoldAscii(text);
  icu::UnicodeString folded =
      casefold->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(
                              text.data(), static_cast<int32_t>(text.size()))),
                          error);
  folded = decompose->normalize(folded, error);
  if (U_FAILURE(error)) return FoldAscii(text);

  icu::UnicodeString words;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 c = folded.char32At(i);
    if (IsMark(c) || IsApostrophe(c)) continue;
    // Vowel signs of Indic scripts are marks that belong to the word.
    const bool in_word = u_isalnum(c) || (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
    if (in_word) {
      words.append(c);
    } else if (!words.isEmpty() && words[words.length() - 1] != u' ') {
      words.append(u' ');
    }
  }
  std::string utf8;
  words.toUTF8String(utf8);
  return utf8;
}

// "saint" and "sainte" are usually written short in place names.
void ShortenSaints(std::string& words) {
  for (const absl::string_view saint : {"saint ", "sainte ", "ste "}) {
    size_t at = 0;
    while ((at = words.find(saint.data(), at, saint.size())) !=
           std::string::npos) {
      if (at == 0 || words[at - 1] == ' ')
        words.replace(at, saint.size(), "st ");
      ++at;
    }
  }
}

}  // namespace

bool IsValidUtf8(absl::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<int32_t>(text.size());
  for (int32_t i = 0; i < length;) {
    UChar32 c;
    U8_NEXT(bytes, i, length, c);
    if (c < 0) return false;
  }
  return true;
}

std::string Fold(absl::string_view text) {
  std::string words = IsAscii(text) ? FoldAscii(text) : FoldUnicode(text);
  while (!words.empty() && words.back() == ' ') words.pop_back();
  ShortenSaints(words);
  return words;
}

}  // namespace unknot::directory
