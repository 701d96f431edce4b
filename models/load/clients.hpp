// Clients: callers of an MCP server, in an open loop: they arrive whether or not the server keeps
// up, which is what makes overload visible. They know what they were promised and what they were
// told, so loss, staleness and the objective are judged here and nowhere else.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hindcast/models/load/call_log.hpp"
#include "hindcast/models/load/value_oracle.hpp"
#include "hindcast/models/mcp/protocol.hpp"
#include "hindcast/sim/component.hpp"
#include "hindcast/sim/distribution.hpp"
#include "hindcast/sim/field_table.hpp"

namespace hindcast {

struct ClientsOptions {
  Rate rate = Rate::per_second(6);
  // The mix of the tools, as weights.
  std::uint32_t get_context = 70;
  std::uint32_t update_context = 10;
  std::uint32_t track_activity = 20;
  std::uint32_t customers = 500;
  // How unequal the customers are: Zipf's exponent.
  Ratio skew = Ratio::parts_per_billion(900'000'000);

  static const FieldTable<ClientsOptions>& fields();
};

enum class Tool : std::uint8_t { get_context, update_context, track_activity };

const char* name_of(Tool tool);

class Clients final : public Component {
 public:
  using Options = ClientsOptions;

  Clients(const Place& place, const Options& options);

  // What the callers were promised; to be set before the world runs.
  void set_objective(const Objective& objective);

  // Sends `count` calls of one tool for one customer at this instant, beside the open loop. Called
  // on any fiber.
  void burst(std::uint32_t count, Tool tool, std::uint32_t customer);

  const CallLog& log() const { return *log_; }
  const ValueOracle& contexts() const { return contexts_; }
  const ValueOracle& activities() const { return activities_; }
  const Options& options() const { return options_; }
  void describe(TopologyVertex& vertex) const override;

  static std::string customer_name(std::uint32_t customer);
  // The value of tracked activity number `number`: events of both tools go to one table, so it
  // differs from that of any context.
  static std::string activity_text(std::uint32_t number);

 protected:
  std::unique_ptr<Process> boot() override;

 private:
  void arrive();
  void call(Tool tool, std::uint32_t customer);
  void read(std::uint32_t customer);
  void write(Tool tool, std::uint32_t customer, ValueOracle& oracle);
  // Makes one call; returns the result's text if it is good.
  std::optional<std::string> ask(Tool tool, std::uint32_t customer, std::string value);

  Options options_;
  Distribution interval_;
  Distribution popularity_;
  ClientPort<mcp::ToolCall, mcp::ToolResult> port_{*this, "mcp"};
  std::unique_ptr<CallLog> log_;
  ValueOracle contexts_;
  ValueOracle activities_;
};

}  // namespace hindcast
