#include "hindcast/replay/report/shrunk.hpp"

#include <fmt/format.h>

#include <utility>

#include "hindcast/replay/report/json_parts.hpp"
#include "hindcast/sim/check.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {

using Json = nlohmann::ordered_json;

ShrunkWitness shrunk_as(const ShrunkFinding& shrunk, Witness witness) {
  HINDCAST_CHECK(shrunk.verified);
  ShrunkWitness found;
  found.witness = std::move(witness);
  found.smaller = shrunk.smaller;
  found.answers_before = shrunk.answers_before;
  found.answers = shrunk.token.deviations.size();
  found.steps_before = shrunk.before.steps;
  found.steps = shrunk.run.steps;
  found.time_before = shrunk.before.end.since_start();
  found.time = shrunk.run.end.since_start();
  found.trials = shrunk.trials;
  found.minimal = shrunk.minimal;
  return found;
}

std::optional<ShrunkWitness> shrunk_witness(const ShrunkFinding& shrunk,
                                            const CommandStyle& style) {
  if (!shrunk.verified || needs_record(shrunk.token)) return std::nullopt;
  return shrunk_as(shrunk, witness_of(shrunk.token, style));
}

std::string shrunk_words(const ShrunkWitness& shrunk) {
  std::string text =
      fmt::format("{} of {} steps, {} of {} deviations", human(shrunk.steps),
                  human(shrunk.steps_before), human(shrunk.answers), human(shrunk.answers_before));
  for (const Smaller& smaller : shrunk.smaller) {
    text += fmt::format("{} {}={} (was {})", &smaller == &shrunk.smaller.front() ? ";" : ",",
                        smaller.path, smaller.after, smaller.before);
  }
  return text;
}

Json witness_json(const Witness& witness) {
  return {{"seed", witness.seed},
          {"token", text_json(witness.token)},
          {"command", text_json(witness.command)}};
}

Json shrunk_json(const ShrunkWitness& shrunk) {
  return {{"witness", witness_json(shrunk.witness)},
          {"deviations_before", shrunk.answers_before},
          {"deviations", shrunk.answers},
          {"steps_before", shrunk.steps_before},
          {"steps", shrunk.steps},
          {"virtual_seconds_before", seconds_json(shrunk.time_before)},
          {"virtual_seconds", seconds_json(shrunk.time)},
          {"smaller", array_json(shrunk.smaller,
                                 [](const Smaller& smaller) {
                                   return Json{{"path", text_json(smaller.path)},
                                               {"before", text_json(smaller.before)},
                                               {"after", text_json(smaller.after)}};
                                 })},
          {"trials", shrunk.trials},
          {"minimal", shrunk.minimal}};
}

}  // namespace hindcast
