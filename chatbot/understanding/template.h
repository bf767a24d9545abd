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
    kStem,       // A word in any inflection.
    kExact,      // Just this word.
    kReference,  // `{name}`: a list or a kind.
    kChoice      // `(a|b c)`: one of several runs of items.
  };
  Kind kind = Kind::kStem;
  std::string text;  // The word, the name, or the choice as written.
  std::vector<std::vector<TemplateItem>> choices;  // Each at least one item.
};

// Every way to read a template: options in and out; choices are kept as items,
// so that the ways stay few. Words are as written. Returns InvalidArgument with
// what is wrong for a bracket without its partner, an empty template or choice,
// or more than 4,096 ways.
absl::StatusOr<std::vector<std::vector<TemplateItem>>> ExpandTemplate(
    absl::string_view text);

// The name of every reference in the items, inside choices too.
std::vector<std::string> ReferencesOf(const std::vector<TemplateItem>& items);

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_TEMPLATE_H_
