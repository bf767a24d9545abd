// The knowledge base in use, which may be replaced while calls are answered.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_LIVE_KNOWLEDGE_H_
#define UNKNOT_SERVICES_RECOMMENDATION_LIVE_KNOWLEDGE_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/recommendation/knowledge_base.h"

namespace unknot::recommendation {

// Holds one knowledge base at a time, and knows whether the files have changed
// to something that cannot be used. Safe to use from any thread.
class LiveKnowledge {
 public:
  // How things stand.
  struct State {
    // Version in use.
    std::string version;
    // Faults of the files as they are now, "file:line: message"; empty where
    // the version in use is that of the files.
    std::vector<std::string> problems;
  };

  // Called with each new state; must not wait and must not call back into the
  // LiveKnowledge.
  using Listener = std::function<void(const State& state)>;

  explicit LiveKnowledge(KnowledgeBase::Ptr base) : base_(std::move(base)) {}

  // What is in use now. Keep it for as long as one answer takes.
  KnowledgeBase::Ptr Current() const {
    absl::ReaderMutexLock lock(&mutex_);
    return base_;
  }

  // Puts `base` into use, forgets problems, and tells the listeners where that
  // changes anything. Returns whether the version changed.
  bool Replace(KnowledgeBase::Ptr base);

  // Notes why the files are not used, and tells the listeners. What is in use
  // stays. REQUIRES: !problems.empty().
  void Refuse(std::vector<std::string> problems);

  // See State.
  std::vector<std::string> Problems() const {
    absl::ReaderMutexLock lock(&mutex_);
    return problems_;
  }

  // Calls `listener` with the state as it is and then with every new one, until
  // it is removed. Returns what RemoveListener takes.
  int AddListener(Listener listener);

  // When it returns, the listener is not running and will not run again.
  void RemoveListener(int id);

 private:
  void Tell() ABSL_EXCLUSIVE_LOCKS_REQUIRED(listeners_mutex_);
  State Now() const;

  mutable absl::Mutex mutex_;
  KnowledgeBase::Ptr base_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> problems_ ABSL_GUARDED_BY(mutex_);
  absl::Mutex listeners_mutex_ ABSL_ACQUIRED_BEFORE(mutex_);
  std::map<int, Listener> listeners_ ABSL_GUARDED_BY(listeners_mutex_);
  int next_id_ ABSL_GUARDED_BY(listeners_mutex_) = 1;
};

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_LIVE_KNOWLEDGE_H_
