// Brings names into one form for comparing them: "  SAINT-Jérôme " becomes
// "st jerome".
#ifndef UNKNOT_SERVICES_DIRECTORY_FOLD_H_
#define UNKNOT_SERVICES_DIRECTORY_FOLD_H_

#include <string>

#include "absl/strings/string_view.h"

namespace unknot::directory {

// Whether `text` is valid UTF-8, without surrogates and overlong forms.
bool IsValidUtf8(absl::string_view text);

// Returns the words of `text` in lower case, without accents and punctuation,
// one space between them. Apostrophes vanish ("john's" is "johns"), everything
// else that is neither letter nor digit separates words. Letters of all scripts
// are kept. Text that is not valid UTF-8 gives what can be read of it.
std::string Fold(absl::string_view text);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_FOLD_H_
