#include "services/directory/search/plan.h"

#include <algorithm>

namespace unknot::directory {
namespace {

// Fewer candidates than this are looked at one by one.
constexpr size_t kFewRows = 20'000;

// To the next integer, without a call; for less than 2^51.
double Rounded(double number) {
  constexpr double kShift = 0x1.8p52;
  return number + kShift - kShift;
}

// Makes numbers equal that differ only by how they were rounded on the way, so
// that ties are ties.
double Even(double number) { return Rounded(number * 1e7) / 1e7; }
// The same to the millimetre.
double EvenMetres(double metres) { return Rounded(metres * 1e3) / 1e3; }

void SortUnique(std::vector<uint32_t>& rows) {
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

template <typename Weights, typename Test>
double Share(const Weights& weights, const Test& test) {
  double sum = 0;
  for (const auto& weight : weights) {
    if (test(weight.test)) sum += weight.weight;
  }
  return sum;
}

}  // namespace

std::optional<Plan> Plan::Make(const Wishes& wishes, const Segment& segment) {
  Plan plan(wishes, segment);
  const v1::SearchTherapistsRequest& request = wishes.query.request;
  if (!wishes.languages.empty()) {
    plan.groups_.push_back(plan.TestForLanguages());
  }
  for (const auto& group : wishes.groups) {
    plan.groups_.push_back(plan.TestFor(group));
  }
  for (const TagTest& group : plan.groups_) {
    if (!group.possible) return std::nullopt;
    if (group.bits == TagSet{}) plan.ConsiderFew(group.rows);
  }
  plan.techniques_ = plan.WeightsFor(kTechniqueTag, request.technique_ids());
  plan.treats_ = plan.WeightsFor(kTreatsTag, request.treats());
  const RankingWeights& weights = wishes.weights;
  plan.whole_weight_ = (wishes.where.has_value() ? weights.distance : 0) +
                       (plan.techniques_.empty() ? 0 : weights.technique) +
                       (plan.treats_.empty() ? 0 : weights.treats) +
                       weights.rating + weights.licence;
  plan.PlanWords();
  if (wishes.order == v1::SEARCH_ORDER_SOONEST) {
    for (const auto& hours : segment.hours) {
      plan.waits_.push_back(MinutesUntilOpen(hours, wishes.query.local_time));
    }
  }
  return plan;
}

void Plan::AddTag(size_t tag, TagTest& test) const {
  test.possible = true;
  const int bit = segment_.bit_of_tag[tag];
  if (bit >= 0) {
    SetBit(test.bits, bit);
  } else {
    segment_.tags.AppendRows(tag, test.rows);
  }
}

Plan::TagTest Plan::TestFor(const std::vector<std::string>& tags) const {
  TagTest test;
  for (const std::string& tag : tags) {
    if (const auto found = segment_.tags.Find(tag)) AddTag(*found, test);
  }
  SortUnique(test.rows);
  return test;
}

Plan::TagTest Plan::TestForLanguages() const {
  TagTest test;
  for (const std::string& language : wishes_.languages) {
    const std::string tag = Tag(kLanguageTag, language);
    const auto [first, last] = segment_.tags.WithPrefix(tag);
    for (size_t i = first; i < last; ++i) {
      const absl::string_view key = segment_.tags.key(i);
      // "zh" is also spoken by who speaks "zh-Hant".
      if (key.size() == tag.size() || key[tag.size()] == '-') AddTag(i, test);
    }
  }
  SortUnique(test.rows);
  return test;
}

std::vector<Plan::TagWeight> Plan::WeightsFor(
    TagKind kind,
    const google::protobuf::RepeatedPtrField<std::string>& wanted) const {
  // Earlier wishes count for more.
  std::vector<TagWeight> weights;
  double all = 0;
  for (int i = 0; i < wanted.size(); ++i) all += 1.0 / (i + 1);
  for (int i = 0; i < wanted.size(); ++i) {
    weights.push_back({1.0 / (i + 1) / all, TestFor({Tag(kind, wanted[i])})});
  }
  return weights;
}

void Plan::ConsiderFew(std::vector<uint32_t> rows) {
  if (rows.size() > kFewRows) return;
  if (!few_.has_value() || rows.size() < few_->size()) few_ = std::move(rows);
}

void Plan::PlanWords() {
  for (const WordWish& wish : wishes_.words) {
    std::vector<uint32_t>& by_clinic = clinic_rows_.emplace_back();
    for (const std::string& clinic : wish.clinics) {
      const auto tag = segment_.tags.Find(Tag(kClinicTag, clinic));
      if (tag.has_value()) segment_.tags.AppendRows(*tag, by_clinic);
    }
    SortUnique(by_clinic);
    std::vector<std::pair<size_t, size_t>> ranges;
    if (wish.instead.empty()) {
      ranges.push_back(segment_.words.WithPrefix(wish.text));
    }
    for (const std::string& word : wish.instead) {
      const auto found = segment_.words.Find(word);
      if (found.has_value()) ranges.push_back({*found, *found + 1});
    }
    size_t count = by_clinic.size();
    for (const auto& [first, last] : ranges) {
      count += segment_.words.Count(first, last);
    }
    if (count > kFewRows) continue;
    std::vector<uint32_t> rows = by_clinic;
    for (const auto& [first, last] : ranges) {
      for (size_t i = first; i < last; ++i) segment_.words.AppendRows(i, rows);
    }
    SortUnique(rows);
    ConsiderFew(std::move(rows));
  }
}

bool Plan::MayFit(const Cell& cell) const {
  if ((cell.flags & wishes_.flags) != wishes_.flags) return false;
  if ((cell.flags & wishes_.licence_flags) == 0) return false;
  if (cell.best_rating < wishes_.query.request.min_rating()) return false;
  if (wishes_.price_matters && cell.lowest_price > wishes_.highest_price) {
    return false;
  }
  return std::all_of(groups_.begin(), groups_.end(), [&](const TagTest& group) {
    return MayPass(group, cell);
  });
}

double Plan::Score(double distance_m, double technique, double treats,
                   double rating, bool active) const {
  const RankingWeights& weights = wishes_.weights;
  double sum = 0;
  if (wishes_.where.has_value()) {
    sum += weights.distance *
           (weights.half_distance_m / (weights.half_distance_m + distance_m));
  }
  if (!techniques_.empty()) sum += weights.technique * technique;
  if (!treats_.empty()) sum += weights.treats * treats;
  sum += weights.rating * ((rating - 1) / 4);
  if (active) sum += weights.licence;
  return sum / whole_weight_;
}

Plan::Promise Plan::PromiseOf(const Cell& cell) const {
  const auto may = [&](const TagTest& test) { return MayPass(test, cell); };
  return {Share(techniques_, may), Share(treats_, may),
          (cell.flags & kActive) != 0};
}

double Plan::BoundByRating(const Promise& promise, double rating,
                           double distance_m) const {
  return -Even(Score(distance_m, promise.technique, promise.treats, rating,
                     promise.active));
}

Rank Plan::Bound(const Cell& cell, double distance_m) const {
  switch (wishes_.order) {
    case v1::SEARCH_ORDER_DISTANCE:
      return {0, EvenMetres(distance_m)};
    case v1::SEARCH_ORDER_RATING:
      return {0, -Even(cell.best_rating)};
    case v1::SEARCH_ORDER_PRICE:
      return {0, cell.lowest_price};
    case v1::SEARCH_ORDER_NAME:
    case v1::SEARCH_ORDER_SOONEST:
      return {0, 0};
    default:
      return {0, BoundByRating(PromiseOf(cell), cell.best_rating, distance_m)};
  }
}

bool Plan::Fits(uint32_t index) const {
  const Row& row = segment_.rows[index];
  if ((row.flags & wishes_.flags) != wishes_.flags) return false;
  for (const TagTest& group : groups_) {
    if (!Passes(group, row.tags, index)) return false;
  }
  const bool over = row.expires < wishes_.today;
  const uint16_t licence = over ? uint16_t{kLapsed} : row.flags;
  if ((licence & wishes_.licence_flags) == 0) return false;
  if (row.rating < wishes_.query.request.min_rating()) return false;
  if (wishes_.price_matters) {
    const double price = HourlyPrice(row);
    if (price > wishes_.highest_price || price < wishes_.lowest_price) {
      return false;
    }
    if (wishes_.currency != 0 && wishes_.currency != row.currency) return false;
  }
  return wishes_.query.request.open_at().empty() ||
         IsOpen(segment_.hours[row.hours], wishes_.query.request);
}

bool Plan::WordsFitRow(uint32_t row) const {
  if (wishes_.words.empty()) return true;
  const absl::string_view words = segment_.PayloadOf(row).display_key;
  for (size_t i = 0; i < wishes_.words.size(); ++i) {
    if (!WordFits(wishes_.words[i], words) &&
        !std::binary_search(clinic_rows_[i].begin(), clinic_rows_[i].end(),
                            row)) {
      return false;
    }
  }
  return true;
}

Rank Plan::RankOf(uint32_t index, double distance_m) const {
  const Row& row = segment_.rows[index];
  switch (wishes_.order) {
    case v1::SEARCH_ORDER_DISTANCE:
      return {0, EvenMetres(distance_m)};
    case v1::SEARCH_ORDER_RATING:
      return {0, -Even(row.rating)};
    case v1::SEARCH_ORDER_PRICE:
      return {0, HourlyPrice(row)};
    case v1::SEARCH_ORDER_NAME:
      return {0, 0};
    case v1::SEARCH_ORDER_SOONEST:
      return {0, waits_[row.hours]};
    default:
      break;
  }
  const auto has = [&](const TagTest& test) {
    return Passes(test, row.tags, index);
  };
  const bool active =
      (row.flags & kActive) != 0 && row.expires >= wishes_.today;
  const double score = Score(distance_m, Share(techniques_, has),
                             Share(treats_, has), row.rating, active);
  return {(row.flags & kRefusesClients) != 0 ? 1 : 0, -Even(score)};
}

}  // namespace unknot::directory
