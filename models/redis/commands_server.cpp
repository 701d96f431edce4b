// PING, ECHO, HELLO, INFO, DBSIZE, FLUSHALL: commands about the server and the connection.
#include <fmt/format.h>

#include "hindcast/models/redis/command.hpp"

namespace hindcast::redis {
namespace {

Reply ping(CommandCall& call) {
  if (call.count() > 2) return wrong_arity("ping");
  return call.count() == 2 ? Reply::bulk(call.word(1)) : Reply::simple("PONG");
}

Reply echo(CommandCall& call) { return Reply::bulk(call.word(1)); }

Reply hello(CommandCall& call) {
  std::int64_t version = 2;
  if (call.count() > 1) {
    const auto asked = read_integer(call.word(1));
    if (!asked) return Reply::error("ERR Protocol version is not an integer or out of range");
    if (*asked != 2 && *asked != 3) return Reply::error("NOPROTO unsupported protocol version");
    version = *asked;
  }
  return Reply::list({Reply::bulk("server"), Reply::bulk("redis"), Reply::bulk("version"),
                      Reply::bulk("7.0.15"), Reply::bulk("proto"), Reply::number(version),
                      Reply::bulk("mode"), Reply::bulk("standalone"), Reply::bulk("role"),
                      Reply::bulk("master")});
}

// The lines that clients read; the real reply has many more.
Reply info(CommandCall& call) {
  std::string text = fmt::format("redis_version:7.0.15\r\nrole:master\r\nloading:{}\r\n",
                                 call.status.loading ? 1 : 0);
  if (call.status.loading) {
    text += fmt::format("loading_eta_seconds:{}\r\n", call.status.loading_eta_seconds);
  }
  return Reply::bulk(std::move(text));
}

Reply dbsize(CommandCall& call) {
  return Reply::number(static_cast<std::int64_t>(call.keys.size()));
}

Reply flushall(CommandCall& call) {
  const bool plain =
      call.count() == 1 ||
      (call.count() == 2 && (is_word(call.word(1), "ASYNC") || is_word(call.word(1), "SYNC")));
  if (!plain) return syntax_error();
  call.keys.clear();
  return Reply::done();
}

constexpr CommandSpec kCommands[] = {
    {"ping", -1, ping},
    {"echo", 2, echo},
    {"hello", -1, hello, kWhileLoading},
    {"info", -1, info, kWhileLoading},
    {"dbsize", 1, dbsize},
    {"flushall", -1, flushall, kWrites},
    {"flushdb", -1, flushall, kWrites},
};

}  // namespace

std::span<const CommandSpec> server_commands() { return kCommands; }

}  // namespace hindcast::redis
