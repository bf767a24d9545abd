// The one way in which Unknot serves gRPC: over a port, or inside a process.
//
//   runtime::Server server(options);
//   server.AddService<directory::v1::TherapistDirectoryService>(service);
//   if (absl::Status s = server.Start(); !s.ok()) return ExitFailure(s);
//   server.Wait();
#ifndef UNKNOT_SERVICES_RUNTIME_SERVER_H_
#define UNKNOT_SERVICES_RUNTIME_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace grpc {
class Channel;
class Service;
}  // namespace grpc

namespace unknot::runtime {

class CallObserver;
class Flags;

struct ServerOptions {
  // Where to listen: "HOST:PORT", "[::1]:PORT". Port 0 takes a free one. Empty
  // means nowhere: only InProcessChannel reaches the server.
  std::string listen;

  // Longest request accepted, in bytes; a longer one is ResourceExhausted.
  int max_request_bytes = 1 << 20;

  // Most connections held at once; more are closed as soon as they come. 0
  // means as many as the limit of open files allows, and more than that is
  // never taken.
  int max_connections = 0;

  // Most calls at once on one connection; further ones wait in the client.
  int max_concurrent_streams = 100;

  // How long a connection may take to say that it speaks HTTP/2.
  absl::Duration handshake_timeout = absl::Seconds(20);

  // A connection without calls for so long is told to go away.
  absl::Duration max_connection_idle = absl::Minutes(30);

  // A silent connection is asked after `keepalive_time` whether it is still
  // there and closed if it does not answer within `keepalive_timeout`.
  absl::Duration keepalive_time = absl::Minutes(2);
  absl::Duration keepalive_timeout = absl::Seconds(20);

  // Clients that ask the same of us more often than this are sent away.
  absl::Duration min_client_ping_interval = absl::Seconds(10);

  // How long calls that are being answered may take to end after Shutdown
  // began; then they are cancelled.
  absl::Duration drain_grace = absl::Seconds(10);

  // Whether grpc.reflection is served. It shows schemas, never data.
  bool reflection = true;
};

// Adds a flag for each of `options` (--listen, --max-request-bytes,
// --max-connections, --max-concurrent-streams, --handshake-timeout,
// --max-connection-idle, --keepalive-time, --keepalive-timeout,
// --min-client-ping-interval, --drain-grace, --reflection).
void AddServerFlags(ServerOptions* options, Flags* flags);

// A gRPC server with health (grpc.health.v1), reflection, limits and an orderly
// end. For the services added to it, it sees to it that:
// - a request that is not a valid message is InvalidArgument, with the field
//   where that can be told, and never reaches the handler;
// - a call whose deadline has passed on arrival is DeadlineExceeded and never
//   reaches the handler;
// - every call has a request id (call.h) and is told to the observers.
//
// AddService, AddObserver, OnShutdown and Start belong to one thread, in that
// order; the rest is safe from any thread after Start.
class Server {
 public:
  explicit Server(ServerOptions options);
  // Shuts down if that has not happened.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Serves `service`, which derives from Rpc::CallbackService and must outlive
  // the server. Methods whose requests are a stream must be taken raw
  // (WithRawCallbackMethod_X and the reactors of stream.h), because gRPC takes
  // a message it cannot read for the end of the stream; Start refuses others.
  template <typename Rpc>
  void AddService(grpc::Service& service) {
    AddService(Rpc::service_full_name(), service);
  }

  // The same for a service known by name: "unknot.directory.v1.Xyz".
  void AddService(absl::string_view full_name, grpc::Service& service);

  // Tells `observer` of every call. It must outlive the server. An AccessLog is
  // there already where the server listens on a port.
  void AddObserver(CallObserver& observer);

  // Calls `hook` when Shutdown begins, once and before calls are waited for:
  // the moment to end streams that would not end by themselves. Before Start
  // only.
  void OnShutdown(absl::AnyInvocable<void()> hook);

  // Starts to serve. All services count as serving, unless SetServing said
  // otherwise before. Errors, in words for whoever runs the program:
  // - InvalidArgument: `listen` is not HOST:PORT.
  // - Unavailable: the port is taken or the address is not this machine's.
  // - FailedPrecondition: a service cannot be served; a mistake in the program.
  absl::Status Start();

  // Returns the port listened on, or 0 if the server listens nowhere.
  int port() const;

  // Returns a channel to this server that uses no socket. Shutdown closes it
  // without waiting for the calls on it.
  // REQUIRES: started.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // Says in health checks whether a service ("" for the server as a whole)
  // serves. A service that is set before Start keeps that at Start.
  void SetServing(absl::string_view full_name, bool serving);

  // Waits until SIGTERM or SIGINT comes, or Shutdown is called, and shuts down.
  // A second signal ends the process at once. At most one server of a process
  // may be in Wait.
  void Wait();

  // Ends in order: health says NOT_SERVING, no connection is accepted, calls
  // being answered have `drain_grace` to end, then they are cancelled. Returns
  // when all handlers are done. May be called again, and from any thread but a
  // handler's.
  void Shutdown();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_SERVER_H_
