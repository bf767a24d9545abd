#include "services/runtime/executor.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/runtime/errors.h"

namespace unknot::runtime {

absl::Status InlineExecutor::Submit(Task task) {
  task();
  return absl::OkStatus();
}

WorkerPool::WorkerPool(const Options& options)
    : queue_limit_(options.queue_limit) {
  for (int i = 0; i < options.thread_count; ++i) {
    threads_.emplace_back([this] { Work(); });
  }
}

WorkerPool::~WorkerPool() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

absl::Status WorkerPool::Submit(Task task) {
  absl::MutexLock lock(&mutex_);
  if (stopping_) {
    return Error(absl::StatusCode::kUnavailable, "SHUTTING_DOWN",
                 "The server is shutting down. Try again elsewhere.");
  }
  if (queue_.size() >= queue_limit_) {
    return Error(absl::StatusCode::kResourceExhausted, "OVERLOADED",
                 absl::StrCat("The server has ", queue_limit_,
                              " requests waiting already. Try again later."),
                 {{"queue_limit", absl::StrCat(queue_limit_)}});
  }
  queue_.push_back(std::move(task));
  return absl::OkStatus();
}

void WorkerPool::Drain() {
  absl::MutexLock lock(&mutex_);
  const auto idle = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return queue_.empty() && running_count_ == 0;
  };
  mutex_.Await(absl::Condition(&idle));
}

void WorkerPool::Work() {
  const auto has_news = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !queue_.empty();
  };
  while (true) {
    Task task;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(&has_news));
      if (queue_.empty()) return;  // Stopping, and everything is done.
      task = std::move(queue_.front());
      queue_.pop_front();
      ++running_count_;
    }
    task();
    task = nullptr;  // What it held is gone before Drain sees it as done.
    absl::MutexLock lock(&mutex_);
    --running_count_;
  }
}

}  // namespace unknot::runtime
