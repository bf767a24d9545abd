// Accepts connections. gRPC has a listener of its own, but once that has run
// out of file descriptors it never accepts again (CVE-2023-4785), and it knows
// no limit on connections. Inside of the runtime only.
#ifndef UNKNOT_SERVICES_RUNTIME_LISTENER_H_
#define UNKNOT_SERVICES_RUNTIME_LISTENER_H_

#include <sys/types.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace unknot::runtime {

// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  int Release();

 private:
  int fd_;
};

// Counts connections that were handed to somebody else, who closes them without
// saying so: a descriptor still is the connection that it was as long as it
// leads to the same inode. Not thread-safe.
class ConnectionCensus {
 public:
  // REQUIRES: limit > 0
  explicit ConnectionCensus(int limit) : limit_(limit) {}

  // Takes note of `fd`, a new connection. Returns false, and takes no note, if
  // as many as the limit are open already.
  bool Admit(int fd);

  // Returns how many are open, after looking.
  int Count();

 private:
  struct Entry {
    int fd;
    ino_t inode;
  };

  const int limit_;
  std::vector<Entry> entries_;
  absl::Time counted_at_ = absl::InfinitePast();
};

// Returns how many connections a process may hold, if `wanted` (0: as many as
// possible) is asked for: it leaves descriptors for files and for gRPC.
int ConnectionLimit(int wanted);

// Listens on one port and hands every connection over.
class Listener {
 public:
  // Gets a non-blocking socket, which it owns. Called on the listener's thread.
  using Handler = std::function<void(int fd)>;

  // Binds to `address`, "HOST:PORT" or "[IPV6]:PORT"; an empty HOST or "*" is
  // every address of the machine. Of a name with several addresses it takes all
  // that the machine has. Port 0 takes a free one.
  // - InvalidArgument: not of that form.
  // - Unavailable: taken by somebody else, or not an address of this machine.
  static absl::StatusOr<std::unique_ptr<Listener>> Bind(
      absl::string_view address, int max_connections);

  // Stops.
  ~Listener();

  int port() const { return port_; }

  // Starts to accept, on a thread of its own. Call it once.
  void Start(Handler handler);

  // Stops to accept and lets go of the port. Connections that were handed over
  // stay. May be called again.
  void Stop();

 private:
  Listener(std::vector<Descriptor> sockets, int port, int max_connections);
  void Run();
  void AcceptOn(int socket);
  void RefuseOneWithReserve(int socket);

  std::vector<Descriptor> sockets_;
  const int port_;
  ConnectionCensus census_;
  // Given up for a moment when there is no other descriptor, so that the
  // connection that waits can be taken and closed.
  Descriptor reserve_;
  Descriptor stop_event_;
  Handler handler_;
  std::thread thread_;
};

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_LISTENER_H_
