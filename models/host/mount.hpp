// How a design says which files a component uses: a connection like all others, so that the graph
// sees shared disks and queues, but nothing is ever sent over it. The user asks for its end.
#pragma once

#include <cstdint>

#include "hindcast/sim/connection.hpp"
#include "hindcast/sim/port.hpp"

namespace hindcast {

struct OpenFiles {
  static constexpr const char* kProtocol = "files";
  std::uint64_t hash() const { return 0; }
};

struct OpenedFiles {
  static constexpr const char* kProtocol = "files";
  std::uint64_t hash() const { return 0; }
};

using FilesClientPort = ClientPort<OpenFiles, OpenedFiles>;
using FilesServerPort = ServerPort<OpenFiles, OpenedFiles>;

// Returns the component that `port` is connected to. REQUIRES: connected, without a link, to a
// Kind.
template <class Kind>
Kind& mounted(const FilesClientPort& port) {
  HINDCAST_CHECK(port.connections().size() == 1 && port.connections()[0]->link == nullptr);
  auto* const kind = dynamic_cast<Kind*>(&port.connections()[0]->server.owner());
  HINDCAST_CHECK(kind != nullptr);
  return *kind;
}

// What the port of a disk or queue does with a message: nothing comes over it.
inline void refuse_message(const OpenFiles&, Responder<OpenedFiles> responder) {
  responder.close();
}

}  // namespace hindcast
