// Places and scope of a complaint.
#include "chatbot/understanding/sites.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace unknot::understanding {
namespace {

namespace cv1 = complaint::v1;
namespace lv1 = language::v1;
using chat::v1::Understanding;
using complaint::v1::Complaint;

constexpr int kBareAnswer = 6;  // Words of an answer that is no sentence.
constexpr int kNearWords = 8;   // Between a wound and its place.
constexpr int kListWords = 4;   // Between the items of a list.
constexpr int kSideWords = 3;   // Between "under" and its place: "the left".
constexpr int kFar = 1 << 20;
constexpr char kBeside[] = "place_beside";
constexpr char kJoiner[] = "list_joiner";
constexpr char kEveryOther[] = "*";  // In Concept.yields_to.

// Topics of the pack that say more than what a message is about.
constexpr char kWound[] = "wound";  // Felt where it is, and no ache of muscles.
constexpr char kMuscles[] = "muscles";
constexpr char kHealth[] = "health";
constexpr char kSkin[] = "skin";  // Nothing that is felt in a place.

bool IsTopic(const Found& found, absl::string_view id) {
  return found.kind == Kind::kTopic && found.id == id;
}

bool Overlap(const Found& a, const Found& b) {
  return a.begin < b.end && b.begin < a.end;
}

class Placer {
 public:
  Placer(const Lexicon& lexicon, absl::string_view pending_slot,
         Reading& reading, Understanding& out)
      : lexicon_(lexicon),
        pending_slot_(pending_slot),
        reading_(reading),
        out_(out),
        complaint_(*out.mutable_complaint()) {}

  void Run() {
    SetCorrection();
    AddSites();
    SetScope();
  }

 private:
  int SentenceOf(const Found& found) const {
    return reading_.SentenceOf(found);
  }
  int ClauseOf(const Found& found) const { return reading_.ClauseOf(found); }

  absl::Span<const Found> Near(const Found& found) const {
    return const_cast<const Reading&>(reading_).FoundIn(SentenceOf(found));
  }

  // ---- Sites ---------------------------------------------------------------

  void SetCorrection() {
    int corrected_from = kFar;
    for (const FoundCue& cue : reading_.cues) {
      if (cue.kind == lv1::CUE_KIND_CORRECTION)
        corrected_from = std::min(corrected_from, cue.begin);
    }
    if (corrected_from == kFar) return;
    for (Found& found : reading_.found) {
      if (found.kind != Kind::kRegion) continue;
      if (IsInCorrection(found)) {
        found.retracted = true;
      } else if (found.begin >= corrected_from && found.present()) {
        out_.set_corrects_sites(true);
      } else if (found.begin < corrected_from &&
                 SentenceOf(found) ==
                     reading_.sentence[std::min<size_t>(
                         corrected_from, reading_.tokens.size() - 1)]) {
        found.retracted = true;
      }
    }
    if (!out_.corrects_sites()) {
      for (Found& found : reading_.found) {
        if (found.kind == Kind::kRegion) found.retracted = false;
      }
    }
  }

  // "It is not my back": the words that correct name what is wrong.
  bool IsInCorrection(const Found& found) const {
    const absl::Span<const FoundCue> cues =
        const_cast<const Reading&>(reading_).CuesIn(SentenceOf(found));
    return std::any_of(cues.begin(), cues.end(), [&](const FoundCue& cue) {
      return cue.kind == lv1::CUE_KIND_CORRECTION && cue.begin <= found.begin &&
             found.end <= cue.end;
    });
  }

  // A rash is a symptom, but where it is nothing hurts for that.
  bool IsOfSkin(const Found& found) const {
    if (found.kind != Kind::kSymptom) return false;
    const absl::Span<const Found> near = Near(found);
    return std::any_of(near.begin(), near.end(), [&](const Found& other) {
      return IsTopic(other, kSkin) && Overlap(other, found);
    });
  }

  // How surely something is felt at a region: 1 in its clause, less beyond.
  double FeltAt(const Found& region) const {
    double felt = 0;
    for (const Found& other : Near(region)) {
      if (!IsFelt(other) || other.status == cv1::STATUS_ABSENT) continue;
      if (IsOfSkin(other) || IsFeltElsewhere(other, region)) continue;
      if (ClauseOf(other) == ClauseOf(region)) return 1;
      felt = 0.8;
    }
    return HasInjury(region) ? 1 : felt;
  }

  // Dizziness or a cough is felt in no place that happens to be named too. A
  // place of muscles and joints stays: "spinning since the massage of my neck"
  // must be seen together.
  bool IsFeltElsewhere(const Found& found, const Found& region) const {
    if (found.kind != Kind::kSymptom) return false;
    const ConceptInfo* place =
        lexicon_.Find(Kind::kRegion, lexicon_.RootOf(Kind::kRegion, region.id));
    if (place != nullptr && place->musculoskeletal) return false;
    const ConceptInfo* info = lexicon_.Find(
        Kind::kSymptom, lexicon_.RootOf(Kind::kSymptom, found.id));
    return info != nullptr && info->associated && !Overlap(found, region);
  }

  // "a torn muscle on my back", "frozen shoulder": told of muscles or joints,
  // and of this place.
  bool HasInjury(const Found& region) const {
    const absl::Span<const Found> near = Near(region);
    const auto is_of_muscles = [&](const Found& condition) {
      return std::any_of(near.begin(), near.end(), [&](const Found& other) {
        return IsTopic(other, kMuscles) && other.begin == condition.begin &&
               other.end == condition.end;
      });
    };
    return std::any_of(near.begin(), near.end(), [&](const Found& other) {
      if (other.kind != Kind::kCondition || !other.present()) return false;
      if (other.begin == region.begin && other.end == region.end)
        return is_of_muscles(other);
      return other.end <= region.begin && ClauseOf(other) == ClauseOf(region) &&
             Distance(other, region) <= kListWords && is_of_muscles(other);
    });
  }

  // A region that answers a question, or is all that was said.
  bool IsBareAnswer() const {
    if (pending_slot_ == "site" || pending_slot_ == "side" ||
        pending_slot_ == "radiation") {
      return true;
    }
    return static_cast<int>(reading_.tokens.size()) <= kBareAnswer &&
           std::none_of(
               reading_.found.begin(), reading_.found.end(),
               [](const Found& found) { return IsTopic(found, kHealth); });
  }

  void AddSites() {
    bool any_felt = false;
    bool any_pattern = false;
    bool any_symptom = false;
    for (const Found& found : reading_.found) {
      if (found.status == cv1::STATUS_ABSENT) continue;
      if (found.kind == Kind::kSymptom || IsTopic(found, kHealth)) {
        any_symptom = true;
      } else if (found.kind == Kind::kPattern) {
        any_pattern |= found.present();
      } else {
        any_felt |= IsFelt(found);
      }
    }
    // "lower back, worst in the morning"
    any_felt |= any_pattern && !any_symptom;
    std::vector<Found*> sites;
    std::vector<Found*> doubtful;
    for (Found& found : reading_.found) {
      if (found.kind != Kind::kRegion) continue;
      if (found.status == cv1::STATUS_ABSENT || found.retracted) {
        Retract(found);
        continue;
      }
      if (!found.present()) continue;
      const double felt = FeltAt(found);
      if (felt > 0 || IsBareAnswer() || out_.corrects_sites() ||
          found.radiation) {
        found.confidence = std::max(felt, 0.6);
        sites.push_back(&found);
      } else {
        found.confidence = 0.4;
        doubtful.push_back(&found);
      }
    }
    if (sites.empty() && any_felt) sites = doubtful;
    DropMoved(sites);
    DropBeside(sites);
    for (const Found* site : sites) {
      if (YieldsToEvery(*site)) CountForScope(*site);
    }
    DropUnspecific(sites);
    bool any_plain = false;
    for (const Found* site : sites) any_plain |= !site->radiation;
    const auto travels = [&](const Found& site) {
      return site.radiation && (any_plain || !IsFeltInSentence(site));
    };
    std::set<std::string> plain;
    for (const Found* site : sites) {
      if (travels(*site)) continue;
      AddSite(*site, *complaint_.mutable_sites());
      CountForScope(*site);
      plain.insert(lexicon_.RootOf(Kind::kRegion, site->id));
    }
    for (const Found* site : sites) {
      if (!travels(*site)) continue;
      if (plain.contains(lexicon_.RootOf(Kind::kRegion, site->id))) continue;
      AddSite(*site, *complaint_.mutable_radiates_to());
    }
  }

  // False for "it goes into my arm": where it hurts was told before.
  bool IsFeltInSentence(const Found& region) const {
    const absl::Span<const Found> near = Near(region);
    return std::any_of(near.begin(), near.end(), [](const Found& other) {
      return IsFelt(other) && other.status != cv1::STATUS_ABSENT;
    });
  }

  // True where a wound is told at the region, or a blemish nearer than a pain.
  bool IsSkinDeep(const Found& region) const {
    int skin = kFar;
    int felt = kFar;
    for (const Found& other : Near(region)) {
      const int distance = Distance(other, region);
      if (IsTopic(other, kWound) && distance <= kNearWords) return true;
      if (ClauseOf(other) != ClauseOf(region) || !other.present()) continue;
      if (IsTopic(other, kSkin)) {
        skin = std::min(skin, distance);
      } else if (IsFelt(other) && !IsOfSkin(other)) {
        felt = std::min(felt, distance);
      }
    }
    return skin <= felt && skin <= kListWords;
  }

  void CountForScope(const Found& site) {
    const ConceptInfo* info =
        lexicon_.Find(Kind::kRegion, lexicon_.RootOf(Kind::kRegion, site.id));
    const bool ours =
        info != nullptr && info->musculoskeletal && !IsSkinDeep(site);
    (ours ? any_of_ours_ : any_of_others_) = true;
  }

  // "My shoulder clicks when I lift my arm": the shoulder. What is moved is a
  // place only where the sentence names no other.
  void DropMoved(std::vector<Found*>& sites) const {
    // "constant severe back pain" names the back for its pain.
    const auto is_named_as_felt = [&](const Found& site) {
      const absl::Span<const Found> near = Near(site);
      return std::any_of(near.begin(), near.end(), [&](const Found& other) {
        return IsFelt(other) && other.begin == site.end;
      });
    };
    const auto is_moved = [&](const Found& site) {
      const absl::Span<const Found> near = Near(site);
      return std::any_of(near.begin(), near.end(),
                         [&](const Found& other) {
                           return other.kind == Kind::kPattern &&
                                  other.present() &&
                                  ClauseOf(other) == ClauseOf(site) &&
                                  other.begin < site.begin &&
                                  site.begin - other.end <= 1;
                         }) &&
             !is_named_as_felt(site);
    };
    const std::vector<Found*> all = sites;
    std::erase_if(sites, [&](const Found* site) {
      return is_moved(*site) && AnyBeside(all, *site, &Placer::SentenceOf,
                                          [&](const Found& other) {
                                            return other.begin < site->begin &&
                                                   !is_moved(other);
                                          });
    });
  }

  // "The neck just under the ear": the neck. A place by which another is told
  // is none itself.
  void DropBeside(std::vector<Found*>& sites) const {
    const int beside = lexicon_.matcher().ListId(kBeside);
    const int joiner = lexicon_.matcher().ListId(kJoiner);
    // Where the words begin that put `site` beside another; -1 for nowhere.
    const auto beside_from = [&](const Found& site) {
      for (int at = std::max(0, site.begin - kListWords); at < site.begin;
           ++at) {
        const int end = EndOfList(beside, at);
        if (end > 0 && end <= site.begin && site.begin - end < kSideWords)
          return at;
      }
      return -1;
    };
    const std::vector<Found*> all = sites;
    std::erase_if(sites, [&](const Found* site) {
      const int from = beside_from(*site);
      if (from <= 0 || EndOfList(joiner, from - 1) == from) return false;
      return AnyBeside(all, *site, &Placer::ClauseOf, [&](const Found& other) {
        return other.end <= from && from - other.end <= kListWords;
      });
    });
  }

  // True where one of `sites`, which are in order of begin, is as wanted and in
  // the same part of the text as `site`.
  template <typename Wanted>
  bool AnyBeside(const std::vector<Found*>& sites, const Found& site,
                 int (Placer::*part)(const Found&) const, Wanted wanted) const {
    const auto in_part = std::equal_range(
        sites.begin(), sites.end(), &site, [&](const Found* a, const Found* b) {
          return (this->*part)(*a) < (this->*part)(*b);
        });
    return std::any_of(in_part.first, in_part.second,
                       [&](const Found* other) { return wanted(*other); });
  }

  int EndOfList(int list, int at) const {
    return lexicon_.matcher().EndOfList(list, reading_.tokens, at);
  }

  // True where a place without a name, such as "muscle", is told more closely:
  // "muscle pain in my leg", "my back muscles". `sites` are in order of begin.
  bool IsNamedMoreClosely(const Found& site,
                          const std::vector<Found*>& sites) const {
    return AnyBeside(sites, site, &Placer::ClauseOf, [&](const Found& other) {
      if (YieldsToEvery(other)) return false;
      const int distance = Distance(other, site);
      return other.begin >= site.end ? distance <= kNearWords : distance == 0;
    });
  }

  bool YieldsToEvery(const Found& site) const {
    const ConceptInfo* info = lexicon_.Find(Kind::kRegion, site.id);
    return info != nullptr &&
           std::find(info->yields_to.begin(), info->yields_to.end(),
                     kEveryOther) != info->yields_to.end();
  }

  // "back pain, mostly my lower back": the lower back. "Muscle pain in my leg":
  // the leg, and the muscle that is spoken of later is that of the leg too.
  void DropUnspecific(std::vector<Found*>& sites) const {
    std::set<absl::string_view> ids;
    for (const Found* site : sites) ids.insert(site->id);
    std::set<absl::string_view> dropped;
    for (const absl::string_view id : ids) {
      if (IsToldFiner(id, ids)) dropped.insert(id);
    }
    for (const Found* site : sites) {
      if (YieldsToEvery(*site) && IsNamedMoreClosely(*site, sites))
        dropped.insert(site->id);
    }
    std::erase_if(
        sites, [&](const Found* site) { return dropped.contains(site->id); });
  }

  // True where one of `ids` is among those that a region leaves the field to.
  bool IsToldFiner(absl::string_view id,
                   const std::set<absl::string_view>& ids) const {
    const ConceptInfo* info = lexicon_.Find(Kind::kRegion, id);
    if (info == nullptr) return false;
    for (const std::string& finer : info->yields_to) {
      for (const absl::string_view other : ids) {
        if (other != id && lexicon_.IsA(Kind::kRegion, other, finer))
          return true;
      }
    }
    return false;
  }

  // "not my back": taken back. "no numbness in my back": only not numb.
  void Retract(const Found& region) {
    for (const Found& other : Near(region)) {
      if (IsFelt(other) && other.status == cv1::STATUS_ABSENT &&
          other.kind != Kind::kPain && ClauseOf(other) == ClauseOf(region)) {
        return;
      }
    }
    out_.add_retracted(
        absl::StrCat("region/", lexicon_.RootOf(Kind::kRegion, region.id)));
  }

  void AddSite(const Found& found,
               google::protobuf::RepeatedPtrField<cv1::Site>& sites) {
    const std::string root = lexicon_.RootOf(Kind::kRegion, found.id);
    const std::string place = root == found.id ? "" : found.id;
    for (cv1::Site& site : sites) {
      if (site.region() != root) continue;
      if (found.side == cv1::SIDE_UNSPECIFIED || site.side() == found.side) {
        if (site.place().empty()) site.set_place(place);
        return;
      }
      if (site.side() == cv1::SIDE_UNSPECIFIED) {
        site.set_side(found.side);
        return;
      }
    }
    cv1::Site& site = *sites.Add();
    site.set_region(root);
    site.set_place(place);
    site.set_side(found.side);
  }

  // ---- Scope ---------------------------------------------------------------

  void SetScope() {
    bool msk = any_of_ours_;
    bool health = any_of_others_;
    bool pain = false;
    // Places spoken of, though nothing is felt there.
    bool named = false;
    bool named_other = false;
    for (const Found& found : reading_.found) {
      switch (found.kind) {
        case Kind::kTechnique:
          msk = true;
          break;
        case Kind::kTopic:
          (found.id == "massage" || found.id == "muscles" ? msk : health) =
              true;
          break;
        case Kind::kRegion: {
          const ConceptInfo* info = lexicon_.Find(
              Kind::kRegion, lexicon_.RootOf(Kind::kRegion, found.id));
          const bool ours = info != nullptr && info->musculoskeletal;
          (ours ? named : named_other) = true;
          break;
        }
        case Kind::kSymptom:
          health |= found.present();
          break;
        case Kind::kCondition:
          health |= found.status != cv1::STATUS_ABSENT && IsIllness(found);
          break;
        case Kind::kPain:
          pain |= found.present();
          break;
        default:
          break;
      }
    }
    const bool ours_alone = (pain || named) && !health;
    out_.set_scope(msk || ours_alone       ? chat::v1::SCOPE_MUSCULOSKELETAL
                   : health || named_other ? chat::v1::SCOPE_OTHER_HEALTH
                                           : chat::v1::SCOPE_NONE);
  }

  // A medicine or a habit is told without being complained of.
  bool IsIllness(const Found& found) const {
    const ConceptInfo* info = lexicon_.Find(
        Kind::kCondition, lexicon_.RootOf(Kind::kCondition, found.id));
    return info != nullptr && info->label;
  }

  const Lexicon& lexicon_;
  absl::string_view pending_slot_;
  Reading& reading_;
  Understanding& out_;
  Complaint& complaint_;
  bool any_of_ours_ = false;    // A site of muscles and joints.
  bool any_of_others_ = false;  // A site of another kind.
};

}  // namespace

bool IsFelt(const Found& found) {
  switch (found.kind) {
    case Kind::kPain:
    case Kind::kQuality:
    case Kind::kSeverity:
    case Kind::kSymptom:
      return true;
    default:
      return IsTopic(found, kWound);
  }
}

void SetSites(const Lexicon& lexicon, absl::string_view pending_slot,
              Reading& reading, Understanding& out) {
  Placer(lexicon, pending_slot, reading, out).Run();
}

}  // namespace unknot::understanding
