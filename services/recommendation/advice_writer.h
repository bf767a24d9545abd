// Puts findings and ranking into words: the response of Recommend.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_ADVICE_WRITER_H_
#define UNKNOT_SERVICES_RECOMMENDATION_ADVICE_WRITER_H_

#include <string>
#include <vector>

#include "services/recommendation/knowledge_base.h"
#include "services/recommendation/ranking.h"
#include "services/recommendation/triage.h"
#include "unknot/recommendation/v1/recommendation_service.pb.h"

namespace unknot::recommendation {

// Writes one response. All words are those of the knowledge base. Not safe to
// share between threads; make one for each response.
class AdviceWriter {
 public:
  // All arguments must outlive the writer. `country_code` may be empty.
  AdviceWriter(const KnowledgeBase& base, const Findings& findings,
               const Ranking& ranking, const std::string& country_code,
               v1::RecommendResponse* response);

  // Writes everything but therapists. `questions` are positions in the
  // knowledge base.
  void Write(const std::vector<int>& questions);

 private:
  using Citations = google::protobuf::RepeatedPtrField<knowledge::v1::Citation>;

  void WriteTriage();
  void WriteTechniques();
  void WriteAvoid();
  void WriteCautions();
  void WriteAdvice();
  void WriteQuestions(const std::vector<int>& questions);
  void WriteSources();

  bool SaysNothingNew(
      const FiredRecord& fired,
      const google::protobuf::RepeatedPtrField<v1::TriageReason>& said) const;
  void WriteReason(const FiredRecord& fired, v1::TriageReason* reason);
  // Rows that speak for (`sign` 1) or against (-1) a technique by at least
  // `least`, strongest first.
  void WriteWeights(int technique, int sign, int least,
                    google::protobuf::RepeatedPtrField<v1::Reason>* reasons);
  void WriteBlocks(int technique,
                   google::protobuf::RepeatedPtrField<v1::Reason>* reasons);
  void WriteCaution(const FiredRecord& fired, v1::Caution* caution);
  std::string FillIn(const std::string& text) const;
  // The first `limit` pieces of advice that hold.
  void WriteShown(
      const std::vector<CompiledAdvice>& all, int limit,
      google::protobuf::RepeatedPtrField<knowledge::v1::Advice>* to);

  // Copies citations and notes their sources.
  void Cite(const Citations& from, Citations* to);
  void Note(const Citations& citations);

  const KnowledgeBase& base_;
  const Findings& findings_;
  const Ranking& ranking_;
  const std::string& country_code_;
  const knowledge::v1::EmergencyContacts& contacts_;
  v1::RecommendResponse* const response_;
  std::vector<bool> cited_;  // by source
};

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_ADVICE_WRITER_H_
