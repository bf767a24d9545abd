// Makes segments, of therapists and of other segments. Inside of search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_SEGMENT_BUILDER_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_SEGMENT_BUILDER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "services/directory/search/segment.h"

namespace unknot::directory {

// Collects rows for one segment. Not safe to use from several threads.
class SegmentBuilder {
 public:
  SegmentBuilder();

  // Adds a therapist. REQUIRES: no other row has its name.
  void Add(const v1::Therapist& therapist);

  // Adds what is alive in a segment; `dead` may be null.
  void AddSegment(const Segment& segment, const DeadRows* dead);

  size_t size() const { return rows_.size(); }

  // REQUIRES: size() > 0, and is called once, at the end.
  std::shared_ptr<const Segment> Build();

 private:
  // A set of strings, each with a number from 0.
  struct Numbers {
    uint32_t Of(absl::string_view text);
    absl::node_hash_map<std::string, uint32_t> number_of;
    // Points into the table.
    std::vector<const std::string*> text;
  };
  // A row with a number of one of those sets.
  struct Pair {
    uint32_t row;
    uint32_t number;
  };

  void AddTag(uint32_t row, TagKind kind, absl::string_view value);
  void AddTagNumber(uint32_t row, uint32_t number);
  uint32_t HoursOf(const v1::Therapist& therapist);
  uint32_t NumberOfHours(const std::vector<Opening>& hours);

  // For AddSegment; `new_rows` says what becomes of each row of the segment.
  void AddRows(const Segment& segment, const DeadRows* dead,
               std::vector<uint32_t>& new_rows);
  void AddTags(const Segment& segment, const std::vector<uint32_t>& new_rows);
  void AddWords(const Segment& segment, const std::vector<uint32_t>& new_rows);
  void CopyPayloads(const Segment& segment, const DeadRows* dead,
                    const std::vector<uint32_t>& new_rows);

  // For Build, in this order.
  void Arrange(Segment& segment);
  void GiveBits(Segment& segment);
  static void FillPostings(const Numbers& numbers,
                           const std::vector<Pair>& pairs, Postings& postings);

  std::vector<Row> rows_;
  PayloadWriter payloads_;
  Numbers tags_;
  // Tags beyond those that have a bit in Row::tags while collecting.
  std::vector<Pair> tag_pairs_;
  Numbers words_;
  std::vector<Pair> word_pairs_;
  std::vector<std::vector<Opening>> hours_;
  absl::flat_hash_map<std::string, uint32_t> hours_numbers_;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_SEGMENT_BUILDER_H_
