// From collected rows to a segment.
#include <algorithm>
#include <numeric>
#include <utility>

#include "services/directory/search/segment_builder.h"

namespace unknot::directory {
namespace {

// A name's first bytes as two numbers that compare as the bytes do: enough to
// tell nearly all names apart without looking at them.
struct NameStart {
  uint64_t first;
  uint64_t second;
  uint32_t row;
};

uint64_t BytesAsNumber(absl::string_view text, size_t from) {
  uint64_t number = 0;
  for (size_t i = from; i < from + 8; ++i) {
    number = number << 8 |
             (i < text.size() ? static_cast<unsigned char>(text[i]) : 0);
  }
  return number;
}

void RankNames(Segment& segment) {
  std::vector<NameStart> starts;
  starts.reserve(segment.rows.size());
  for (uint32_t i = 0; i < segment.rows.size(); ++i) {
    const absl::string_view key = segment.PayloadOf(i).display_key;
    starts.push_back({BytesAsNumber(key, 0), BytesAsNumber(key, 8), i});
  }
  std::sort(starts.begin(), starts.end(),
            [&](const NameStart& a, const NameStart& b) {
              if (a.first != b.first) return a.first < b.first;
              if (a.second != b.second) return a.second < b.second;
              const Payload x = segment.PayloadOf(a.row);
              const Payload y = segment.PayloadOf(b.row);
              return std::pair(x.display_key, x.name) <
                     std::pair(y.display_key, y.name);
            });
  for (uint32_t rank = 0; rank < starts.size(); ++rank) {
    segment.rows[starts[rank].row].name_rank = rank;
  }
}

void FillNames(Segment& segment) {
  segment.names.assign(segment.rows.size() * 4 / 3 + 1, Segment::kNoRow);
  for (uint32_t i = 0; i < segment.rows.size(); ++i) {
    size_t slot = HashOfName(segment.PayloadOf(i).name) % segment.names.size();
    while (segment.names[slot] != Segment::kNoRow) {
      slot = slot + 1 == segment.names.size() ? 0 : slot + 1;
    }
    segment.names[slot] = i;
  }
}

}  // namespace

void SegmentBuilder::Arrange(Segment& segment) {
  const std::vector<uint32_t> order = ArrangeInCells(rows_, segment.cells);
  std::vector<uint32_t> position(order.size());
  segment.rows.resize(order.size());
  for (uint32_t i = 0; i < order.size(); ++i) {
    segment.rows[i] = rows_[order[i]];
    position[order[i]] = i;
  }
  rows_ = {};
  for (Pair& pair : tag_pairs_) pair.row = position[pair.row];
  for (Pair& pair : word_pairs_) pair.row = position[pair.row];
}

void SegmentBuilder::FillPostings(const Numbers& numbers,
                                  const std::vector<Pair>& pairs,
                                  Postings& postings) {
  std::vector<uint32_t> by_text(numbers.text.size());
  std::iota(by_text.begin(), by_text.end(), 0);
  std::sort(by_text.begin(), by_text.end(), [&](uint32_t a, uint32_t b) {
    return *numbers.text[a] < *numbers.text[b];
  });
  std::vector<uint32_t> begins(numbers.text.size() + 1);
  for (const Pair& pair : pairs) ++begins[pair.number + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<uint32_t> rows(pairs.size());
  std::vector<uint32_t> next(begins.begin(), begins.end() - 1);
  for (const Pair& pair : pairs) rows[next[pair.number]++] = pair.row;
  std::vector<uint32_t> list;
  for (const uint32_t number : by_text) {
    list.assign(rows.begin() + begins[number],
                rows.begin() + begins[number + 1]);
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    postings.Add(*numbers.text[number], list);
  }
  postings.Finish();
}

void SegmentBuilder::GiveBits(Segment& segment) {
  std::vector<uint32_t> count(tags_.text.size());
  for (const Row& row : segment.rows) {
    for (size_t part = 0; part < row.tags.size(); ++part) {
      for (uint64_t left = row.tags[part]; left != 0; left &= left - 1) {
        ++count[64 * part + __builtin_ctzll(left)];
      }
    }
  }
  for (const Pair& pair : tag_pairs_) ++count[pair.number];
  std::vector<uint32_t> frequent;
  for (uint32_t number = 0; number < count.size(); ++number) {
    if (tags_.text[number]->front() != kClinicTag) frequent.push_back(number);
  }
  std::sort(frequent.begin(), frequent.end(), [&](uint32_t a, uint32_t b) {
    return std::pair(count[b], a) < std::pair(count[a], b);
  });
  if (frequent.size() > kTagBits) frequent.resize(kTagBits);
  std::vector<int16_t> bit_of(count.size(), -1);
  for (size_t i = 0; i < frequent.size(); ++i) {
    bit_of[frequent[i]] = static_cast<int16_t>(i);
  }

  std::vector<Pair> rare;
  for (uint32_t i = 0; i < segment.rows.size(); ++i) {
    const TagSet collected = std::exchange(segment.rows[i].tags, TagSet{});
    for (size_t part = 0; part < collected.size(); ++part) {
      for (uint64_t left = collected[part]; left != 0; left &= left - 1) {
        const auto number =
            static_cast<uint32_t>(64 * part + __builtin_ctzll(left));
        if (bit_of[number] >= 0) {
          SetBit(segment.rows[i].tags, bit_of[number]);
        } else {
          rare.push_back({i, number});
        }
      }
    }
  }
  for (const Pair& pair : tag_pairs_) {
    if (bit_of[pair.number] >= 0) {
      SetBit(segment.rows[pair.row].tags, bit_of[pair.number]);
    } else {
      rare.push_back(pair);
    }
  }
  tag_pairs_ = {};
  FillPostings(tags_, rare, segment.tags);
  segment.bit_of_tag.reserve(segment.tags.size());
  for (size_t i = 0; i < segment.tags.size(); ++i) {
    segment.bit_of_tag.push_back(bit_of[tags_.Of(segment.tags.key(i))]);
  }
}

std::shared_ptr<const Segment> SegmentBuilder::Build() {
  auto segment = std::make_shared<Segment>();
  Arrange(*segment);
  GiveBits(*segment);
  FillPostings(words_, word_pairs_, segment->words);
  word_pairs_ = {};
  SumUp(segment->rows, segment->cells);
  segment->cells.shrink_to_fit();
  segment->hours = std::move(hours_);
  segment->payloads = payloads_.Finish();
  RankNames(*segment);
  FillNames(*segment);
  return segment;
}

}  // namespace unknot::directory
