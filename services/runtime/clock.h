// The time of day as a dependency, so that tests decide what time it is.
#ifndef UNKNOT_SERVICES_RUNTIME_CLOCK_H_
#define UNKNOT_SERVICES_RUNTIME_CLOCK_H_

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace unknot::runtime {

// Says what time it is. Safe to use from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

// A clock that moves only when it is told to. For tests.
class FakeClock final : public Clock {
 public:
  // Starts at an arbitrary fixed moment: noon UTC on 1 June 2026.
  FakeClock()
      : FakeClock(absl::FromCivil(absl::CivilHour(2026, 6, 1, 12),
                                  absl::UTCTimeZone())) {}
  explicit FakeClock(absl::Time now) : now_(now) {}

  absl::Time Now() const override {
    absl::MutexLock lock(&mutex_);
    return now_;
  }

  // Moves to `now`, forwards or backwards.
  void Set(absl::Time now) {
    absl::MutexLock lock(&mutex_);
    now_ = now;
  }

  // Moves by `step`, which may be negative.
  void Advance(absl::Duration step) {
    absl::MutexLock lock(&mutex_);
    now_ += step;
  }

 private:
  mutable absl::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_CLOCK_H_
