// How whoever works on a call learns that nobody waits for the answer any more.
#ifndef UNKNOT_CHATBOT_GATEWAY_CANCELLATION_H_
#define UNKNOT_CHATBOT_GATEWAY_CANCELLATION_H_

#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

namespace unknot::gateway {

// Of one call. Safe to use from any thread.
class Cancellation {
 public:
  // Calls `stop` once the call is cancelled: at once where it is already. At
  // most one; it is called at most once, and not under a lock.
  void OnCancel(absl::AnyInvocable<void()> stop) {
    {
      absl::MutexLock lock(&mutex_);
      if (!is_cancelled_) {
        stop_ = std::move(stop);
        return;
      }
    }
    stop();
  }

  void Cancel() {
    absl::AnyInvocable<void()> stop;
    {
      absl::MutexLock lock(&mutex_);
      is_cancelled_ = true;
      stop = std::exchange(stop_, nullptr);
    }
    if (stop) stop();
  }

  bool is_cancelled() const {
    absl::MutexLock lock(&mutex_);
    return is_cancelled_;
  }

 private:
  mutable absl::Mutex mutex_;
  bool is_cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  absl::AnyInvocable<void()> stop_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace unknot::gateway

#endif  // UNKNOT_CHATBOT_GATEWAY_CANCELLATION_H_
