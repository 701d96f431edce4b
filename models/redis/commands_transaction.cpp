// MULTI, EXEC, DISCARD, WATCH, UNWATCH.
#include "hindcast/models/redis/command.hpp"

namespace hindcast::redis {
namespace {

void leave_multi(CommandCall& call) {
  call.session.in_multi = false;
  call.session.queue_failed = false;
  call.session.queued.clear();
  call.keys.unwatch(call.session);
}

Reply multi(CommandCall& call) {
  if (call.session.in_multi) return Reply::error("ERR MULTI calls can not be nested");
  call.session.in_multi = true;
  return Reply::done();
}

// A key that expired since it was watched counts as touched, though nobody deleted it yet.
bool watched_key_expired(CommandCall& call) {
  for (const Session::Watched& watched : call.session.watched) {
    const Entry* const entry = call.keys.table().find(watched.key);
    const bool expired = entry != nullptr && is_expired(*entry, call.wall_ms);
    if (expired && !watched.was_expired) return true;
  }
  return false;
}

Reply exec(CommandCall& call) {
  Session& session = call.session;
  if (!session.in_multi) return Reply::error("ERR EXEC without MULTI");
  const bool queue_failed = session.queue_failed;
  const bool watch_failed = session.watch_failed || watched_key_expired(call);
  const std::vector<Words> queued = std::move(session.queued);
  leave_multi(call);
  if (queue_failed) {
    return Reply::error("EXECABORT Transaction discarded because of previous errors.");
  }
  if (watch_failed) return Reply::null_array();
  std::vector<Reply> replies;
  replies.reserve(queued.size());
  for (const Words& words : queued) {
    replies.push_back(call.keys.execute(session, words, call.wall_ms, call.status));
  }
  return Reply::list(std::move(replies));
}

Reply discard(CommandCall& call) {
  if (!call.session.in_multi) return Reply::error("ERR DISCARD without MULTI");
  leave_multi(call);
  return Reply::done();
}

Reply watch(CommandCall& call) {
  if (call.session.in_multi) return Reply::error("ERR WATCH inside MULTI is not allowed");
  for (std::size_t index = 1; index < call.count(); ++index) {
    call.keys.watch(call.session, call.word(index), call.wall_ms);
  }
  return Reply::done();
}

Reply unwatch(CommandCall& call) {
  call.keys.unwatch(call.session);
  return Reply::done();
}

}  // namespace

Reply abort_transaction(CommandCall& call, std::string_view error) {
  if (error.starts_with("ERR ")) error.remove_prefix(4);
  leave_multi(call);
  return Reply::error("EXECABORT Transaction discarded because of: " + std::string(error));
}

namespace {

constexpr CommandSpec kCommands[] = {
    {"multi", 1, multi, kWhileLoading | kControlsMulti},
    {"exec", 1, exec, kWhileLoading | kControlsMulti},
    {"discard", 1, discard, kWhileLoading | kControlsMulti},
    {"watch", -2, watch, kWhileLoading | kControlsMulti},
    {"unwatch", 1, unwatch, kWhileLoading},
};

}  // namespace

std::span<const CommandSpec> transaction_commands() { return kCommands; }

}  // namespace hindcast::redis
