#include "chatbot/gateway/http_server.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "chatbot/gateway/http_connection.h"
#include "services/runtime/listener.h"
#include "services/runtime/logging.h"

namespace unknot::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// How often Shutdown looks whether all connections have ended.
constexpr absl::Duration kDrainLook = absl::Milliseconds(10);

tcp ProtocolOf(int fd) {
  sockaddr_storage address = {};
  socklen_t length = sizeof address;
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length);
  return address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4();
}

// The address of the other end; an IPv4 address in IPv6 clothes as IPv4.
std::string PeerOf(const tcp::socket& socket) {
  boost::system::error_code error;
  const tcp::endpoint endpoint = socket.remote_endpoint(error);
  if (error) return "";
  asio::ip::address address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  return address.to_string(error);
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(HttpServerOptions options, HttpHandler& handler,
       HttpServerObserver observer)
      : options_(std::move(options)) {
    auto report = observer.on_connection;
    observer.on_connection = [this, report](int change) {
      open_count_ += change;
      report(change);
    };
    int threads = options_.threads;
    if (threads <= 0) {
      threads = static_cast<int>(std::thread::hardware_concurrency());
    }
    for (int i = 0; i < std::max(1, threads); ++i) {
      loops_.push_back(std::make_shared<Loop>(options_, handler, observer));
    }
  }

  ~Impl() { Shutdown(); }

  absl::Status Start() {
    const int limit = runtime::ConnectionLimit(options_.max_connections);
    auto listener = runtime::Listener::Bind(options_.listen, limit);
    if (!listener.ok()) return listener.status();
    listener_ = *std::move(listener);
    port_ = listener_->port();
    for (const auto& loop : loops_) {
      guards_.emplace_back(loop->io.get_executor());
      threads_.emplace_back([loop] { loop->io.run(); });
    }
    listener_->Start([this](int fd) { Take(fd); });
    runtime::LogInfo("listening for HTTP",
                     {{"address", runtime::OperatorText(options_.listen)},
                      {"port", port_},
                      {"max_connections", limit}});
    return absl::OkStatus();
  }

  int port() const { return port_; }

  void Shutdown() {
    if (threads_.empty()) return;
    listener_->Stop();
    for (const auto& loop : loops_) {
      asio::post(loop->io, [loop] { loop->BeginDrain(); });
    }
    const absl::Time end = absl::Now() + options_.drain_grace;
    while (open_count_ > 0 && absl::Now() < end) absl::SleepFor(kDrainLook);
    for (const auto& loop : loops_) {
      asio::post(loop->io, [loop] {
        loop->CloseAll();
        loop->sweep.cancel();
      });
    }
    guards_.clear();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

 private:
  // Gives a new connection to the next loop. On the listener's thread.
  void Take(int fd) {
    const std::shared_ptr<Loop>& loop = loops_[next_loop_++ % loops_.size()];
    asio::post(loop->io, [loop, fd] {
      boost::system::error_code error;
      tcp::socket socket(loop->io);
      socket.assign(ProtocolOf(fd), fd, error);
      if (error) {
        runtime::Descriptor closes_it(fd);
        return;
      }
      std::string peer = PeerOf(socket);
      std::make_shared<Connection>(*loop, std::move(socket), std::move(peer))
          ->Start();
    });
  }

  const HttpServerOptions options_;
  std::atomic<int> open_count_{0};
  std::vector<std::shared_ptr<Loop>> loops_;
  std::unique_ptr<runtime::Listener> listener_;
  int port_ = 0;
  size_t next_loop_ = 0;
  std::vector<asio::executor_work_guard<asio::io_context::executor_type>>
      guards_;
  std::vector<std::thread> threads_;
};

HttpServer::HttpServer(HttpServerOptions options, HttpHandler& handler,
                       HttpServerObserver observer)
    : impl_(std::make_unique<Impl>(std::move(options), handler,
                                   std::move(observer))) {}

HttpServer::~HttpServer() = default;

absl::Status HttpServer::Start() { return impl_->Start(); }

int HttpServer::port() const { return impl_->port(); }

void HttpServer::Shutdown() { impl_->Shutdown(); }

}  // namespace unknot::gateway
