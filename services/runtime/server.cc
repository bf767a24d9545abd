#include "services/runtime/server.h"

#include <grpcpp/channel.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "absl/base/call_once.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/runtime/call_context.h"
#include "services/runtime/checked_service.h"
#include "services/runtime/config.h"
#include "services/runtime/health_service.h"
#include "services/runtime/listener.h"
#include "services/runtime/logging.h"
#include "services/runtime/observer.h"
#include "services/runtime/signals.h"

namespace unknot::runtime {
namespace {

// Takes reflection from one server. gRPC's reflection library, once linked,
// adds itself to all servers of the process.
class NoReflection final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>*
                         plugins) override {
    const std::string name =
        grpc::reflection::ProtoServerReflectionPlugin().name();
    std::erase_if(*plugins, [&name](const auto& plugin) {
      return plugin->name() == name;
    });
  }
};

// Returns whole milliseconds, as gRPC's arguments want them, at least 1.
int Milliseconds(absl::Duration duration) {
  constexpr int64_t kMost = std::numeric_limits<int>::max();
  const int64_t milliseconds = absl::ToInt64Milliseconds(duration);
  return static_cast<int>(std::clamp<int64_t>(milliseconds, 1, kMost));
}

void ApplyLimits(const ServerOptions& options, grpc::ServerBuilder* builder) {
  builder->SetMaxReceiveMessageSize(options.max_request_bytes);
  const std::pair<const char*, int> arguments[] = {
      {GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_concurrent_streams},
      {GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
       Milliseconds(options.handshake_timeout)},
      {GRPC_ARG_MAX_CONNECTION_IDLE_MS,
       Milliseconds(options.max_connection_idle)},
      {GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(options.keepalive_time)},
      {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(options.keepalive_timeout)},
      {GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1},
      {GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
       Milliseconds(options.min_client_ping_interval)},
      {GRPC_ARG_ALLOW_REUSEPORT, 0},
  };
  for (const auto& [name, value] : arguments) {
    builder->AddChannelArgument(name, value);
  }
}

}  // namespace

void AddServerFlags(ServerOptions* options, Flags* flags) {
  flags->Add("listen", &options->listen,
             "Where to listen: HOST:PORT. Port 0 takes a free one.");
  flags->Add("max-request-bytes", &options->max_request_bytes,
             "Longest request accepted, in bytes.");
  flags->Add("max-connections", &options->max_connections,
             "Most connections held at once; 0 is what open files allow.");
  flags->Add("max-concurrent-streams", &options->max_concurrent_streams,
             "Most calls at once on one connection.");
  flags->Add("handshake-timeout", &options->handshake_timeout,
             "How long a new connection may take to speak HTTP/2.");
  flags->Add("max-connection-idle", &options->max_connection_idle,
             "How long a connection without calls is kept.");
  flags->Add("keepalive-time", &options->keepalive_time,
             "After how long a silent connection is asked for a sign of life.");
  flags->Add("keepalive-timeout", &options->keepalive_timeout,
             "How long it may take to give one.");
  flags->Add("min-client-ping-interval", &options->min_client_ping_interval,
             "How often a client may ask for a sign of life.");
  flags->Add("drain-grace", &options->drain_grace,
             "How long calls may take to end at shutdown.");
  flags->Add("reflection", &options->reflection,
             "Whether schemas are shown to grpcurl and the like.");
}

class Server::Impl {
 public:
  explicit Impl(ServerOptions options) : options_(std::move(options)) {
    // A call inside of the process is part of one that is in the log already.
    if (!options_.listen.empty()) observers_.push_back(&access_log_);
    health_.SetIfUnknown("", true);
    AddService(grpc::health::v1::Health::service_full_name(), health_);
  }
  ~Impl() { Shutdown(); }

  void AddService(absl::string_view full_name, grpc::Service& service) {
    auto checked = MakeCheckedService(full_name, service);
    if (!checked.ok()) {
      if (mistake_.ok()) mistake_ = checked.status();
      return;
    }
    services_.push_back(*std::move(checked));
    service_names_.emplace_back(full_name);
  }

  void AddObserver(CallObserver& observer) { observers_.push_back(&observer); }

  void OnShutdown(absl::AnyInvocable<void()> hook) {
    shutdown_hooks_.push_back(std::move(hook));
  }

  absl::Status Start() {
    if (!mistake_.ok()) return mistake_;
    if (!options_.listen.empty()) {
      const int limit = ConnectionLimit(options_.max_connections);
      auto listener = Listener::Bind(options_.listen, limit);
      if (!listener.ok()) return listener.status();
      listener_ = *std::move(listener);
    }
    for (const std::string& name : service_names_) {
      health_.SetIfUnknown(name, true);
    }
    BuildServer();
    if (server_ == nullptr) {
      return absl::InternalError("gRPC refused to start the server.");
    }
    if (listener_ != nullptr) Listen();
    return absl::OkStatus();
  }

  int port() const { return listener_ == nullptr ? 0 : listener_->port(); }

  std::shared_ptr<grpc::Channel> InProcessChannel() {
    return server_->InProcessChannel(grpc::ChannelArguments());
  }

  HealthService& health() { return health_; }

  void Wait() {
    stop_signal_.Wait();
    Shutdown();
  }

  void Shutdown() {
    absl::call_once(shut_down_, [this] { ShutdownOnce(); });
    stop_signal_.Raise();
  }

 private:
  void BuildServer() {
    grpc::ServerBuilder builder;
    ApplyLimits(options_, &builder);
    if (!options_.reflection) {
      builder.SetOption(std::make_unique<NoReflection>());
    }
    builder.SetContextAllocator(
        std::make_unique<CallContextAllocator>(observers_));
    std::vector<
        std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
        interceptors;
    interceptors.push_back(std::make_unique<CallInterceptorFactory>());
    builder.experimental().SetInterceptorCreators(std::move(interceptors));
    if (listener_ != nullptr) {
      acceptor_ = builder.experimental().AddExternalConnectionAcceptor(
          grpc::ServerBuilder::experimental_type::ExternalConnectionType::
              FROM_FD,
          grpc::InsecureServerCredentials());
    }
    for (const auto& service : services_) {
      builder.RegisterService(service.get());
    }
    server_ = builder.BuildAndStart();
  }

  void Listen() {
    listener_->Start([this](int fd) {
      grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters
          connection;
      connection.fd = fd;
      acceptor_->HandleNewConnection(&connection);
    });
    LogInfo("listening",
            {{"address", OperatorText(options_.listen)},
             {"port", listener_->port()},
             {"max_connections", ConnectionLimit(options_.max_connections)}});
  }

  void ShutdownOnce() {
    if (server_ == nullptr) return;
    const absl::Time began = absl::Now();
    if (listener_ != nullptr) LogInfo("shutting down");
    health_.StopServing();
    if (listener_ != nullptr) listener_->Stop();
    for (auto& hook : shutdown_hooks_) hook();
    server_->Shutdown(absl::ToChronoTime(began + options_.drain_grace));
    server_->Wait();
    if (listener_ != nullptr) {
      LogInfo("shut down", {{"duration", absl::Now() - began}});
    }
  }

  // Destroyed last to first: gRPC's server before what it calls into.
  const ServerOptions options_;
  absl::Status mistake_;
  AccessLog access_log_;
  std::vector<CallObserver*> observers_;
  HealthService health_;
  StopSignal stop_signal_;
  absl::once_flag shut_down_;
  std::vector<absl::AnyInvocable<void()>> shutdown_hooks_;
  std::vector<std::string> service_names_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<Listener> listener_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  std::unique_ptr<grpc::Server> server_;
};

Server::Server(ServerOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

Server::~Server() = default;

void Server::AddService(absl::string_view full_name, grpc::Service& service) {
  impl_->AddService(full_name, service);
}

void Server::AddObserver(CallObserver& observer) {
  impl_->AddObserver(observer);
}

void Server::OnShutdown(absl::AnyInvocable<void()> hook) {
  impl_->OnShutdown(std::move(hook));
}

absl::Status Server::Start() { return impl_->Start(); }

int Server::port() const { return impl_->port(); }

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  return impl_->InProcessChannel();
}

void Server::SetServing(absl::string_view full_name, bool serving) {
  impl_->health().Set(full_name, serving);
}

void Server::Wait() { impl_->Wait(); }

void Server::Shutdown() { impl_->Shutdown(); }

}  // namespace unknot::runtime
