// Tells text from bytes that only claim to be text.
#ifndef UNKNOT_SERVICES_RUNTIME_UTF8_H_
#define UNKNOT_SERVICES_RUNTIME_UTF8_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace unknot::runtime {

// Returns whether `text` is well-formed UTF-8 as Unicode defines it: no
// surrogates, no overlong forms, nothing above U+10FFFF, nothing cut short.
bool IsUtf8(absl::string_view text);

// Returns how many bytes the control character takes with which `text` begins:
// U+0000 to U+001F, U+007F, or U+0080 to U+009F, which some terminals obey. 0
// where it begins with none.
size_t ControlSize(absl::string_view text);

// Returns `text` with control characters other than line breaks and tabs, and
// those that turn the direction of words round, replaced by as many blanks as
// they have bytes: they mean nothing and can garble or command a terminal.
std::string WithoutControls(absl::string_view text);

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_UTF8_H_
