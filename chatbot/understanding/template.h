// The little language in which a pack writes phrases: `(a|b)`, `[c]`, `{list}`.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_TEMPLATE_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_TEMPLATE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace unknot::understanding {

// One step of a phrase.
struct TemplateItem {
  enum class Kind {
    kStem,      // A word in any inflection.
    kExact,     // Just this word.
    kReference  // `{name}`: a list or a kind.
  };
  Kind kind = Kind::kStem;
  std::string text;

  bool operator==(const TemplateItem&) const = default;
};

// Every way to read a template: choices taken, options in and out. Words are
// still as written. Returns InvalidArgument with what is wrong for a bracket
// without its partner, an empty template, or more than 4,096 ways.
absl::StatusOr<std::vector<std::vector<TemplateItem>>> ExpandTemplate(
    absl::string_view text);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_TEMPLATE_H_
