// Plug: code of an embedding program under the name by which a system file asks for it. There are
// five places for such code; each has an interface of its own, and the file may set its options:
//
//   "from": "shop.payment", ..., "breaker": {"kind": "my_breaker", "failures": 3}
//   "mcp": {"kind": "mcp_server", "loader": {"kind": "my_loader"}}
//
// A plug is made from a class whose Options has a field table, like a component kind; so --set,
// show, tokens and hashes know its options too.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hindcast/sim/parameter.hpp"

namespace hindcast {

enum class PlugPoint : std::uint8_t {
  breaker,       // on a connection: Kind(options, ClockReading, BreakerListener*), a Breaker
  retry,         // on a connection: Kind(options, GuardPlace), a RetryPolicy
  cache_loader,  // in an mcp_server, "loader": Kind(options), a CacheLoader
  tool_handler,  // in an mcp_server, "tools": Kind(options), a ToolHandler
  queue_worker,  // in a queue_worker, "handler": Kind(options), a RecordHandler
};

// "circuit breaker", "retry policy", ...
const char* name_of(PlugPoint point);
// The key of a system file under which the plug stands: "breaker", "retry", "loader", ...
std::string_view key_of(PlugPoint point);

struct Plug {
  PlugPoint point = PlugPoint::breaker;
  std::string name{};
  std::string about{};
  // Moves when the code answers differently for the same options: part of every token.
  std::uint32_t revision = 1;
  const FieldList* fields = nullptr;
  std::shared_ptr<void> (*make_options)() = nullptr;
  ParameterSet (*bind)(void* options, std::string path) = nullptr;
  // Returns the factory whose type the point says, over options that it keeps alive.
  std::shared_ptr<const void> (*make_factory)(std::shared_ptr<const void> options) = nullptr;
};

// A plug where a system file named it, with the options that it has there.
struct PluggedIn {
  const Plug* plug = nullptr;
  std::string path{};  // of its parameters: "shop.payment.breaker"
  std::shared_ptr<void> options{};

  // Returns what makes the implementation, once for each run (and each life of its process).
  // REQUIRES: Factory is the type of the plug's point.
  template <class Factory>
  Factory factory() const {
    return *std::static_pointer_cast<const Factory>(plug->make_factory(options));
  }
};

// The plugs of a program, by point and name.
class PlugRegistry {
 public:
  // REQUIRES: the name is new at its point.
  void add(Plug plug);
  // Returns null if there is none.
  const Plug* find(PlugPoint point, std::string_view name) const;
  const std::vector<Plug>& all() const { return plugs_; }

 private:
  std::vector<Plug> plugs_;
};

// Makes a plug of a class. `Make` is called with the options as its first argument and returns the
// implementation. REQUIRES: Kind::Options::fields() is its field table.
template <class Kind, class Factory, class Make>
Plug plug_of(PlugPoint point, std::string name, std::uint32_t revision, std::string about, Make) {
  using Options = typename Kind::Options;
  Plug plug;
  plug.point = point;
  plug.name = std::move(name);
  plug.about = std::move(about);
  plug.revision = revision;
  plug.fields = &Options::fields();
  plug.make_options = [] { return std::shared_ptr<void>(std::make_shared<Options>()); };
  plug.bind = [](void* options, std::string path) {
    return ParameterSet(Options::fields(), *static_cast<Options*>(options), std::move(path));
  };
  plug.make_factory = [](std::shared_ptr<const void> options) -> std::shared_ptr<const void> {
    return std::make_shared<const Factory>([options = std::move(options)](auto&&... arguments) {
      return Make{}(*static_cast<const Options*>(options.get()),
                    std::forward<decltype(arguments)>(arguments)...);
    });
  };
  return plug;
}

}  // namespace hindcast
