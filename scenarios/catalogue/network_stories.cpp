// A story for any design with links: rules of network faults, told by name. The catalogue has rows
// for partition and latency alone; whatever else networks do is here.
#include <algorithm>

#include "hindcast/models/network/network_rule.hpp"
#include "hindcast/scenarios/catalogue/story_kind.hpp"
#include "hindcast/sim/kernel.hpp"
#include "hindcast/sim/keyed_stream.hpp"
#include "hindcast/sim/suggestion.hpp"

namespace hindcast {
namespace {

using Kind = NetworkRuleOptions::Kind;

constexpr const char* kAnyLink = "any";

// Which of the connections over a link: all is a complete fault, one a partial one.
enum class Extent : std::uint8_t { all, one };

struct NetworkFaultOptions {
  std::string link{kAnyLink};
  Extent extent = Extent::all;
  Duration length = std::chrono::minutes(2);
  NetworkRuleOptions rule = {.kind = Kind::grey};
  NetworkRuleOptions also = {};

  static const FieldTable<NetworkFaultOptions>& fields() {
    using Options = NetworkFaultOptions;
    static const FieldTable<Options> table{
        field("link", &Options::link,
              {.bytes_min = 1, .about = "a link of the design; any: the seed chooses one"}),
        field("extent", &Options::extent,
              {.names = {{Extent::all, "all"}, {Extent::one, "one"}},
               .about = "all connections over it, or one that the seed chooses"}),
        field("length", &Options::length,
              {.minimum = std::chrono::seconds(1),
               .maximum = std::chrono::hours(24),
               .about = "until all rules end"}),
        group("rule", &Options::rule, NetworkRuleOptions::fields()),
        group("also", &Options::also, NetworkRuleOptions::fields()),
    };
    return table;
  }
};

// Whether a link of the world is one of those that a design's link became.
bool is_of(const Link& link, const std::string& designed) {
  return link.name() == designed || link.name().starts_with(designed + " ");
}

class NetworkFault final : public Stage {
 public:
  using Options = NetworkFaultOptions;

  NetworkFault(World& world, const Design& design, const Options& options)
      : Stage(world, design, {.fault = options.length}), options_(options) {}

  static ScenarioInfo info() {
    return {
        .name = "network_fault",
        .level = 0,
        .family = "Network",
        .title = "a network fault of your choice",
        .question = "What does it look like from above: an error, or silence?",
        .command =
            "  tc qdisc add dev eth0 root netem delay 200ms loss 20%   # grey, for example\n",
        .reality =
            "  Not a row of the catalogue. rule.kind says what happens to the packets of a link: "
            "drop,\n"
            "  reject and tcp_reset are the targets of iptables (reject leaves established "
            "connections\n"
            "  hanging), grey is slow and lossy but alive, clog holds everything and lets it go at "
            "once,\n"
            "  narrow cuts the bandwidth, bursty loses by the chain of Gilbert and Elliott; with "
            "period\n"
            "  and active the fault flaps, with directions it is simplex, with extent=one partial. "
            "also is\n"
            "  a second rule beside it. Over TCP a lost packet is late, and nothing comes twice or "
            "out of\n"
            "  order.\n"};
  }
  static std::optional<std::string> inapplicable(const Design& design) {
    if (design.links.empty()) return "it has no links";
    return lacks_callers(design);
  }
  static void check(const Design& design, const Options& options);

 protected:
  void begin_fault() override {
    const std::vector<NetworkLink*> struck = choose_links();
    for (const NetworkRuleOptions* const one : {&options_.rule, &options_.also}) {
      if (one->kind == Kind::none || one->after >= options_.length) continue;
      apply(world(), struck, one->lasting(options_.length - one->after));
    }
  }
  void add_observations(Observation& observation) override {
    observation.struck = struck_;
    std::uint64_t held = 0;
    std::uint64_t lost = 0;
    for (const NetworkLink* const link : struck_links_) {
      for (const Direction direction : {Direction::request, Direction::reply}) {
        held += link->counts(direction).held;
        lost += link->counts(direction).lost;
      }
    }
    observation.notes.push_back(
        {"transmissions over struck links that did not arrive", held + lost});
  }

 private:
  std::vector<NetworkLink*> choose_links() {
    std::string name = options_.link;
    if (name == kAnyLink)
      name = design().links[bounded(draw("which link"), design().links.size())].name;
    std::vector<NetworkLink*> links;
    for (const auto& link : world().links()) {
      auto* const found = dynamic_cast<NetworkLink*>(link.get());
      if (found != nullptr && is_of(*found, name)) links.push_back(found);
    }
    HINDCAST_CHECK(!links.empty());
    if (options_.extent == Extent::one) {
      links = {links[bounded(draw("which connection"), links.size())]};
    }
    struck_ = options_.extent == Extent::one ? links.front()->name() : name;
    struck_links_ = links;
    return links;
  }

  Options options_;
  std::string struck_;
  std::vector<NetworkLink*> struck_links_;
};

void NetworkFault::check(const Design& design, const Options& options) {
  if (options.rule.kind == Kind::none) {
    throw InputError({"--set", 0, 0}, "network_fault.rule.kind: none is no fault",
                     "name one, and leave out the second rule with also.kind=none");
  }
  if (options.link == kAnyLink) return;
  std::vector<std::string_view> names;
  for (const LinkDesign& link : design.links) {
    if (link.name == options.link) return;
    names.push_back(link.name);
  }
  throw InputError({"--set", 0, 0},
                   "network_fault.link: there is no link " + in_quotes(options.link),
                   suggestion(options.link, names));
}

}  // namespace

void add_network_stories(ScenarioRegistry& scenarios) {
  scenarios.add(std::make_unique<StoryKind<NetworkFault>>());
}

}  // namespace hindcast
