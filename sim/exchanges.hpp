// Exchanges: all requests and replies under way in one world. Slots are reused; a generation tells
// a message that is still meant from one whose exchange is over.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "hindcast/sim/chooser.hpp"
#include "hindcast/sim/connection.hpp"
#include "hindcast/sim/exchange.hpp"
#include "hindcast/sim/wait.hpp"

namespace hindcast {

class World;

// What one attempt sends, and how long its caller waits.
struct Attempt {
  Key path;
  const Payload& request;
  Duration timeout = Duration::infinite();
  bool opens = false;  // on a new transport connection
};

// A call whose caller waits, as a transport sees it: its name, since when, whether its link holds
// the request (nobody has acknowledged it), and its slot now.
struct OpenCall {
  Key path;
  Instant since;
  bool held = false;
  std::uint32_t slot = 0;
};

class Exchanges {
 public:
  explicit Exchanges(World& world) : world_(world) {}

  // One attempt: sends, suspends until the end or the timeout.
  CallEnd attempt(Connection& connection, const Attempt& what);
  // Sends a message without a caller.
  void post(Connection& connection, Key path, const Payload& message);

  // The caller's end of a connection is gone: all who wait on it, oldest first, learn that it is
  // closed. What is under way goes on without them.
  void hang_up(Connection& connection);
  // The same for one call; nothing if nobody waits for it any more.
  void break_off(const OpenCall& call);
  // The calls over a connection whose callers wait now, oldest first.
  std::vector<OpenCall> open_calls(const Connection& connection) const;

  // A message falls due.
  void deliver(std::uint32_t slot, std::uint32_t generation);
  bool describe(std::uint32_t slot, std::uint32_t generation, Alternative& alternative) const;

  // The server's side, through ExchangeRef.
  void reply(std::uint32_t slot, Payload payload);
  void close(std::uint32_t slot);
  void release_server(std::uint32_t slot);
  FiberHandle caller(std::uint32_t slot) const;
  // Whether the server still holds this exchange: not once its node has died.
  bool is_served(std::uint32_t slot, std::uint32_t generation) const {
    return slots_[slot].generation == generation && slots_[slot].served;
  }

  // A node died: whoever waits for one of its replies learns that the connection is closed, unless
  // its host died too.
  void node_crashed(const Node& node);

  // Forgets all exchanges. REQUIRES: no fiber awaits or serves one.
  void clear() {
    slots_.clear();
    free_.clear();
  }
  std::size_t open() const { return slots_.size() - free_.size(); }

 private:
  enum class Stage : std::uint8_t { free, requesting, serving, returning, ended };
  struct Wait;

  struct Exchange {
    Connection* connection = nullptr;
    Key path;
    Payload request;
    Payload reply;
    CallStatus status = CallStatus::closed;
    Stage stage = Stage::free;
    std::uint32_t generation = 0;
    std::uint32_t held = 0;         // how often its link has held the message under way
    std::uint32_t server_life = 0;  // of the server when its link first held the request
    std::uint8_t messages = 0;      // under way
    bool served = false;            // the server holds a reference
    bool opens = false;
    bool awaited = false;  // a caller waited for it from the start
    bool holds = false;    // the link holds its message now
    bool hung_up = false;  // the caller closed the connection
    Wait* caller = nullptr;
    FiberHandle handler;
  };

  std::uint32_t open_slot(Connection& connection, Key path, const Payload& request);
  void send_request(std::uint32_t slot);
  void carry_request(std::uint32_t slot);
  void carry_reply(std::uint32_t slot);
  void hold(std::uint32_t slot, Duration delay);
  Transit ask_link(std::uint32_t slot, Direction direction);
  bool reaches_another_life(const Exchange& exchange) const;
  static bool waits(const Exchange& exchange);
  void arrive(std::uint32_t slot);
  void send_back(std::uint32_t slot, CallStatus status);
  void tell_caller_after(std::uint32_t slot, CallStatus status, Duration delay);
  void hand_over(std::uint32_t slot);
  static Node& destination(const Exchange& exchange);
  void free_if_over(std::uint32_t slot);
  void launch(std::uint32_t slot, Duration delay);

  World& world_;
  std::vector<Exchange> slots_;
  std::vector<std::uint32_t> free_;
};

}  // namespace hindcast
