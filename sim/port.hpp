// Ports: the only way from one component to another. A client port calls; a server port handles
// each request on a fiber of its own node. Connections between them are the topology of the design.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hindcast/sim/call_policy.hpp"
#include "hindcast/sim/exchange.hpp"
#include "hindcast/sim/payload.hpp"

namespace hindcast {

class Component;
class Connection;

class Port {
 public:
  enum class Role : std::uint8_t { client, server };
  struct Protocol {
    const char* name;
    const void* request;
    const void* reply;
  };

  // Registers itself with its component under `name`.
  Port(Component& owner, Label name, Role role, Protocol protocol);
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;
  virtual ~Port() = default;

  Component& owner() const { return owner_; }
  Label name() const { return name_; }
  Key path() const { return path_; }
  Role role() const { return role_; }
  const Protocol& protocol() const { return protocol_; }
  // "mcp.cache", for messages.
  std::string full_name() const;
  const std::vector<Connection*>& connections() const { return connections_; }

 private:
  friend class World;

  Component& owner_;
  Label name_;
  Key path_;
  Role role_;
  Protocol protocol_;
  std::vector<Connection*> connections_;
};

// The server's side of one request: answer it once, now or later, or drop it, which is silence.
template <MessageType Reply>
class Responder {
 public:
  explicit Responder(ExchangeRef exchange) : exchange_(std::move(exchange)) {}

  void reply(Reply reply) { exchange_.reply(Payload::of(std::move(reply))); }
  // Ends the exchange as a broken connection.
  void close() { exchange_.close(); }
  bool answered() const { return exchange_.empty(); }
  // The fiber that awaits this reply, for wait-for graphs; empty when it has gone.
  FiberHandle caller() const { return exchange_.caller(); }

 private:
  ExchangeRef exchange_;
};

// A server port without its types.
class Service : public Port {
 public:
  using Port::Port;

  // Handles one request on a fiber of the owner's node.
  virtual void handle(const Payload& request, ExchangeRef exchange) = 0;
};

template <MessageType Request, MessageType Reply>
class ServerPort final : public Service {
 public:
  using Handler = std::function<void(const Request&, Responder<Reply>)>;

  ServerPort(Component& owner, Label name, Handler handler)
      : Service(owner, name, Role::server,
                {Request::kProtocol, Payload::type_of<Request>(), Payload::type_of<Reply>()}),
        handler_(std::move(handler)) {}

  void handle(const Payload& request, ExchangeRef exchange) override {
    const Payload held = request;
    handler_(held.get<Request>(), Responder<Reply>(std::move(exchange)));
  }

 private:
  Handler handler_;
};

// How a call ended, with its typed reply.
template <MessageType Reply>
class CallResult {
 public:
  explicit CallResult(CallEnd end) : end_(std::move(end)) {}

  bool ok() const { return end_.ok(); }
  CallStatus status() const { return end_.status; }
  std::uint32_t attempts() const { return end_.attempts; }
  bool is_fallback() const { return end_.is_fallback; }
  // Returns what the caller reads when there is no reply: the text of the guard that rejected it or
  // whose limit ran out, or how the attempt ended.
  std::string error() const {
    if (end_.rejecter == nullptr) return name_of(end_.status);
    return status() == CallStatus::timed_out ? end_.rejecter->expiry() : end_.rejecter->rejection();
  }
  // REQUIRES: ok().
  const Reply& reply() const { return end_.reply.get<Reply>(); }

 private:
  CallEnd end_;
};

// What one call asks for beyond its connection's policy.
struct CallOptions {
  Duration timeout = Duration::infinite();  // the earlier of this and the policy's
  std::size_t connection = 0;               // which of the port's connections
  // The call opens a new transport connection first: links make it pay for the handshake, and
  // refuse it where they would leave an established connection hanging.
  bool opens = false;
  // The call is the transport's own (a handshake, the wait for a socket's end): no policy.
  bool bare = false;
};

// Runs one call over a client port, on the calling fiber.
CallEnd call_over(Port& port, Payload request, const CallOptions& options);

// One attempt that a client library makes of several bare calls. It may outlive `timeout` in the
// background, but must return by then.
using AttemptBody = std::function<CallEnd(Duration timeout)>;
// Runs `attempt` with the connection's policy around it, as the user of a client library does:
// what is guarded, timed and tried again is the command, not the library's own messages.
CallEnd call_around(Port& port, Payload request, const CallOptions& options,
                    const AttemptBody& attempt);
// Whether a connection has a policy at all.
bool has_policy(const Port& port, std::size_t connection = 0);

// Sends a message that nobody waits for.
void post_over(Port& port, Payload message, std::size_t connection);

template <MessageType Request, MessageType Reply>
class ClientPort final : public Port {
 public:
  ClientPort(Component& owner, Label name)
      : Port(owner, name, Role::client,
             {Request::kProtocol, Payload::type_of<Request>(), Payload::type_of<Reply>()}) {}

  // Suspends until the reply, the timeout or the failure. REQUIRES: connected; called on a fiber of
  // the owner's node.
  CallResult<Reply> call(Request request, const CallOptions& options = {}) {
    return CallResult<Reply>(call_over(*this, Payload::of(std::move(request)), options));
  }
  void post(Request request, std::size_t connection = 0) {
    post_over(*this, Payload::of(std::move(request)), connection);
  }
};

}  // namespace hindcast
