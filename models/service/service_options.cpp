#include "hindcast/models/service/service_options.hpp"

#include <algorithm>

#include "hindcast/models/host/niceness.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool is_port_name(std::string_view name) {
  return !name.empty() && name != "in" &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == name.npos;
}

// Returns the number that the digits make; 0 if they make none or too large a one.
std::uint32_t times_of(std::string_view digits) {
  if (digits.empty() || digits.size() > 3) return 0;
  std::uint32_t times = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return 0;
    times = times * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  return times;
}

}  // namespace

NamedPart split_entry(std::string_view entry) {
  const std::size_t colon = entry.find(':');
  if (colon == entry.npos) return {{}, trimmed(entry)};
  return {trimmed(entry.substr(0, colon)), trimmed(entry.substr(colon + 1))};
}

bool CallEntry::good() const {
  return is_port_name(port) && probability > Ratio::zero() && probability <= Ratio::one() &&
         times >= 1 && times <= kTimesMax;
}

CallEntry call_entry(std::string_view text) {
  const NamedPart part = split_entry(text);
  std::string_view rest = part.rest;
  const auto next_word = [&rest] {
    rest = trimmed(rest);
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(word.size());
    return word;
  };
  CallEntry entry{std::string(part.name), std::string(next_word())};
  for (std::string_view word = next_word(); !word.empty(); word = next_word()) {
    if (word.front() == 'x') {
      entry.times = times_of(word.substr(1));
    } else {
      const Parsed<Ratio> share = parse_ratio(word);
      entry.probability = share.ok() ? share.value() : Ratio::zero();
    }
  }
  return entry;
}

namespace {

bool all_good(const ServiceOptions& options) {
  return std::all_of(options.calls.begin(), options.calls.end(),
                     [](const std::string& entry) { return call_entry(entry).good(); });
}

bool is_called(const ServiceOptions& options, const std::string& name) {
  return std::any_of(options.calls.begin(), options.calls.end(),
                     [&name](const std::string& entry) { return call_entry(entry).port == name; });
}

FieldRows<ServiceOptions> rules() {
  FieldRows<ServiceOptions> all;
  const auto add = [&all](const FieldRows<ServiceOptions>& one) {
    all.rules.push_back(one.rules.front());
  };
  add(rule<ServiceOptions>(
      "rejected",
      {"a bounded queue needs to say what becomes of a rejected request", "write error or silence"},
      [](const ServiceOptions& options) {
        return options.queue_max == ServiceOptions::kUnlimited ||
               options.rejected != RejectedCall::unstated;
      }));
  add(rule<ServiceOptions>(
      "calls",
      {"a call does not name a service",
       "write \"NAME\", \"OPERATION: NAME\", \"NAME 25%\" or \"NAME x9\", with letters, digits, _ "
       "and - in the name, a share above 0% and at most 100%, and 1 to 100 calls"},
      all_good));
  add(rule<ServiceOptions>("tolerates", {"a tolerated service is not called", "name one of calls"},
                           [](const ServiceOptions& options) {
                             return std::all_of(options.tolerates.begin(), options.tolerates.end(),
                                                [&options](const std::string& name) {
                                                  return is_called(options, name);
                                                });
                           }));
  return all;
}

}  // namespace

const FieldTable<ServiceOptions>& ServiceOptions::fields() {
  using Options = ServiceOptions;
  static const FieldTable<ServiceOptions> table{
      field("workers", &Options::workers,
            {.minimum = 1, .unlimited = true, .about = "requests worked on at once"}),
      field("service_time", &Options::service_time,
            {.about = "of a request, without what it calls"}),
      field("queue_max", &Options::queue_max,
            {.unlimited = true, .about = "requests that may wait for a worker"}),
      field("discipline", &Options::discipline,
            {.names = {{QueueDiscipline::fifo, "fifo"}, {QueueDiscipline::lifo, "lifo"}},
             .about = "who is served next"}),
      field("rejected", &Options::rejected,
            {.names = {{RejectedCall::unstated, "unstated"},
                       {RejectedCall::error, "error"},
                       {RejectedCall::silence, "silence"}},
             .about = "what a request gets that finds the queue full; must be stated with "
                      "queue_max"}),
      field("calls", &Options::calls,
            {.size_max = 32,
             .about =
                 "services called per request: \"NAME\", \"OPERATION: NAME\" for requests of one "
                 "operation, \"NAME 25%\" for a share of them, \"NAME x9\" for nine calls each"}),
      field("call_order", &Options::call_order,
            {.names = {{CallOrder::sequential, "sequential"}, {CallOrder::parallel, "parallel"}},
             .about = "of these calls"}),
      field("tolerates", &Options::tolerates,
            {.size_max = 32, .about = "called services that may fail"}),
      field("error_ratio", &Options::error_ratio, {.about = "of its own errors"}),
      field("holds_worker", &Options::holds_worker,
            {.about = "keeps its worker while it waits for others"}),
      field("start_time", &Options::start_time,
            {.maximum = std::chrono::hours(1),
             .about = "from the start of the process until it listens"}),
      field("supervised", &Options::supervised,
            {.about = "somebody starts it again, however it ended",
             .source = "Kubernetes 1.30 PodSpec: restartPolicy Always"}),
      field("restart_delay", &Options::restart_delay,
            {.maximum = std::chrono::hours(1),
             .about = "between the end of the process and its next start",
             .source = "assumption: a kubelet that restarts a container for the first time"}),
      field("niceness", &Options::niceness,
            {.minimum = kNicenessMin,
             .maximum = kNicenessMax,
             .about = "of the process on the cores of the host that runs it",
             .source = "nice(1): 0 unless it is asked for"}),
      field(
          "descriptors_max", &Options::descriptors_max,
          {.minimum = 1,
           .unlimited = true,
           .about = "connections at once, of requests and of its own calls; beyond it a request's "
                    "is accepted and closed, and a call fails",
           .source = "a bound only where a design states one"}),
      rules(),
  };
  return table;
}

}  // namespace hindcast
