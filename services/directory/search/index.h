// Therapists as a few segments: a large one, and smaller ones with what came
// later. Inside of search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_INDEX_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/synchronization/mutex.h"
#include "services/directory/search/find.h"
#include "services/directory/search/segment_builder.h"

namespace unknot::directory {

// Readers take the parts as they are and keep them as long as they need them.
// A change makes a small segment, merged at once with the smaller ones before
// it; larger ones are merged by a thread of their own, so that there are never
// many and a change never waits for the large one. Safe to use from any thread.
class Index {
 public:
  Index();
  ~Index();
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  std::shared_ptr<const Parts> Current() const;

  // Adds or replaces `changed` and removes `removed` as one change. A name is
  // there once at most.
  void Change(const std::vector<const v1::Therapist*>& changed,
              const std::vector<absl::string_view>& removed);

  // See Search. Each thread that changes something meanwhile fills a segment of
  // its own.
  void BeginLoad();
  void EndLoad();

  void WaitUntilSettled() const;

 private:
  // The parts that a merge replaces: `count` from `first` on.
  struct Merge {
    size_t first;
    size_t count;
  };

  void Publish(Parts parts) ABSL_EXCLUSIVE_LOCKS_REQUIRED(change_mutex_);
  static void Kill(const std::vector<absl::string_view>& names, Parts& parts);
  void ChangeLocked(const std::vector<const v1::Therapist*>& changed,
                    const std::vector<absl::string_view>& removed)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(change_mutex_);
  void AbsorbSmall(SegmentBuilder& builder, Parts& parts) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(change_mutex_);
  bool IsMerging(const Part& part) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(change_mutex_);

  // Adds to what is being loaded. Returns false if nothing is.
  bool Load(const std::vector<const v1::Therapist*>& changed,
            const std::vector<absl::string_view>& removed);
  bool NobodyLoads() const;

  // What is best merged next, if anything.
  static std::optional<Merge> WorthMerging(const Parts& parts);
  bool HasWork() const;
  bool IsSettled() const;
  void MergeUntilStopped();
  void MergeParts(const Parts& old);
  void Install(const Parts& old, std::shared_ptr<const Segment> merged);

  // Held for each change; never while a large segment is built.
  mutable absl::Mutex change_mutex_;
  // Parts that are being merged, which changes only mark.
  Parts merging_ ABSL_GUARDED_BY(change_mutex_);
  bool stopping_ ABSL_GUARDED_BY(change_mutex_) = false;

  bool loading_ ABSL_GUARDED_BY(change_mutex_) = false;
  // Builders that wait for rows, and the number of those that get some.
  std::vector<std::unique_ptr<SegmentBuilder>> loaders_
      ABSL_GUARDED_BY(change_mutex_);
  int busy_loaders_ ABSL_GUARDED_BY(change_mutex_) = 0;
  absl::flat_hash_set<uint64_t> loaded_ ABSL_GUARDED_BY(change_mutex_);
  // Changes while loading of what was loaded before, in their order; one with a
  // delete time is removed.
  std::vector<v1::Therapist> changed_late_ ABSL_GUARDED_BY(change_mutex_);

  // Held only to copy or replace the pointer.
  mutable absl::Mutex current_mutex_;
  std::shared_ptr<const Parts> current_ ABSL_GUARDED_BY(current_mutex_);

  std::thread merger_;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_INDEX_H_
