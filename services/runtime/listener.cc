#include "services/runtime/listener.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "services/runtime/errors.h"
#include "services/runtime/logging.h"

namespace unknot::runtime {
namespace {

constexpr int kBacklog = 1024;
// Descriptors kept for files, databases, gRPC's own and outgoing connections.
constexpr int kKeptDescriptors = 64;
// More than this is for more machines.
constexpr int kMostConnections = 20000;
// Looking through all connections is not worth it more often.
constexpr absl::Duration kCountInterval = absl::Milliseconds(20);
// How long to wait when the system has nothing left to accept with.
constexpr absl::Duration kExhaustedPause = absl::Milliseconds(20);

// Returns the inode behind `fd`, or 0 if it is not open.
ino_t InodeOf(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 ? status.st_ino : 0;
}

struct HostAndPort {
  std::string host;
  std::string port;
};

absl::StatusOr<HostAndPort> Split(absl::string_view address) {
  const auto error = [address](absl::string_view why) {
    return Error(absl::StatusCode::kInvalidArgument, "INVALID_LISTEN_ADDRESS",
                 absl::StrCat("Cannot listen on \"", address, "\": ", why,
                              " Write HOST:PORT, for example 0.0.0.0:50051 or "
                              "[::1]:50051."),
                 {{"listen", address}});
  };
  const size_t colon = address.rfind(':');
  if (colon == absl::string_view::npos) return error("there is no port.");
  absl::string_view host = address.substr(0, colon);
  const absl::string_view port = address.substr(colon + 1);
  int number = 0;
  if (!absl::SimpleAtoi(port, &number) || number < 0 || number > 65535) {
    return error("the port is not a number from 0 to 65535.");
  }
  if (absl::ConsumePrefix(&host, "[")) {
    if (!absl::ConsumeSuffix(&host, "]")) return error("the ] is missing.");
  } else if (host.find(':') != absl::string_view::npos) {
    return error("an IPv6 address needs brackets.");
  }
  if (host == "*") host = "";
  return HostAndPort{std::string(host), std::string(port)};
}

int PortOf(int socket) {
  sockaddr_storage address;
  socklen_t length = sizeof address;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) !=
      0) {
    return 0;
  }
  return ntohs(address.ss_family == AF_INET6
                   ? reinterpret_cast<sockaddr_in6*>(&address)->sin6_port
                   : reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

// Sets the port of `address`, which follows the family in both kinds.
void SetPort(sockaddr* address, int port) {
  const in_port_t value = htons(static_cast<uint16_t>(port));
  if (address->sa_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6*>(address)->sin6_port = value;
  } else {
    reinterpret_cast<sockaddr_in*>(address)->sin_port = value;
  }
}

// Returns a socket that listens on `info`, or a closed one with errno set.
// SO_REUSEPORT stays off: two servers on one port would share it in silence.
Descriptor ListenOn(const addrinfo& info) {
  Descriptor socket(
      ::socket(info.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return socket;
  const int on = 1;
  setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (info.ai_family == AF_INET6) {
    const auto* address = reinterpret_cast<sockaddr_in6*>(info.ai_addr);
    const int only_v6 = IN6_IS_ADDR_UNSPECIFIED(&address->sin6_addr) ? 0 : 1;
    setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &only_v6,
               sizeof only_v6);
  }
  if (bind(socket.get(), info.ai_addr, info.ai_addrlen) != 0 ||
      listen(socket.get(), kBacklog) != 0) {
    const int why = errno;
    socket = Descriptor();
    errno = why;
  }
  return socket;
}

// Returns the addresses behind `where`. With no host, the one IPv6 address that
// takes IPv4 too comes first, where the machine has it.
absl::StatusOr<std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>> Resolve(
    const HostAndPort& where) {
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const std::string host = where.host.empty() ? "::" : where.host;
  const int error =
      getaddrinfo(host.c_str(), where.port.c_str(), &hints, &found);
  if (error != 0) {
    return Error(absl::StatusCode::kUnavailable, "UNKNOWN_HOST",
                 absl::StrCat("Cannot listen on host \"", where.host,
                              "\": ", gai_strerror(error), "."),
                 {{"host", where.host}});
  }
  return std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>(found,
                                                            &freeaddrinfo);
}

absl::Status CannotListen(absl::string_view address, int why) {
  if (why == EADDRINUSE) {
    return Error(absl::StatusCode::kUnavailable, "PORT_TAKEN",
                 absl::StrCat("Cannot listen on ", address,
                              ": the port is taken by another program. Stop "
                              "it, or listen on another port."),
                 {{"listen", address}});
  }
  return Error(
      absl::StatusCode::kUnavailable, "CANNOT_LISTEN",
      absl::StrCat("Cannot listen on ", address, ": ", std::strerror(why), "."),
      {{"listen", address}});
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    if (is_open()) close(fd_);
    fd_ = other.Release();
  }
  return *this;
}

Descriptor::~Descriptor() {
  if (is_open()) close(fd_);
}

int Descriptor::Release() { return std::exchange(fd_, -1); }

bool ConnectionCensus::Admit(int fd) {
  if (entries_.size() >= static_cast<size_t>(limit_)) {
    const absl::Time now = absl::Now();
    if (now - counted_at_ < kCountInterval) return false;
    counted_at_ = now;
    if (Count() >= limit_) return false;
  }
  entries_.push_back({fd, InodeOf(fd)});
  return true;
}

int ConnectionCensus::Count() {
  std::erase_if(entries_, [](const Entry& entry) {
    return InodeOf(entry.fd) != entry.inode;
  });
  return static_cast<int>(entries_.size());
}

int ConnectionLimit(int wanted) {
  rlimit limit;
  int most = kMostConnections;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    const auto descriptors =
        static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 1 << 30));
    const int kept = std::min(kKeptDescriptors, descriptors / 2);
    const int possible = std::max(1, descriptors - kept);
    if (wanted > 0) return std::min(wanted, possible);
    most = std::min(most, possible);
  }
  return wanted > 0 ? wanted : most;
}

absl::StatusOr<std::unique_ptr<Listener>> Listener::Bind(
    absl::string_view address, int max_connections) {
  const absl::StatusOr<HostAndPort> where = Split(address);
  if (!where.ok()) return where.status();
  auto addresses = Resolve(*where);
  if (!addresses.ok() && where->host.empty()) {
    addresses = Resolve({"0.0.0.0", where->port});
  }
  if (!addresses.ok()) return addresses.status();

  std::vector<Descriptor> sockets;
  int port = 0;
  int why = EADDRNOTAVAIL;
  for (addrinfo* info = addresses->get(); info != nullptr;
       info = info->ai_next) {
    if (port != 0) SetPort(info->ai_addr, port);
    Descriptor socket = ListenOn(*info);
    if (socket.is_open()) {
      port = PortOf(socket.get());
      sockets.push_back(std::move(socket));
      continue;
    }
    why = errno;
    // One of a name's addresses may be of a kind that the machine lacks.
    if (why != EADDRNOTAVAIL && why != EAFNOSUPPORT) {
      return CannotListen(address, why);
    }
  }
  if (sockets.empty()) return CannotListen(address, why);
  return std::unique_ptr<Listener>(
      new Listener(std::move(sockets), port, max_connections));
}

Listener::Listener(std::vector<Descriptor> sockets, int port,
                   int max_connections)
    : sockets_(std::move(sockets)),
      port_(port),
      census_(max_connections),
      reserve_(open("/dev/null", O_RDONLY | O_CLOEXEC)),
      stop_event_(eventfd(0, EFD_CLOEXEC)) {}

Listener::~Listener() { Stop(); }

void Listener::Start(Handler handler) {
  handler_ = std::move(handler);
  thread_ = std::thread([this] { Run(); });
}

void Listener::Stop() {
  if (thread_.joinable()) {
    const uint64_t one = 1;
    (void)!write(stop_event_.get(), &one, sizeof one);
    thread_.join();
  }
  sockets_.clear();
}

void Listener::Run() {
  std::vector<pollfd> waiting = {{stop_event_.get(), POLLIN, 0}};
  for (const Descriptor& socket : sockets_) {
    waiting.push_back({socket.get(), POLLIN, 0});
  }
  while (true) {
    if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) {
      LogError("cannot wait for connections", {{"errno", errno}});
      absl::SleepFor(kExhaustedPause);
    }
    if (waiting[0].revents != 0) return;
    for (size_t i = 1; i < waiting.size(); ++i) {
      if (waiting[i].revents != 0) AcceptOn(waiting[i].fd);
    }
  }
}

// Takes one connection; poll says at once if there are more.
void Listener::AcceptOn(int socket) {
  Descriptor connection(
      accept4(socket, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!connection.is_open()) {
    if (errno == EMFILE || errno == ENFILE) {
      RefuseOneWithReserve(socket);
    } else if (errno == ENOBUFS || errno == ENOMEM) {
      absl::SleepFor(kExhaustedPause);
    }
    return;  // Others mean that the client has given up meanwhile.
  }
  if (!census_.Admit(connection.get())) return;
  const int on = 1;
  setsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  handler_(connection.Release());
}

void Listener::RefuseOneWithReserve(int socket) {
  reserve_ = Descriptor();
  Descriptor refused(accept4(socket, nullptr, nullptr, SOCK_CLOEXEC));
  if (!refused.is_open()) absl::SleepFor(kExhaustedPause);
  refused = Descriptor();
  reserve_ = Descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC));
}

}  // namespace unknot::runtime
