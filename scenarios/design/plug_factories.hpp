// Plugs of each point, from the classes that an embedding program writes. Each class states its
// options and how it is made:
//
//   class MyBreaker final : public Breaker {
//    public:
//     struct Options { ...; static const FieldTable<Options>& fields(); };
//     MyBreaker(const Options&, const ClockReading& now, BreakerListener*);
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "hindcast/models/mcp/own_code.hpp"
#include "hindcast/models/queue/record_handler.hpp"
#include "hindcast/models/resilience/breaker_options.hpp"
#include "hindcast/models/resilience/guard_place.hpp"
#include "hindcast/scenarios/design/plug.hpp"
#include "hindcast/sim/call_guard.hpp"

namespace hindcast {

using RetryFactory = std::function<std::shared_ptr<RetryPolicy>(const GuardPlace& place)>;

// Name, what it is in a few words, and its revision.
struct PlugName {
  std::string name{};
  std::string about{};
  std::uint32_t revision = 1;
};

template <class Kind>
Plug breaker_plug(const PlugName& named) {
  return plug_of<Kind, BreakerFactory>(
      PlugPoint::breaker, named.name, named.revision, named.about,
      [](const typename Kind::Options& options, const ClockReading& now, BreakerListener* listener)
          -> std::unique_ptr<Breaker> { return std::make_unique<Kind>(options, now, listener); });
}

template <class Kind>
Plug retry_plug(const PlugName& named) {
  return plug_of<Kind, RetryFactory>(PlugPoint::retry, named.name, named.revision, named.about,
                                     [](const typename Kind::Options& options,
                                        const GuardPlace& place) -> std::shared_ptr<RetryPolicy> {
                                       return std::make_shared<Kind>(options, place);
                                     });
}

template <class Kind>
Plug cache_loader_plug(const PlugName& named) {
  return plug_of<Kind, CacheLoaderFactory>(
      PlugPoint::cache_loader, named.name, named.revision, named.about,
      [](const typename Kind::Options& options) -> std::unique_ptr<CacheLoader> {
        return std::make_unique<Kind>(options);
      });
}

template <class Kind>
Plug tool_handler_plug(const PlugName& named) {
  return plug_of<Kind, ToolHandlerFactory>(
      PlugPoint::tool_handler, named.name, named.revision, named.about,
      [](const typename Kind::Options& options) -> std::unique_ptr<ToolHandler> {
        return std::make_unique<Kind>(options);
      });
}

template <class Kind>
Plug queue_worker_plug(const PlugName& named) {
  return plug_of<Kind, RecordHandlerFactory>(
      PlugPoint::queue_worker, named.name, named.revision, named.about,
      [](const typename Kind::Options& options) -> std::unique_ptr<RecordHandler> {
        return std::make_unique<Kind>(options);
      });
}

}  // namespace hindcast
