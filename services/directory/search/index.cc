#include "services/directory/search/index.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"

namespace unknot::directory {
namespace {

// A part is merged with those after it when they are this much of it together:
// a smaller number means fewer parts and more work.
constexpr size_t kMergeFactor = 8;

// Most rows that a change merges before it returns; a few milliseconds.
constexpr size_t kMergedAtOnce = 8192;

// A part is built anew when a third of it is dead.
constexpr size_t kDeadFactor = 3;

}  // namespace

Index::Index() : current_(std::make_shared<const Parts>()) {
  merger_ = std::thread([this] { MergeUntilStopped(); });
}

Index::~Index() {
  {
    absl::MutexLock lock(&change_mutex_);
    stopping_ = true;
  }
  merger_.join();
}

std::shared_ptr<const Parts> Index::Current() const {
  absl::MutexLock lock(&current_mutex_);
  return current_;
}

void Index::Publish(Parts parts) {
  auto next = std::make_shared<const Parts>(std::move(parts));
  absl::MutexLock lock(&current_mutex_);
  current_.swap(next);
}

void Index::Kill(const std::vector<absl::string_view>& names, Parts& parts) {
  absl::flat_hash_map<size_t, std::shared_ptr<DeadRows>> changed;
  for (const absl::string_view name : names) {
    for (size_t i = parts.size(); i-- > 0;) {
      const auto row = parts[i].segment->FindName(name);
      if (!row.has_value()) continue;
      std::shared_ptr<DeadRows>& dead = changed[i];
      if (dead == nullptr) {
        dead = parts[i].dead == nullptr
                   ? std::make_shared<DeadRows>()
                   : std::make_shared<DeadRows>(*parts[i].dead);
        dead->bits.resize((parts[i].segment->rows.size() + 63) / 64);
      }
      if (dead->Has(*row)) continue;
      dead->bits[*row / 64] |= uint64_t{1} << (*row % 64);
      ++dead->count;
      break;
    }
  }
  for (auto& [i, dead] : changed) parts[i].dead = std::move(dead);
}

bool Index::IsMerging(const Part& part) const {
  return std::any_of(merging_.begin(), merging_.end(), [&](const Part& other) {
    return other.segment == part.segment;
  });
}

void Index::AbsorbSmall(SegmentBuilder& builder, Parts& parts) const {
  while (!parts.empty() && !IsMerging(parts.back())) {
    const size_t live = parts.back().live();
    if (live >= kMergeFactor * builder.size() ||
        live + builder.size() > kMergedAtOnce) {
      return;
    }
    builder.AddSegment(*parts.back().segment, parts.back().dead.get());
    parts.pop_back();
  }
}

void Index::Change(const std::vector<const v1::Therapist*>& changed,
                   const std::vector<absl::string_view>& removed) {
  if (Load(changed, removed)) return;
  absl::MutexLock lock(&change_mutex_);
  ChangeLocked(changed, removed);
}

bool Index::Load(const std::vector<const v1::Therapist*>& changed,
                 const std::vector<absl::string_view>& removed) {
  std::unique_ptr<SegmentBuilder> loader;
  std::vector<const v1::Therapist*> added;
  {
    absl::MutexLock lock(&change_mutex_);
    if (!loading_) return false;
    for (const v1::Therapist* therapist : changed) {
      if (loaded_.insert(HashOfName(therapist->name())).second) {
        added.push_back(therapist);
      } else {
        changed_late_.push_back(*therapist);
      }
    }
    for (const absl::string_view name : removed) {
      if (!loaded_.contains(HashOfName(name))) continue;
      v1::Therapist& gone = changed_late_.emplace_back();
      gone.set_name(std::string(name));
      gone.mutable_delete_time()->set_seconds(1);
    }
    if (added.empty()) return true;
    ++busy_loaders_;
    if (!loaders_.empty()) {
      loader = std::move(loaders_.back());
      loaders_.pop_back();
    }
  }
  if (loader == nullptr) loader = std::make_unique<SegmentBuilder>();
  for (const v1::Therapist* therapist : added) loader->Add(*therapist);
  absl::MutexLock lock(&change_mutex_);
  loaders_.push_back(std::move(loader));
  --busy_loaders_;
  return true;
}

void Index::ChangeLocked(const std::vector<const v1::Therapist*>& changed,
                         const std::vector<absl::string_view>& removed) {
  Parts parts = *Current();
  std::vector<absl::string_view> names = removed;
  for (const v1::Therapist* therapist : changed) {
    names.push_back(therapist->name());
  }
  Kill(names, parts);
  parts.erase(std::remove_if(parts.begin(), parts.end(),
                             [&](const Part& part) {
                               return part.live() == 0 && !IsMerging(part);
                             }),
              parts.end());
  if (!changed.empty()) {
    SegmentBuilder builder;
    for (const v1::Therapist* therapist : changed) builder.Add(*therapist);
    AbsorbSmall(builder, parts);
    parts.push_back({builder.Build(), nullptr});
  }
  Publish(std::move(parts));
}

void Index::BeginLoad() {
  absl::MutexLock lock(&change_mutex_);
  loading_ = true;
}

bool Index::NobodyLoads() const {
  change_mutex_.AssertHeld();
  return busy_loaders_ == 0;
}

void Index::EndLoad() {
  absl::MutexLock lock(&change_mutex_);
  change_mutex_.Await(absl::Condition(this, &Index::NobodyLoads));
  Parts parts(loaders_.size());
  std::vector<std::thread> building;
  for (size_t i = 0; i < loaders_.size(); ++i) {
    building.emplace_back([&part = parts[i], &loader = *loaders_[i]] {
      part.segment = loader.Build();
    });
  }
  for (std::thread& thread : building) thread.join();
  if (!parts.empty()) Publish(std::move(parts));
  loading_ = false;
  loaders_.clear();
  loaded_ = {};
  for (const v1::Therapist& therapist : changed_late_) {
    if (therapist.has_delete_time()) {
      ChangeLocked({}, {therapist.name()});
    } else {
      ChangeLocked({&therapist}, {});
    }
  }
  changed_late_ = {};
}

std::optional<Index::Merge> Index::WorthMerging(const Parts& parts) {
  for (size_t last = parts.size(); last-- > 0;) {
    size_t first = last;
    size_t rows = parts[last].live();
    while (first > 0 && parts[first - 1].live() < kMergeFactor * rows) {
      --first;
      rows += parts[first].live();
    }
    if (first < last) return Merge{first, last - first + 1};
    const Part& part = parts[last];
    if (part.dead != nullptr &&
        part.dead->count * kDeadFactor > part.segment->rows.size()) {
      return Merge{last, 1};
    }
  }
  return std::nullopt;
}

bool Index::HasWork() const {
  change_mutex_.AssertHeld();
  return stopping_ || (!loading_ && WorthMerging(*Current()).has_value());
}

bool Index::IsSettled() const {
  change_mutex_.AssertHeld();
  return merging_.empty() && !WorthMerging(*Current()).has_value();
}

void Index::WaitUntilSettled() const {
  absl::MutexLock lock(&change_mutex_);
  change_mutex_.Await(absl::Condition(this, &Index::IsSettled));
}

void Index::MergeUntilStopped() {
  for (;;) {
    Parts old;
    {
      absl::MutexLock lock(&change_mutex_);
      change_mutex_.Await(absl::Condition(this, &Index::HasWork));
      if (stopping_) return;
      const std::shared_ptr<const Parts> parts = Current();
      const Merge merge = *WorthMerging(*parts);
      const auto first = parts->begin() + static_cast<ptrdiff_t>(merge.first);
      merging_.assign(first, first + static_cast<ptrdiff_t>(merge.count));
      old = merging_;
    }
    MergeParts(old);
  }
}

void Index::MergeParts(const Parts& old) {
  SegmentBuilder builder;
  for (const Part& part : old) {
    builder.AddSegment(*part.segment, part.dead.get());
  }
  Install(old, builder.size() == 0 ? nullptr : builder.Build());
  // What was replaced is freed here rather than by the search that used it
  // last, since giving back much memory takes a while.
  constexpr int kMostWaits = 1000;
  for (int waits = 0; waits < kMostWaits; ++waits) {
    if (old[0].segment.use_count() == 1) return;
    absl::MutexLock lock(&change_mutex_);
    if (stopping_) return;
    change_mutex_.AwaitWithTimeout(absl::Condition(&stopping_),
                                   absl::Milliseconds(1));
  }
}

void Index::Install(const Parts& old, std::shared_ptr<const Segment> merged) {
  absl::MutexLock lock(&change_mutex_);
  merging_.clear();
  Parts parts = *Current();
  const auto first = std::find_if(
      parts.begin(), parts.end(),
      [&](const Part& part) { return part.segment == old[0].segment; });
  // Who died in the meantime.
  std::vector<absl::string_view> died;
  for (size_t i = 0; i < old.size(); ++i) {
    const Part& now = *(first + static_cast<ptrdiff_t>(i));
    if (now.dead == nullptr || now.dead == old[i].dead) continue;
    for (uint32_t row = 0; row < now.segment->rows.size(); ++row) {
      if (now.IsDead(row) && !old[i].IsDead(row)) {
        died.push_back(now.segment->PayloadOf(row).name);
      }
    }
  }
  Parts replacement;
  if (merged != nullptr) {
    replacement.push_back({std::move(merged), nullptr});
    Kill(died, replacement);
  }
  const auto at =
      parts.erase(first, first + static_cast<ptrdiff_t>(old.size()));
  parts.insert(at, replacement.begin(), replacement.end());
  Publish(std::move(parts));
}

}  // namespace unknot::directory
