#include "hindcast/models/redis/keyspace.hpp"

#include <algorithm>

#include "hindcast/models/redis/command.hpp"

namespace hindcast::redis {

Reply Keyspace::execute(Session& session, const Words& words, std::int64_t wall_ms,
                        const ServerStatus& status) {
  CommandCall call{*this, session, words, wall_ms, status};
  return run(call);
}

// What redis-server's processCommand does before a command runs.
Reply Keyspace::run(CommandCall& call) {
  if (call.words.empty()) return Reply::error("ERR Protocol error: empty command");
  const CommandSpec* const spec = find_command(call.word(0));
  const auto refuse = [&call, spec](Reply error) {
    if (spec != nullptr && spec->name == "exec") return abort_transaction(call, error.text);
    call.session.queue_failed = call.session.queue_failed || call.session.in_multi;
    return error;
  };
  if (spec == nullptr) return refuse(unknown_command(call.words));
  const auto count = static_cast<int>(call.count());
  if (spec->arity > 0 ? count != spec->arity : count < -spec->arity) {
    return refuse(wrong_arity(spec->name));
  }
  wall_ms_ = call.wall_ms;
  const bool queued_before = in_exec_;
  if (!queued_before) {
    if (auto error = refusal(call, *spec)) return refuse(std::move(*error));
  }
  if (call.status.loading && !spec->has(kWhileLoading)) {
    return refuse(Reply::error("LOADING Redis is loading the dataset in memory"));
  }
  if (call.session.in_multi && !spec->has(kControlsMulti)) {
    call.session.queued.push_back(call.words);
    return Reply::simple("QUEUED");
  }
  const std::uint64_t before = changes_;
  in_exec_ = queued_before || spec->name == "exec";
  Reply reply = spec->handler(call);
  in_exec_ = queued_before;
  memory_.settle(table_);
  if (journal_ != nullptr && changes_ != before && !spec->has(kControlsMulti)) {
    journal_->wrote(call.words, call.wall_ms);
  }
  return reply;
}

std::optional<Reply> Keyspace::refusal(const CommandCall& call, const CommandSpec& spec) {
  if (!memory_.limited() && limits_.replicas_min == 0) return std::nullopt;
  const auto queues = [&call](int flags) {
    return std::any_of(call.session.queued.begin(), call.session.queued.end(),
                       [flags](const Words& words) { return find_command(words[0])->has(flags); });
  };
  const bool is_exec = spec.name == "exec";
  if (memory_.limited() && !make_room(call.wall_ms)) {
    const bool queued = call.session.in_multi && !is_exec && spec.name != "discard";
    if (queued || spec.has(kGrows) || (is_exec && queues(kGrows))) {
      return Reply::error("OOM command not allowed when used memory > 'maxmemory'.");
    }
  }
  if (limits_.replicas_min > 0 && (spec.has(kWrites) || (is_exec && queues(kWrites)))) {
    return Reply::error("NOREPLICAS Not enough good replicas to write.");
  }
  return std::nullopt;
}

bool Keyspace::make_room(std::int64_t wall_ms) {
  while (memory_.used(table_) > memory_.limit().bytes_max) {
    const auto key = memory_.victim(table_, wall_ms);
    if (!key) return false;
    erase(*key);
    if (journal_ != nullptr) journal_->wrote({"DEL", *key}, wall_ms);
  }
  return true;
}

void Keyspace::set_limits(const Limits& limits) {
  limits_ = limits;
  memory_.set_limit(limits.memory, table_);
}

Entry* Keyspace::peek(std::string_view key, std::int64_t wall_ms) {
  Entry* const entry = table_.find(key);
  if (entry == nullptr || !is_expired(*entry, wall_ms)) return entry;
  memory_.forget(*entry);
  table_.erase(key);
  return nullptr;
}

Entry& Keyspace::put(std::string_view key) { return renew(table_.at(key), key); }

Entry& Keyspace::renew(Entry& entry, std::string_view key) {
  memory_.forget(entry);
  const std::uint32_t used = entry.used;  // how often a key is used outlives its value
  entry = Entry{};
  entry.used = used;
  memory_.touch(entry, wall_ms_);
  changed(key);
  return entry;
}

bool Keyspace::erase(std::string_view key) {
  const Entry* const entry = table_.find(key);
  if (entry == nullptr) return false;
  memory_.forget(*entry);
  table_.erase(key);
  changed(key);
  return true;
}

void Keyspace::changed(std::string_view key) {
  ++changes_;
  memory_.resize(key);
  signal(key);
}

void Keyspace::signal(std::string_view key) {
  for (Session* const session : watching_) {
    for (const Session::Watched& watched : session->watched) {
      if (watched.key == key) session->watch_failed = true;
    }
  }
}

void Keyspace::clear() {
  for (Session* const session : watching_) {
    for (const Session::Watched& watched : session->watched) {
      if (table_.find(watched.key) != nullptr) session->watch_failed = true;
    }
  }
  changes_ += table_.size();
  table_.clear();
  memory_.set_limit(limits_.memory, table_);
}

void Keyspace::watch(Session& session, std::string_view key, std::int64_t wall_ms) {
  const auto known = std::find_if(session.watched.begin(), session.watched.end(),
                                  [&](const Session::Watched& other) { return other.key == key; });
  if (known != session.watched.end()) return;
  if (session.watched.empty()) watching_.push_back(&session);
  const Entry* const entry = table_.find(key);
  session.watched.push_back({std::string(key), entry != nullptr && is_expired(*entry, wall_ms)});
}

void Keyspace::unwatch(Session& session) {
  session.watched.clear();
  session.watch_failed = false;
  std::erase(watching_, &session);
}

}  // namespace hindcast::redis
