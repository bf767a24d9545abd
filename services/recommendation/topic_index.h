// Finding records by the words people ask with.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_TOPIC_INDEX_H_
#define UNKNOT_SERVICES_RECOMMENDATION_TOPIC_INDEX_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "unknot/knowledge/v1/knowledge.pb.h"

namespace unknot::recommendation {

// A record found, and how well it fits (above 0, for ordering only).
struct TopicHit {
  const google::protobuf::Message* record = nullptr;
  double score = 0;
};

// Claims, contradictions, advice and techniques by their words. A keyword that
// the query holds whole counts most, then words of titles, names and keywords,
// then words of texts; rare words count more than common ones. Immutable; safe
// to read from any thread.
class TopicIndex {
 public:
  // `records` must outlive the index. Advice that is never shown is left out.
  explicit TopicIndex(const knowledge::v1::KnowledgeBase& records);

  // At most `limit` records, best first, ties in order of the records. Empty
  // where too few of the words are known to say anything.
  std::vector<TopicHit> Search(absl::string_view query, int limit) const;

 private:
  // Words of one record: how telling each is by where it stands.
  struct Document {
    const google::protobuf::Message* record = nullptr;
    std::vector<std::vector<std::string>> phrases;  // keywords, stemmed
    bool phrases_are_names = false;
  };
  struct Posting {
    int document = 0;
    double weight = 0;
  };

  void Add(const google::protobuf::Message& record,
           const std::vector<std::string>& keywords,
           const std::vector<std::string>& titles,
           const std::vector<std::string>& texts);
  double Rarity(size_t document_count) const;

  std::vector<Document> documents_;
  absl::flat_hash_map<std::string, std::vector<Posting>> postings_;
};

// The words of `text` in lower case, without endings that English adds to a
// word ("knots" and "knot", "massaging" and "massage").
std::vector<std::string> Stems(absl::string_view text);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_TOPIC_INDEX_H_
