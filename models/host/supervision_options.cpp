#include "hindcast/models/host/supervision_options.hpp"

namespace hindcast {

const FieldTable<SupervisionOptions>& SupervisionOptions::fields() {
  using Options = SupervisionOptions;
  static const FieldTable<Options> table{
      field("restarts", &Options::restarts,
            {.about = "whether it is started again whenever it ends",
             .source = "a program started from a shell is not; MCP SDK 1.32.2: "
                       "StdioClientTransport does not start its server again"}),
      field("delay", &Options::delay,
            {.about = "from its end to its next start", .source = "systemd 252: RestartSec=100ms"}),
  };
  return table;
}

}  // namespace hindcast
