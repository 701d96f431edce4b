// hindcast conform: the models held against recordings of the real components.
#include <fmt/format.h>

#include <array>
#include <fstream>
#include <iostream>
#include <sstream>

#include "hindcast/models/redis/conform_redis.hpp"
#include "hindcast/models/resilience/conform_breaker.hpp"
#include "hindcast/models/snowflake/conform_pool.hpp"
#include "hindcast/models/time/conform_time.hpp"
#include "hindcast/scenarios/cli/command.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/sim/suggestion.hpp"

namespace hindcast {
namespace {

using Conform = void (*)(std::istream& rows, std::ostream& answers, const std::string& file);

struct ConformKind {
  std::string_view name;
  std::string_view of;
  Conform run;
};

constexpr std::array kConformKinds = {
    ConformKind{"breaker", "opossum 9.0.0, cockatiel 3.2.1", conform_breaker},
    ConformKind{"pool", "generic-pool 3.9.0", conform_pool},
    ConformKind{"redis", "redis-server 7.0.15", conform_redis},
    ConformKind{"time", "the tz database 2026f, its leap seconds",
                [](std::istream& rows, std::ostream& answers, const std::string& file) {
                  conform_time(rows, answers, file);
                }},
};

class ConformCommand final : public Command {
 public:
  using Command::Command;

  CLI::App* declare(CLI::App& parser) override {
    std::string about =
        "Answer a recording of a real component, row by row\n\n"
        "Reads rows of JSON, one a line, and writes each with this model's answer; the answers\n"
        "that the rows hold are not read.\n"
        "  hindcast conform redis < recorded.ndjson > answered.ndjson\n\nKinds:\n";
    for (const ConformKind& kind : kConformKinds) {
      about += fmt::format("  {:<8} {}\n", kind.name, kind.of);
    }
    CLI::App* const verb = parser.add_subcommand("conform", about);
    verb->add_option("KIND", kind_, "which model")->required();
    verb->add_option("FILE", file_, "the recording; standard input if left out");
    return verb;
  }

  ExitCode run() override {
    const ConformKind& kind = chosen();
    std::ostringstream answers;
    if (file_.empty()) {
      kind.run(std::cin, answers, "standard input");
    } else {
      std::ifstream rows(file_, std::ios::binary);
      if (!rows) throw InputError({file_}, "cannot be read", "name a recording");
      kind.run(rows, answers, file_);
    }
    write_result(answers.str());
    return ExitCode::held;
  }

 private:
  const ConformKind& chosen() const {
    std::vector<std::string_view> names;
    for (const ConformKind& kind : kConformKinds) {
      if (kind.name == kind_) return kind;
      names.push_back(kind.name);
    }
    throw InputError({"KIND"}, in_quotes(kind_) + " is no model with recordings",
                     suggestion(kind_, names));
  }

  std::string kind_{};
  std::string file_{};
};

}  // namespace

std::unique_ptr<Command> make_conform_command(const Registry& registry) {
  return std::make_unique<ConformCommand>(registry);
}

}  // namespace hindcast
