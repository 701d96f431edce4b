// Choosers for tests: the calm day, a random run, a script of answers, with or without schedules.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hindcast/sim/chooser.hpp"
#include "hindcast/sim/keyed_stream.hpp"

namespace hindcast::testing {

// Answers 0. Told to, it has schedules asked, which must change nothing.
class Quiet final : public Chooser {
 public:
  explicit Quiet(bool asks_schedule = false) : asks_schedule_(asks_schedule) {}

  bool asks(ChoiceKind kind) const override {
    return kind != ChoiceKind::schedule || asks_schedule_;
  }
  std::uint32_t choose(const ChoicePoint& point) override {
    ++questions;
    CHECK(point.arity >= 2);
    CHECK((point.kind == ChoiceKind::schedule) == (point.alternatives.size() == point.arity));
    return 0;
  }

  std::uint64_t questions = 0;

 private:
  bool asks_schedule_;
};

// Answers each question from a stream of its own.
class Seeded final : public Chooser {
 public:
  explicit Seeded(std::uint64_t seed, bool asks_schedule = false)
      : seed_(seed), asks_schedule_(asks_schedule) {}

  bool asks(ChoiceKind kind) const override {
    return kind != ChoiceKind::schedule || asks_schedule_;
  }
  std::uint32_t choose(const ChoicePoint& point) override {
    if (point.kind == ChoiceKind::schedule) return 0;
    const std::uint64_t key = mix(seed_, point.key().value);
    if (!point.unquiet.happens(keyed_draw(key, 0))) return 0;
    return 1 + static_cast<std::uint32_t>(bounded(keyed_draw(key, 1), point.arity - 1));
  }

 private:
  std::uint64_t seed_;
  bool asks_schedule_;
};

// Picks schedules at random, and answers 0 to everything else.
class Shuffled final : public Chooser {
 public:
  explicit Shuffled(std::uint64_t seed) : stream_(seed) {}

  bool asks(ChoiceKind kind) const override { return kind == ChoiceKind::schedule; }
  std::uint32_t choose(const ChoicePoint& point) override {
    return static_cast<std::uint32_t>(bounded(stream_.next(), point.arity));
  }

 private:
  KeyedStream stream_;
};

// Answers the n-th question of a label from a list, and 0 after its end.
class Scripted final : public Chooser {
 public:
  explicit Scripted(std::map<std::string, std::vector<std::uint32_t>> answers)
      : answers_(std::move(answers)) {}

  bool asks(ChoiceKind kind) const override { return kind != ChoiceKind::schedule; }
  std::uint32_t choose(const ChoicePoint& point) override {
    asked.emplace_back(point.label.text());
    const auto found = answers_.find(point.label.text());
    if (found == answers_.end() || found->second.empty()) return 0;
    const std::uint32_t answer = found->second.front();
    found->second.erase(found->second.begin());
    return answer;
  }

  std::vector<std::string> asked;

 private:
  std::map<std::string, std::vector<std::uint32_t>> answers_;
};

}  // namespace hindcast::testing
