// Values from one thread to another.
#ifndef UNKNOT_SERVICES_DIRECTORY_BOUNDED_QUEUE_H_
#define UNKNOT_SERVICES_DIRECTORY_BOUNDED_QUEUE_H_

#include <cstddef>
#include <deque>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

namespace unknot::directory {

// A full queue makes the giver wait, an empty one the taker. Safe to use from
// both threads.
//
//   BoundedQueue<int> queue(4);
//   std::thread giver([&] { queue.End(GiveAll(queue)); });
//   for (int value; queue.Pop(value).value();) Use(value);
//   queue.Close();
//   giver.join();
template <typename T>
class BoundedQueue {
 public:
  // Holds at most `limit` values.
  explicit BoundedQueue(size_t limit) : limit_(limit) {}

  // False: nobody takes values any more.
  bool Push(T value) {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &BoundedQueue::HasRoom));
    if (closed_) return false;
    values_.push_back(std::move(value));
    return true;
  }

  // No more will come, because of `status`.
  void End(absl::Status status) {
    absl::MutexLock lock(&mutex_);
    ended_ = true;
    status_ = std::move(status);
  }

  // Nobody will take any more.
  void Close() {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }

  // Takes the next value. False: there are no more; an error: why they ended.
  absl::StatusOr<bool> Pop(T& value) {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &BoundedQueue::HasNews));
    if (!values_.empty()) {
      value = std::move(values_.front());
      values_.pop_front();
      return true;
    }
    if (!status_.ok()) return status_;
    return false;
  }

 private:
  bool HasRoom() const ABSL_NO_THREAD_SAFETY_ANALYSIS {
    return closed_ || values_.size() < limit_;
  }
  bool HasNews() const ABSL_NO_THREAD_SAFETY_ANALYSIS {
    return ended_ || !values_.empty();
  }

  const size_t limit_;
  absl::Mutex mutex_;
  std::deque<T> values_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_BOUNDED_QUEUE_H_
