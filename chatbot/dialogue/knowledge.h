// The knowledge base as the dialogue reads it: records by id, names for people.
#ifndef UNKNOT_CHATBOT_DIALOGUE_KNOWLEDGE_H_
#define UNKNOT_CHATBOT_DIALOGUE_KNOWLEDGE_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "unknot/complaint/v1/complaint.pb.h"
#include "unknot/knowledge/v1/knowledge.pb.h"

namespace unknot::dialogue {

// One version of the knowledge base. Immutable, so safe to read from any
// thread; pointers it returns live as long as it does.
class Knowledge {
 public:
  explicit Knowledge(knowledge::v1::KnowledgeBase base);
  Knowledge(const Knowledge&) = delete;
  Knowledge& operator=(const Knowledge&) = delete;

  // All records.
  const knowledge::v1::KnowledgeBase& base() const { return base_; }

  // The record of that id, or null where there is none.
  const knowledge::v1::Technique* FindTechnique(absl::string_view id) const;
  const knowledge::v1::Question* FindQuestion(absl::string_view id) const;
  const knowledge::v1::Source* FindSource(absl::string_view id) const;
  const knowledge::v1::Claim* FindClaim(absl::string_view id) const;
  const knowledge::v1::Contradiction* FindContradiction(
      absl::string_view id) const;
  // Advice of every kind: self-care, session tips, frequency and so on.
  const knowledge::v1::Advice* FindAdvice(absl::string_view id) const;

  // The concept that `fact` names as `kind/id` (`region/neck`), where `kind` is
  // one of region, quality, cause, condition, symptom, pattern, goal and
  // preference; null where there is none.
  const knowledge::v1::Concept* FindConcept(absl::string_view fact) const;

  // Takes out of `complaint` every id that is no record, so that a conversation
  // that began with another version goes on with this one. Names of techniques
  // stay: people name styles that nobody knows.
  void KeepKnown(complaint::v1::Complaint& complaint) const;

  // What to call the thing that `fact` names as `kind/id`, techniques included.
  // An id without a record is said with blanks for its underscores.
  std::string NameOf(absl::string_view fact) const;

  // Climbs from a concept to the nearest one with one of `roles`, itself first.
  // Null where there is none up to the root.
  const knowledge::v1::Concept* NearestWithRole(
      absl::string_view kind, absl::string_view id,
      const std::vector<knowledge::v1::Role>& roles) const;

  // True where a concept has that role itself.
  static bool HasRole(const knowledge::v1::Concept& item,
                      knowledge::v1::Role role);

  // True where `id` is `ancestor` or lies below it among the regions.
  bool RegionIsWithin(absl::string_view id, absl::string_view ancestor) const;

 private:
  template <typename Record>
  using ById = absl::flat_hash_map<std::string, const Record*>;

  const knowledge::v1::KnowledgeBase base_;
  ById<knowledge::v1::Technique> techniques_;
  ById<knowledge::v1::Question> questions_;
  ById<knowledge::v1::Source> sources_;
  ById<knowledge::v1::Claim> claims_;
  ById<knowledge::v1::Contradiction> contradictions_;
  ById<knowledge::v1::Advice> advice_;
  // By `kind/id`.
  ById<knowledge::v1::Concept> concepts_;
};

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_KNOWLEDGE_H_
