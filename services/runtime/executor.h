// Where work that waits (for a disk, for another service) is done, so that
// gRPC's own few threads never wait.
#ifndef UNKNOT_SERVICES_RUNTIME_EXECUTOR_H_
#define UNKNOT_SERVICES_RUNTIME_EXECUTOR_H_

#include <cstddef>
#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace unknot::runtime {

// Runs tasks. Safe to use from any thread.
class Executor {
 public:
  using Task = absl::AnyInvocable<void()>;
  virtual ~Executor() = default;

  // Takes `task` and runs it exactly once, now or later, on some thread.
  // ResourceExhausted, with `task` not taken and never run, if there is too
  // much to do already; Unavailable likewise if the executor is shutting down.
  virtual absl::Status Submit(Task task) = 0;
};

// Runs each task at once on the caller's thread. For tests and small programs.
class InlineExecutor final : public Executor {
 public:
  absl::Status Submit(Task task) override;
};

// A fixed number of threads that take tasks in the order they came, from a
// queue of bounded length: under overload it says no early instead of late.
class WorkerPool final : public Executor {
 public:
  struct Options {
    // At least 1. For work that waits on one disk, 2 to 4 is plenty.
    int thread_count = 4;
    // Tasks that may wait for a thread, not counting those being run.
    size_t queue_limit = 1024;
  };

  // Starts the threads.
  explicit WorkerPool(const Options& options);
  // Runs what has been taken, then stops the threads.
  ~WorkerPool() override;

  absl::Status Submit(Task task) override;

  // Waits until nothing is queued or running. For tests.
  void Drain();

 private:
  void Work();

  const size_t queue_limit_;
  absl::Mutex mutex_;
  std::deque<Task> queue_ ABSL_GUARDED_BY(mutex_);
  int running_count_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_EXECUTOR_H_
