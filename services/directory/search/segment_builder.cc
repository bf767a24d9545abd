// Collecting rows; what becomes of them is in segment_build.cc.
#include "services/directory/search/segment_builder.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "services/directory/fold.h"

namespace unknot::directory {
namespace {

// Chunks that are smaller, or of which less is alive, are copied rather than
// shared, so that they do not pile up.
constexpr size_t kLeastSharedBytes = size_t{1} << 18;
constexpr double kLeastSharedPart = 0.5;

}  // namespace

SegmentBuilder::SegmentBuilder() { NumberOfHours({}); }

uint32_t SegmentBuilder::Numbers::Of(absl::string_view wanted) {
  const auto [entry, added] =
      number_of.try_emplace(wanted, static_cast<uint32_t>(text.size()));
  if (added) text.push_back(&entry->first);
  return entry->second;
}

void SegmentBuilder::AddTagNumber(uint32_t row, uint32_t number) {
  if (number < kTagBits && tags_.text[number]->front() != kClinicTag) {
    SetBit(rows_[row].tags, static_cast<int>(number));
  } else {
    tag_pairs_.push_back({row, number});
  }
}

void SegmentBuilder::AddTag(uint32_t row, TagKind kind,
                            absl::string_view value) {
  if (!value.empty()) AddTagNumber(row, tags_.Of(Tag(kind, value)));
}

uint32_t SegmentBuilder::NumberOfHours(const std::vector<Opening>& hours) {
  std::string bytes;
  for (const Opening& opening : hours) {
    bytes.append(reinterpret_cast<const char*>(&opening), sizeof(opening));
  }
  const auto [entry, added] =
      hours_numbers_.try_emplace(bytes, static_cast<uint32_t>(hours_.size()));
  if (added) hours_.push_back(hours);
  return entry->second;
}

uint32_t SegmentBuilder::HoursOf(const v1::Therapist& therapist) {
  std::vector<Opening> hours;
  hours.reserve(therapist.opening_hours_size());
  for (const v1::OpeningPeriod& period : therapist.opening_hours()) {
    hours.push_back({static_cast<uint16_t>(period.day()),
                     static_cast<uint16_t>(period.open_minute()),
                     static_cast<uint16_t>(period.close_minute())});
  }
  return NumberOfHours(hours);
}

void SegmentBuilder::Add(const v1::Therapist& therapist) {
  const auto number = static_cast<uint32_t>(rows_.size());
  const std::string key = Fold(therapist.display_name());
  Row row = MakeRow(therapist);
  row.hours = HoursOf(therapist);
  row.payload =
      payloads_.Add(therapist.name(), key, therapist.SerializeAsString());
  rows_.push_back(row);
  for (const std::string& id : therapist.technique_ids()) {
    AddTag(number, kTechniqueTag, id);
  }
  for (const std::string& id : therapist.treats()) {
    AddTag(number, kTreatsTag, id);
  }
  for (const std::string& language : therapist.languages()) {
    AddTag(number, kLanguageTag, absl::AsciiStrToLower(language));
  }
  for (const std::string& insurer : therapist.insurers()) {
    AddTag(number, kInsurerTag, Fold(insurer));
  }
  AddTag(number, kRegulatorTag, therapist.licence().regulator_id());
  AddTag(number, kClinicTag, therapist.clinic());
  for (const absl::string_view word :
       absl::StrSplit(key, ' ', absl::SkipEmpty())) {
    word_pairs_.push_back({number, words_.Of(word)});
  }
}

void SegmentBuilder::AddSegment(const Segment& segment, const DeadRows* dead) {
  std::vector<uint32_t> new_rows(segment.rows.size(), Segment::kNoRow);
  AddRows(segment, dead, new_rows);
  CopyPayloads(segment, dead, new_rows);
  AddTags(segment, new_rows);
  AddWords(segment, new_rows);
}

void SegmentBuilder::AddRows(const Segment& segment, const DeadRows* dead,
                             std::vector<uint32_t>& new_rows) {
  // Those that nobody has any more are left behind.
  std::vector<std::optional<uint32_t>> new_hours(segment.hours.size());
  rows_.reserve(rows_.size() + segment.rows.size() -
                (dead == nullptr ? 0 : dead->count));
  for (uint32_t i = 0; i < segment.rows.size(); ++i) {
    if (dead != nullptr && dead->Has(i)) continue;
    new_rows[i] = static_cast<uint32_t>(rows_.size());
    Row& row = rows_.emplace_back(segment.rows[i]);
    row.tags = {};
    std::optional<uint32_t>& hours = new_hours[row.hours];
    if (!hours.has_value()) hours = NumberOfHours(segment.hours[row.hours]);
    row.hours = *hours;
  }
}

void SegmentBuilder::CopyPayloads(const Segment& segment, const DeadRows* dead,
                                  const std::vector<uint32_t>& new_rows) {
  const auto& chunks = segment.payloads.chunks();
  std::vector<size_t> alive(chunks.size());
  if (dead == nullptr) {
    for (size_t i = 0; i < chunks.size(); ++i) alive[i] = chunks[i]->size();
  } else {
    for (uint32_t i = 0; i < new_rows.size(); ++i) {
      if (new_rows[i] == Segment::kNoRow) continue;
      alive[PayloadWriter::ChunkOf(segment.rows[i].payload)] +=
          segment.PayloadOf(i).bytes();
    }
  }
  std::vector<std::optional<uint32_t>> shared(chunks.size());
  for (size_t i = 0; i < chunks.size(); ++i) {
    const auto size = static_cast<double>(chunks[i]->size());
    if (chunks[i]->size() >= kLeastSharedBytes &&
        static_cast<double>(alive[i]) >= kLeastSharedPart * size) {
      shared[i] = payloads_.Share(chunks[i]);
    }
  }
  for (uint32_t i = 0; i < new_rows.size(); ++i) {
    if (new_rows[i] == Segment::kNoRow) continue;
    const uint32_t place = segment.rows[i].payload;
    const auto& base = shared[PayloadWriter::ChunkOf(place)];
    rows_[new_rows[i]].payload = base.has_value()
                                     ? *base | PayloadWriter::WithinChunk(place)
                                     : payloads_.Copy(segment.PayloadOf(i));
  }
}

void SegmentBuilder::AddTags(const Segment& segment,
                             const std::vector<uint32_t>& new_rows) {
  std::vector<uint32_t> number_of_bit(kTagBits);
  std::vector<uint32_t> rows;
  for (size_t i = 0; i < segment.tags.size(); ++i) {
    rows.clear();
    segment.tags.AppendRows(i, rows);
    // Nobody is left with it.
    const bool has_bit = segment.bit_of_tag[i] >= 0;
    if (rows.empty() && !has_bit) continue;
    const uint32_t number = tags_.Of(segment.tags.key(i));
    if (has_bit) number_of_bit[segment.bit_of_tag[i]] = number;
    for (const uint32_t row : rows) {
      if (new_rows[row] != Segment::kNoRow) AddTagNumber(new_rows[row], number);
    }
  }
  for (uint32_t i = 0; i < new_rows.size(); ++i) {
    if (new_rows[i] == Segment::kNoRow) continue;
    for (size_t part = 0; part < segment.rows[i].tags.size(); ++part) {
      for (uint64_t left = segment.rows[i].tags[part]; left != 0;
           left &= left - 1) {
        const size_t bit = 64 * part + __builtin_ctzll(left);
        AddTagNumber(new_rows[i], number_of_bit[bit]);
      }
    }
  }
}

void SegmentBuilder::AddWords(const Segment& segment,
                              const std::vector<uint32_t>& new_rows) {
  std::vector<uint32_t> rows;
  for (size_t i = 0; i < segment.words.size(); ++i) {
    rows.clear();
    segment.words.AppendRows(i, rows);
    std::optional<uint32_t> number;
    for (const uint32_t row : rows) {
      if (new_rows[row] == Segment::kNoRow) continue;
      if (!number.has_value()) number = words_.Of(segment.words.key(i));
      word_pairs_.push_back({new_rows[row], *number});
    }
  }
}

}  // namespace unknot::directory
