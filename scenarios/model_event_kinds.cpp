#include "hindcast/scenarios/model_event_kinds.hpp"

#include <array>

#include "hindcast/models/host/cron_daemon.hpp"
#include "hindcast/models/host/disk.hpp"
#include "hindcast/models/host/host.hpp"
#include "hindcast/models/host/node_clock.hpp"
#include "hindcast/models/mcp/server.hpp"
#include "hindcast/models/network/link.hpp"
#include "hindcast/models/queue/queue_worker.hpp"
#include "hindcast/models/redis/client.hpp"
#include "hindcast/models/redis/server.hpp"
#include "hindcast/models/resilience/circuit_breaker.hpp"
#include "hindcast/models/snowflake/pool.hpp"
#include "hindcast/models/snowflake/service.hpp"

namespace hindcast {

std::span<const EventKind> model_event_kinds() {
  using namespace events;
  static constexpr std::array kKinds = {
      kLinkFaulty,      kLinkHealed,       kDiskRead,       kDiskChanged,    kRedisReady,
      kRedisLost,       kRedisLoaded,      kRedisShutdown,  kRedisOperated,  kRecordDelivered,
      kCorruptLine,     kQueueFileChanged, kSessionLent,    kAcquireRefused, kLoginFailed,
      kCommitted,       kLockGranted,      kBreakerChanged, kContextServed,  kContextCommitted,
      kActivityTracked, kToolFailed,       kServerExited,   kClockChanged,   kCronRan,
      kOutOfMemory,     kForkRefused,
  };
  return kKinds;
}

}  // namespace hindcast
