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
#include "hindcast/scenarios/cli/conform_check.hpp"
#include "hindcast/scenarios/cli/output.hpp"
#include "hindcast/sim/suggestion.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

using Conform = void (*)(std::istream& rows, std::ostream& answers, const std::string& file);

struct ConformKind {
  std::string_view name;
  std::string_view of;
  Conform run;
  std::vector<std::string_view> (*fields)() = nullptr;  // that --check compares; null: it cannot
};

std::vector<std::string_view> breaker_fields() {
  return {"events", "state", "pendingClose", "warmUp", "stats"};
}

std::vector<std::string_view> pool_fields() {
  return {"events", "size", "available", "borrowed", "pending", "spare"};
}

constexpr std::array kConformKinds = {
    ConformKind{"breaker", "opossum 9.0.0, cockatiel 3.2.1", conform_breaker, breaker_fields},
    ConformKind{"pool", "generic-pool 3.9.0", conform_pool, pool_fields},
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
    verb->add_flag("--check", check_,
                   "Compare with the recorded answers and print how many rows agree and the first "
                   "that does not (breaker, pool)");
    verb->add_option("FILE", file_, "the recording; standard input if left out");
    return verb;
  }

  ExitCode run() override {
    const ConformKind& kind = chosen();
    const std::string file = file_.empty() ? "standard input" : file_;
    const std::string recorded = read();
    std::istringstream rows(recorded);
    std::ostringstream answers;
    kind.run(rows, answers, file);
    if (!check_) {
      write_result(answers.str());
      return ExitCode::held;
    }
    const ConformResult result = check_conformance(recorded, answers.str(), kind.fields(), file);
    write_result(words_of(result, kind, file));
    if (result.rows == 0) return ExitCode::inconclusive;
    return result.first ? ExitCode::finding : ExitCode::held;
  }

 private:
  std::string read() const {
    std::ostringstream text;
    if (file_.empty()) {
      text << std::cin.rdbuf();
    } else {
      std::ifstream rows(file_, std::ios::binary);
      if (!rows) throw InputError({file_}, "cannot be read", "name a recording");
      text << rows.rdbuf();
    }
    return text.str();
  }

  static std::string words_of(const ConformResult& result, const ConformKind& kind,
                              const std::string& file) {
    if (result.rows == 0) return fmt::format("{}: no row holds an answer to compare\n", file);
    std::string text = fmt::format("{} of {} rows agree with {}\n", human(result.agreed),
                                   human(result.rows), kind.of);
    if (!result.first) return text;
    const ConformDifference& first = *result.first;
    return text + fmt::format("first difference: {}:{}, {}\n  recorded {}\n  answered {}\n", file,
                              first.line, printable(first.field), printable(first.recorded),
                              printable(first.answered));
  }

  const ConformKind& chosen() const {
    std::vector<std::string_view> names;
    for (const ConformKind& kind : kConformKinds) {
      if (kind.name == kind_) {
        if (!check_ || kind.fields != nullptr) return kind;
        throw InputError({"--check"}, fmt::format("cannot compare recordings of {}", kind.name),
                         "leave --check out and compare the answers");
      }
      names.push_back(kind.name);
    }
    throw InputError({"KIND"}, in_quotes(kind_) + " is no model with recordings",
                     suggestion(kind_, names));
  }

  bool check_ = false;
  std::string kind_{};
  std::string file_{};
};

}  // namespace

std::unique_ptr<Command> make_conform_command(const Registry& registry) {
  return std::make_unique<ConformCommand>(registry);
}

}  // namespace hindcast
