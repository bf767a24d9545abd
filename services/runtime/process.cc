#include "services/runtime/process.h"

#include <sys/resource.h>

#include <csignal>

#include "absl/synchronization/mutex.h"

namespace unknot::runtime {

void PrepareProcess() {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  std::signal(SIGPIPE, SIG_IGN);
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 &&
      limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    // If it is refused, the server lives with fewer connections.
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

}  // namespace unknot::runtime
