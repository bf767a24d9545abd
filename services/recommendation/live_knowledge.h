// The knowledge base in use, which may be replaced while calls are answered.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_LIVE_KNOWLEDGE_H_
#define UNKNOT_SERVICES_RECOMMENDATION_LIVE_KNOWLEDGE_H_

#include <functional>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/recommendation/knowledge_base.h"

namespace unknot::recommendation {

// Holds one knowledge base at a time. Safe to use from any thread.
class LiveKnowledge {
 public:
  // Called with each version that comes into use; must not wait and must not
  // call back into the LiveKnowledge.
  using Listener = std::function<void(const std::string& version)>;

  explicit LiveKnowledge(KnowledgeBase::Ptr base) : base_(std::move(base)) {}

  // What is in use now. Keep it for as long as one answer takes.
  KnowledgeBase::Ptr Current() const {
    absl::ReaderMutexLock lock(&mutex_);
    return base_;
  }

  // Puts `base` into use and tells the listeners; nothing happens if its
  // version is in use already. Returns whether it was put into use.
  bool Replace(KnowledgeBase::Ptr base);

  // Calls `listener` with the version in use and then with every new one, until
  // it is removed. Returns what RemoveListener takes.
  int AddListener(Listener listener);

  // When it returns, the listener is not running and will not run again.
  void RemoveListener(int id);

 private:
  mutable absl::Mutex mutex_;
  KnowledgeBase::Ptr base_ ABSL_GUARDED_BY(mutex_);
  absl::Mutex listeners_mutex_ ABSL_ACQUIRED_BEFORE(mutex_);
  std::map<int, Listener> listeners_ ABSL_GUARDED_BY(listeners_mutex_);
  int next_id_ ABSL_GUARDED_BY(listeners_mutex_) = 1;
};

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_LIVE_KNOWLEDGE_H_
