// What the checker demands of each field of a record, as tables. A new rule of
// the usual kinds is a new line here and no new code.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_SCHEMA_H_
#define UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_SCHEMA_H_

#include <initializer_list>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace unknot::recommendation {

// A field as "Message.field".
using FieldName = absl::string_view;

// Texts, lists and enums that must be given: a text not empty, a list with at
// least one entry, an enum not UNSPECIFIED, a message present.
bool IsRequired(FieldName field);

// Whether the entries of `field` are facts in the language of rules.
bool HoldsFacts(FieldName field);

// Lists of the knowledge base that the ids in `field` may come from
// ("sources"). Empty where the field holds no ids. Concept.parent is not among
// them: it refers to its own list.
absl::Span<const absl::string_view> ListsReferredTo(FieldName field);

// Texts that `field` may have; empty where anything goes.
absl::Span<const absl::string_view> AllowedTexts(FieldName field);

// Fields of `message` of which one must cite a source; empty where none need.
absl::Span<const absl::string_view> CitationFields(absl::string_view message);

// Whether a record of this type has an id that must be lower_snake and unique
// in its list.
bool HasId(absl::string_view message);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_SCHEMA_H_
