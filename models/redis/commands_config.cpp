// CONFIG GET and CONFIG SET of what this model has: the memory limit, and how many replicas a write
// needs, of which it has none.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "hindcast/models/redis/command.hpp"
#include "hindcast/models/redis/glob.hpp"

namespace hindcast::redis {
namespace {

constexpr std::array<std::string_view, 8> kPolicies = {
    "noeviction",   "allkeys-lru",  "allkeys-lfu",     "allkeys-random",
    "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"};

std::string lowered(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return result;
}

// Reads "100mb" as Redis does: k, m and g are powers of 1000, kb, mb and gb of 1024.
std::optional<std::uint64_t> read_memory(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::uint64_t bytes;
  };
  constexpr Unit kUnits[] = {{"", 1},
                             {"b", 1},
                             {"k", 1'000},
                             {"kb", 1ULL << 10U},
                             {"m", 1'000'000},
                             {"mb", 1ULL << 20U},
                             {"g", 1'000'000'000},
                             {"gb", 1ULL << 30U}};
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string unit = lowered(text.substr(digits));
  const auto known = std::find_if(std::begin(kUnits), std::end(kUnits),
                                  [&unit](const Unit& other) { return other.name == unit; });
  if (known == std::end(kUnits)) return std::nullopt;
  std::uint64_t value = 0;
  for (const char digit : text.substr(0, digits)) {
    const bool over =
        __builtin_mul_overflow(value, std::uint64_t{10}, &value) ||
        __builtin_add_overflow(value, static_cast<std::uint64_t>(digit - '0'), &value);
    if (over) value = ~std::uint64_t{0};
    if (over) break;
  }
  return value * known->bytes;
}

// Sets one parameter in the copy. Returns why not, or nothing.
using Setting = std::string (*)(Limits& limits, const std::string& value);

std::string set_maxmemory(Limits& limits, const std::string& value) {
  const auto bytes = read_memory(value);
  if (!bytes) return "argument must be a memory value";
  limits.memory.bytes_max = *bytes;
  return {};
}

std::string set_policy(Limits& limits, const std::string& value) {
  const auto found = std::find(kPolicies.begin(), kPolicies.end(), lowered(value));
  if (found == kPolicies.end()) {
    return "argument(s) must be one of the following: volatile-lru, volatile-lfu, "
           "volatile-random, volatile-ttl, allkeys-lru, allkeys-lfu, allkeys-random, noeviction";
  }
  limits.memory.policy = static_cast<EvictionPolicy>(found - kPolicies.begin());
  return {};
}

std::string read_count(const std::string& value, std::int64_t least, std::uint64_t& count) {
  const auto number = read_integer(value);
  if (!number) return "argument couldn't be parsed into an integer";
  if (*number < least || *number > 2'147'483'647) {
    return fmt::format("argument must be between {} and 2147483647 inclusive", least);
  }
  count = static_cast<std::uint64_t>(*number);
  return {};
}

std::string set_samples(Limits& limits, const std::string& value) {
  return read_count(value, 1, limits.memory.samples);
}

std::string set_replicas(Limits& limits, const std::string& value) {
  return read_count(value, 0, limits.replicas_min);
}

std::string maxmemory(const Limits& limits) { return std::to_string(limits.memory.bytes_max); }
std::string policy(const Limits& limits) {
  return std::string(kPolicies[static_cast<std::size_t>(limits.memory.policy)]);
}
std::string samples(const Limits& limits) { return std::to_string(limits.memory.samples); }
std::string replicas(const Limits& limits) { return std::to_string(limits.replicas_min); }

struct Parameter {
  std::string_view name;
  Setting set;
  std::string (*get)(const Limits& limits);
};

constexpr Parameter kParameters[] = {
    {"maxmemory", set_maxmemory, maxmemory},
    {"maxmemory-policy", set_policy, policy},
    {"maxmemory-samples", set_samples, samples},
    {"min-replicas-to-write", set_replicas, replicas},
};

const Parameter* find_parameter(std::string_view name) {
  const std::string wanted = lowered(name);
  const auto found =
      std::find_if(std::begin(kParameters), std::end(kParameters),
                   [&wanted](const Parameter& other) { return other.name == wanted; });
  return found == std::end(kParameters) ? nullptr : found;
}

Reply failed(std::string_view name, std::string_view why) {
  return Reply::error(
      fmt::format("ERR CONFIG SET failed (possibly related to argument '{}') - {}", name, why));
}

Reply config_get(CommandCall& call) {
  if (call.count() < 3) return wrong_arity("config|get");
  std::vector<Reply> replies;
  for (const Parameter& parameter : kParameters) {
    const auto wanted = [&](const std::string& pattern) {
      return matches_glob(lowered(pattern), parameter.name);
    };
    if (!std::any_of(call.words.begin() + 2, call.words.end(), wanted)) continue;
    replies.push_back(Reply::bulk(std::string(parameter.name)));
    replies.push_back(Reply::bulk(parameter.get(call.keys.limits())));
  }
  return Reply::list(std::move(replies));
}

// All of it or nothing: names first, then values.
Reply config_set(CommandCall& call) {
  if (call.count() < 4) return wrong_arity("config|set");
  if (call.count() % 2 != 0) return syntax_error();
  std::vector<const Parameter*> parameters;
  for (std::size_t index = 2; index < call.count(); index += 2) {
    const Parameter* const parameter = find_parameter(call.word(index));
    if (parameter == nullptr) {
      return Reply::error(
          fmt::format("ERR Unknown option or number of arguments for CONFIG SET - '{}'",
                      printed(call.word(index), 128)));
    }
    if (std::find(parameters.begin(), parameters.end(), parameter) != parameters.end()) {
      return failed(call.word(index), "duplicate parameter");
    }
    parameters.push_back(parameter);
  }
  Limits limits = call.keys.limits();
  for (std::size_t nth = 0; nth < parameters.size(); ++nth) {
    const std::string why = parameters[nth]->set(limits, call.word(2 * nth + 3));
    if (!why.empty()) return failed(call.word(2 * nth + 2), why);
  }
  call.keys.set_limits(limits);
  return Reply::done();
}

Reply config(CommandCall& call) {
  if (is_word(call.word(1), "GET")) return config_get(call);
  if (is_word(call.word(1), "SET")) return config_set(call);
  return Reply::error(
      fmt::format("ERR unknown subcommand '{}'. Try CONFIG HELP.", printed(call.word(1), 128)));
}

constexpr CommandSpec kCommands[] = {{"config", -2, config, kWhileLoading}};

}  // namespace

std::span<const CommandSpec> config_commands() { return kCommands; }

}  // namespace hindcast::redis
