#include "hindcast/models/network/keepalive.hpp"

#include <algorithm>

#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/world.hpp"

namespace hindcast {

void Keepalive::note(const Parcel& parcel, const Transit& transit, Connection& ends) {
  const Key name = options_.multiplexed ? parcel.stream : parcel.path;
  const bool delivered = transit.fate == Fate::delivered;
  if (parcel.direction == Direction::reply) {
    const auto socket = sockets_.find(name);
    if (socket == sockets_.end()) return;
    if (transit.fate == Fate::lost) socket->second.forgotten = true;
    if (delivered) socket->second.heard = world_.now();
    if (delivered && !options_.multiplexed) sockets_.erase(socket);
    return;
  }
  if (!delivered) return;
  sockets_.insert_or_assign(name, Socket{.ends = &ends,
                                         .server_life = ends.server.owner().node().life(),
                                         .heard = world_.now()});
  if (std::find(watched_.begin(), watched_.end(), &ends) != watched_.end()) return;
  watched_.push_back(&ends);
  world_.inject("keepalive", [this, &ends] { watch(ends); });
}

// Looks whenever a probe is due, as long as anybody waits.
void Keepalive::watch(Connection& ends) {
  Instant next = world_.now() + options_.tcp.tcp_keepalive_time;
  while (!next.is_never()) {
    sleep(next - world_.now());
    next = sweep(ends);
  }
  std::erase(watched_, &ends);
}

// Probes what is due and returns when to look again; never if nobody waits.
Instant Keepalive::sweep(Connection& ends) {
  const std::vector<OpenCall> calls = world_.exchanges().open_calls(ends);
  return options_.multiplexed ? sweep_shared(ends, calls) : sweep_alone(ends, calls);
}

Instant Keepalive::sweep_shared(Connection& ends, const std::vector<OpenCall>& calls) {
  const auto found = sockets_.find(ends.path);
  if (found == sockets_.end() || calls.empty()) return Instant::never();
  Socket& socket = found->second;
  const bool unacknowledged =
      std::any_of(calls.begin(), calls.end(), [](const OpenCall& call) { return call.held; });
  if (unacknowledged) socket.heard = world_.now();
  if (!is_broken(found->first, socket)) return due(socket);
  sockets_.erase(found);
  give_up_(ends);
  return Instant::never();
}

Instant Keepalive::sweep_alone(Connection& ends, const std::vector<OpenCall>& calls) {
  std::map<Key, Socket> waiting;  // those whose callers have left are closed
  Instant next = Instant::never();
  for (const OpenCall& call : calls) {
    const auto found = sockets_.find(call.path);
    if (found == sockets_.end()) {
      // Its request is not acknowledged yet, so its time has not begun.
      next = std::min(next, world_.now() + options_.tcp.tcp_keepalive_time);
      continue;
    }
    Socket& socket = found->second;
    if (is_broken(call.path, socket)) {
      world_.exchanges().break_off(call);
      continue;
    }
    next = std::min(next, due(socket));
    waiting.emplace(call.path, socket);
  }
  std::erase_if(sockets_, [&](const auto& known) { return known.second.ends == &ends; });
  sockets_.merge(waiting);
  return next;
}

// Whether a socket turns out to be broken now.
bool Keepalive::is_broken(Key name, Socket& socket) {
  if (due(socket) > world_.now()) return false;
  if (socket.missed >= options_.tcp.tcp_keepalive_probes) return true;
  switch (probe(name, socket)) {
    case Answer::reset:
      return true;
    case Answer::silence:
      ++socket.missed;
      return false;
    case Answer::acknowledged:
      socket.heard = world_.now();
      socket.missed = 0;
      return false;
  }
  return false;
}

Keepalive::Answer Keepalive::probe(Key name, Socket& socket) {
  const Node& server = socket.ends->server.owner().node();
  if (!server.alive() && server.crash_kind() == CrashKind::host) return Answer::silence;
  Parcel parcel{.path = child(name, hash_text("keepalive"), socket.probes++),
                .stream = socket.ends->path};
  if (wire_.cut(Direction::request, 0) != nullptr || wire_.is_lost(parcel)) return Answer::silence;
  parcel.direction = Direction::reply;
  if (wire_.cut(Direction::reply, 0) != nullptr || wire_.is_lost(parcel)) return Answer::silence;
  const bool known = !socket.forgotten && server.alive() && server.life() == socket.server_life;
  return known ? Answer::acknowledged : Answer::reset;
}

// When the next probe of a socket is due, or its end.
Instant Keepalive::due(const Socket& socket) const {
  return socket.heard + options_.tcp.tcp_keepalive_time +
         options_.tcp.tcp_keepalive_intvl * std::int64_t{socket.missed};
}

}  // namespace hindcast
