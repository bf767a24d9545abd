// Tells text from bytes that only claim to be text.
#ifndef UNKNOT_SERVICES_RUNTIME_UTF8_H_
#define UNKNOT_SERVICES_RUNTIME_UTF8_H_

#include "absl/strings/string_view.h"

namespace unknot::runtime {

// Returns whether `text` is well-formed UTF-8 as Unicode defines it: no
// surrogates, no overlong forms, nothing above U+10FFFF, nothing cut short.
bool IsUtf8(absl::string_view text);

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_UTF8_H_
