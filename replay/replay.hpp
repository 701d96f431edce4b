// execute_token(scenario, token): the run of a token again, from seed, base and deviations.
#pragma once

#include <optional>

#include "hindcast/replay/execute.hpp"
#include "hindcast/replay/token.hpp"

namespace hindcast {

// Answers as the run of a token was answered. REQUIRES: the token's delta is known.
class TokenChooser final : public Chooser {
 public:
  explicit TokenChooser(const Token& token);
  TokenChooser(const TokenChooser&) = delete;
  TokenChooser& operator=(const TokenChooser&) = delete;

  bool asks(ChoiceKind kind) const override { return chosen_->asks(kind); }
  WaitSplit splits_waits() const override { return chosen_->splits_waits(); }
  std::uint32_t choose(const ChoicePoint& point) override { return chosen_->choose(point); }

 private:
  QuietChooser quiet_;
  RandomChooser seeded_;
  std::optional<DeviatingChooser> deviating_;
  Chooser* chosen_;
};

// Runs it on the scenario that the token names, bound to whatever design; the options' seed and
// reseeds are the token's. Compares nothing. REQUIRES: the token's delta is known.
Run execute_token(const Scenario& scenario, const Token& token, ExecuteOptions options = {});

}  // namespace hindcast
