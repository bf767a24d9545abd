// Waits for the signals that ask a program to end. Inside of the runtime only.
#ifndef UNKNOT_SERVICES_RUNTIME_SIGNALS_H_
#define UNKNOT_SERVICES_RUNTIME_SIGNALS_H_

namespace unknot::runtime {

// Something to wait for: a signal, or a word from another thread. At most one
// of a process may be in Wait.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  // Returns after SIGTERM or SIGINT came while in here, or Raise was called,
  // now or earlier. The signal's usual effect is back after its first arrival,
  // so that a second one ends a process that is slow to end.
  void Wait();

  // Lets Wait return. Safe from any thread.
  void Raise();

 private:
  const int event_;
};

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_SIGNALS_H_
