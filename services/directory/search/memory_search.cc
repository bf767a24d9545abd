// A search over an index of therapists and a table of clinics.
#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_split.h"
#include "services/directory/fold.h"
#include "services/directory/search/clinics.h"
#include "services/directory/search/find.h"
#include "services/directory/search/index.h"
#include "services/directory/search/reasons.h"
#include "services/directory/search/search.h"
#include "services/directory/search/unpacked.h"

namespace unknot::directory {
namespace {

class MemorySearch final : public Search {
 public:
  void PutAll(const std::vector<v1::Therapist>& therapists) override {
    // The last one of a name counts.
    absl::flat_hash_map<absl::string_view, const v1::Therapist*> by_name;
    for (const v1::Therapist& therapist : therapists) {
      by_name[therapist.name()] = &therapist;
    }
    std::vector<const v1::Therapist*> changed;
    std::vector<absl::string_view> removed;
    for (const v1::Therapist& therapist : therapists) {
      if (by_name[therapist.name()] != &therapist) continue;
      if (therapist.has_delete_time()) {
        removed.push_back(therapist.name());
      } else {
        changed.push_back(&therapist);
      }
    }
    index_.Change(changed, removed);
  }

  void BeginLoad() override { index_.BeginLoad(); }
  void EndLoad() override { index_.EndLoad(); }

  void PutClinic(const v1::Clinic& clinic) override { clinics_.Put(clinic); }
  void RemoveClinic(absl::string_view name) override { clinics_.Remove(name); }

  std::vector<SearchHit> Find(const SearchQuery& query) const override {
    const std::shared_ptr<const Parts> parts = index_.Current();
    Wishes wishes(query);
    wishes.words = ReadWords(query.request.text(), *parts);
    // Text that folds to nothing, as "!!!", is no part of any name.
    if (wishes.words.empty() && !query.request.text().empty()) return {};
    std::vector<SearchHit> hits;
    for (const Found& found : FindBest(wishes, *parts)) {
      hits.push_back(Describe(found, (*parts)[found.part], wishes));
    }
    return hits;
  }

  std::vector<ClinicHit> FindClinics(const SearchQuery& query) const override {
    const std::vector<WordWish> words =
        ReadWords(query.request.text(), *index_.Current());
    if (words.empty() &&
        (!query.point.has_value() || !query.request.text().empty())) {
      return {};
    }
    return clinics_.Find(query, words);
  }

  size_t size() const override { return Measure().therapists; }

  SearchSize Measure() const override {
    const std::shared_ptr<const Parts> parts = index_.Current();
    SearchSize size;
    size.segments = parts->size();
    for (const Part& part : *parts) {
      size.therapists += part.live();
      size.index_bytes += part.segment->index_bytes();
      size.content_bytes += part.segment->payloads.bytes();
      if (part.dead != nullptr) {
        size.index_bytes += part.dead->bits.capacity() * sizeof(uint64_t);
      }
    }
    return size;
  }

  void WaitUntilSettled() const override { index_.WaitUntilSettled(); }

 private:
  std::vector<WordWish> ReadWords(const std::string& text,
                                  const Parts& parts) const {
    std::vector<WordWish> wishes;
    if (text.empty()) return wishes;
    const std::string folded = Fold(text);
    for (const absl::string_view word :
         absl::StrSplit(folded, ' ', absl::SkipEmpty())) {
      WordWish& wish = wishes.emplace_back();
      wish.text = std::string(word);
      clinics_.AddClinics(wish);
      if (!wish.clinics.empty() || BeginsAWord(wish.text, parts)) continue;
      wish.instead = Closest(wish.text, parts);
      if (!wish.instead.empty()) clinics_.AddClinics(wish);
    }
    return wishes;
  }

  static bool BeginsAWord(const std::string& text, const Parts& parts) {
    return std::any_of(parts.begin(), parts.end(), [&](const Part& part) {
      const auto [first, last] = part.segment->words.WithPrefix(text);
      return first < last;
    });
  }

  std::vector<std::string> Closest(const std::string& text,
                                   const Parts& parts) const {
    ClosestWords closest(text);
    if (!closest.possible()) return {};
    for (const Part& part : parts) {
      const Postings& words = part.segment->words;
      for (size_t i = 0; i < words.size(); ++i) closest.Consider(words.key(i));
    }
    clinics_.Suggest(closest);
    return closest.Take();
  }

  SearchHit Describe(const Found& found, const Part& part,
                     const Wishes& wishes) const {
    const Payload payload = part.segment->PayloadOf(found.row);
    SearchHit hit;
    hit.therapist = unpacked_.Get(payload);
    const v1::Therapist& therapist = hit.therapist->message;
    hit.clinic_display_name = clinics_.DisplayNameOf(therapist.clinic());
    if (wishes.where.has_value()) hit.distance_m = found.distance_m;
    hit.reasons = ReasonsFor(*hit.therapist, wishes, hit.distance_m);
    hit.key = {found.rank.group, found.rank.rank,
               std::string(payload.display_key), therapist.name()};
    return hit;
  }

  Index index_;
  ClinicTable clinics_;
  mutable UnpackedTherapists unpacked_;
};

}  // namespace

std::unique_ptr<Search> MakeMemorySearch() {
  return std::make_unique<MemorySearch>();
}

}  // namespace unknot::directory
