// SupervisionOptions: whether a process that ends is started again, as by systemd's Restart=always
// or, for a server on stdio, by the client that owns its pipe.
#pragma once

#include "hindcast/sim/field_table.hpp"
#include "hindcast/sim/node.hpp"
#include "hindcast/sim/time.hpp"

namespace hindcast {

struct SupervisionOptions {
  bool restarts = false;
  Duration delay = std::chrono::milliseconds(100);

  Supervision supervision() const { return {restarts, delay}; }

  static const FieldTable<SupervisionOptions>& fields();
};

}  // namespace hindcast
