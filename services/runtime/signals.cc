#include "services/runtime/signals.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>

namespace unknot::runtime {
namespace {

// The event of the one that waits, for the signal handler.
std::atomic<int> waiting_event{-1};

void Tell(int event) {
  const uint64_t one = 1;
  (void)!write(event, &one, sizeof one);
}

void OnSignal(int) {
  const int saved_errno = errno;
  const int event = waiting_event.load();
  if (event >= 0) Tell(event);
  errno = saved_errno;
}

}  // namespace

StopSignal::StopSignal() : event_(eventfd(0, EFD_CLOEXEC)) {}

StopSignal::~StopSignal() { close(event_); }

void StopSignal::Wait() {
  waiting_event.store(event_);
  struct sigaction action = {};
  action.sa_handler = OnSignal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  struct sigaction old_term;
  struct sigaction old_int;
  sigaction(SIGTERM, &action, &old_term);
  sigaction(SIGINT, &action, &old_int);
  pollfd waiting = {event_, POLLIN, 0};
  while (poll(&waiting, 1, -1) < 0 && errno == EINTR) {
  }
  sigaction(SIGTERM, &old_term, nullptr);
  sigaction(SIGINT, &old_int, nullptr);
  waiting_event.store(-1);
}

void StopSignal::Raise() { Tell(event_); }

}  // namespace unknot::runtime
