#include "hindcast/models/service/service_options.hpp"

#include <algorithm>

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

}  // namespace

NamedPart split_entry(std::string_view entry) {
  const std::size_t colon = entry.find(':');
  if (colon == entry.npos) return {{}, trimmed(entry)};
  return {trimmed(entry.substr(0, colon)), trimmed(entry.substr(colon + 1))};
}

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
             .about = "services called per request, \"NAME\" or \"OPERATION: NAME\""}),
      field("call_order", &Options::call_order,
            {.names = {{CallOrder::sequential, "sequential"}, {CallOrder::parallel, "parallel"}},
             .about = "of these calls"}),
      field("tolerates", &Options::tolerates,
            {.size_max = 32, .about = "called services that may fail"}),
      field("error_ratio", &Options::error_ratio, {.about = "of its own errors"}),
      field("holds_worker", &Options::holds_worker,
            {.about = "keeps its worker while it waits for others"}),
      rule<Options>("rejected",
                    {"a bounded queue needs to say what becomes of a rejected request",
                     "write error or silence"},
                    [](const Options& options) {
                      return options.queue_max == kUnlimited ||
                             options.rejected != RejectedCall::unstated;
                    }),
      rule<Options>("calls",
                    {"a call does not name a service",
                     "write \"NAME\" or \"OPERATION: NAME\", with letters, digits, _ and -"},
                    [](const Options& options) {
                      return std::all_of(options.calls.begin(), options.calls.end(),
                                         [](const std::string& entry) {
                                           return is_port_name(split_entry(entry).rest);
                                         });
                    }),
      rule<Options>("tolerates", {"a tolerated service is not called", "name one of calls"},
                    [](const Options& options) {
                      return std::all_of(options.tolerates.begin(), options.tolerates.end(),
                                         [&options](const std::string& name) {
                                           return std::any_of(
                                               options.calls.begin(), options.calls.end(),
                                               [&name](const std::string& entry) {
                                                 return split_entry(entry).rest == name;
                                               });
                                         });
                    }),
  };
  return table;
}

}  // namespace hindcast
