#include "hindcast/replay/explore/program.hpp"

namespace hindcast {
namespace {

// Runs a lambda in each life of its node but the first.
class Revival final : public Component {
 public:
  using Options = std::function<void()>;

  Revival(const Place& place, Options body) : Component(place), body_(std::move(body)) {}

 private:
  std::unique_ptr<Process> boot() override {
    body_();
    return std::make_unique<Process>();
  }

  Options body_;
};

}  // namespace

ProgramBuilder::~ProgramBuilder() {
  for (auto kept = kept_.rbegin(); kept != kept_.rend(); ++kept) kept->destroy(kept->object);
}

Node& ProgramBuilder::node() {
  if (node_ == nullptr) node_ = &world_.add_live_node("program");
  return *node_;
}

void ProgramBuilder::crash(Node& node, const CrashOptions& options) {
  HINDCAST_CHECK(!options.instants.empty());
  fault("crash", [&node, options] {
    const std::uint32_t quiet = options.may_not_happen ? 1 : 0;
    const auto arity = static_cast<std::uint32_t>(options.instants.size()) + quiet;
    const std::uint32_t answer = choose(ChoiceKind::fault, "crash", arity, Ratio::zero());
    if (answer < quiet) return;
    const Duration instant = options.instants[answer - quiet];
    if (instant > Duration::zero()) sleep(instant);
    node.crash(options.kind);
    if (options.restart_after.is_infinite()) return;
    sleep(options.restart_after);
    node.restart();
  });
}

void ProgramBuilder::on_restart(Node& node, std::function<void()> body) {
  world_.add_to<Revival>(node, node.name() + " revival", std::move(body));
}

void ProgramBuilder::alike(FiberHandle fiber, std::function<std::uint64_t()> of,
                           std::vector<Key> objects) {
  const Fiber* const found = world_.scheduler().find(fiber);
  HINDCAST_CHECK(found != nullptr);
  world_.fingerprints().declare_alike({found->path, std::move(of), std::move(objects)});
}

const std::string* ProgramBuilder::violated_at_end() const {
  for (const AtEnd& property : at_end_) {
    if (!property.holds()) return &property.name;
  }
  return nullptr;
}

std::uint64_t ProgramBuilder::final_state() const {
  std::uint64_t state = kMixFirst;
  for (const auto& value : observed_) state = mix(state, value());
  return state;
}

}  // namespace hindcast
