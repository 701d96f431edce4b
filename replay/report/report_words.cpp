#include "hindcast/replay/report/report_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : std::string(separator)) + part;
  return text;
}

// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& parts) {
  if (parts.size() < 2) return joined(parts, "");
  const std::vector<std::string> first(parts.begin(), parts.end() - 1);
  return joined(first, ", ") + " and " + parts.back();
}

std::string time_words(Duration time) { return time.is_infinite() ? "never" : human(time); }

// "60 s", "25 min 31 s (never in 3 of 100)", "never".
std::string noticed_words(const Spread& spread) {
  if (spread.never == 0 || spread.never == spread.runs) return time_words(spread.p50);
  return fmt::format("{} (never in {} of {})", time_words(spread.p50), human(spread.never),
                     human(spread.runs));
}

std::string median_words(std::uint64_t runs) {
  return runs == 1 ? "" : fmt::format(" (medians of {} runs)", human(runs));
}

std::string count_words(const CountSpread& count) {
  if (count.runs.hits == count.runs.trials)
    return fmt::format("{} {}", human(count.p50), count.name);
  return fmt::format("{} in {} (at most {})", count.name, runs_text(count.runs), human(count.most));
}

std::vector<std::string> counts_words(const std::vector<CountSpread>& counts) {
  std::vector<std::string> words;
  for (const CountSpread& count : counts) words.push_back(count_words(count));
  return words;
}

// "97.2 %", rounded down so that 100 % means all.
std::string percent_words(std::uint64_t part, std::uint64_t whole) {
  const std::uint64_t thousandths = part * 1000 / whole;
  return fmt::format("{}.{} %", thousandths / 10, thousandths % 10);
}

std::string restart_words(const RecoveryShare& share) {
  if (share.restarted.empty()) return "";
  return fmt::format(" (restart {})", joined(share.restarted, ", "));
}

std::string performance_words(const ReportItem& item) {
  std::vector<std::string> parts;
  if (item.latency_p99 > Duration::zero()) {
    parts.push_back(fmt::format("p99 {}", time_words(item.latency_p99)));
  }
  if (item.offered > 0) {
    parts.push_back(
        fmt::format("{} of calls answered well", percent_words(item.good, item.offered)));
  }
  if (parts.empty()) return "";
  return fmt::format("performance dropped to {} for {}", listed(parts),
                     time_words(item.impact_length));
}

}  // namespace

std::string frequency_words(const ReportItem& item) {
  std::string text = runs_text(item.share);
  if (item.share.hits < item.share.trials) {
    text.insert(text.find(" ["), item.grade == Grade::broke ? " broke" : " degraded");
  }
  if (item.grade == Grade::broke && item.degraded > 0) {
    text += fmt::format(", {} degraded", human(item.degraded));
  }
  if (item.handled() > 0 && item.grade != Grade::graceful) {
    text += fmt::format(", {} handled", human(item.handled()));
  }
  return text;
}

std::string mode_words(const ModeShare& mode) {
  const std::string name = name_of(mode.mode);
  return mode.cause.empty() ? name : fmt::format("{}: {}", name, mode.cause);
}

std::string recovery_time_words(const ReportItem& item) {
  const Spread& spread = item.recovery;
  const std::string in_vain =
      fmt::format("never within {} after the fault ended, in {}", human(item.horizon),
                  runs_text({spread.never, spread.runs}));
  if (spread.never == spread.runs) return in_vain;
  std::string text = fmt::format("p50 {}, p95 {}", time_words(spread.p50), time_words(spread.p95));
  return spread.never > 0 ? text + "; " + in_vain : text + " after the fault ended";
}

std::string detection_words(const ReportItem& item) {
  return fmt::format("by callers {}, by the server {}", noticed_words(item.detected_by_callers),
                     noticed_words(item.detected_by_server));
}

std::string kind_words(const KindImpact& impact) {
  return fmt::format("{} of {} {}", human(impact.failed), human(impact.offered), impact.kind);
}

std::string impact_words(const ReportItem& item) {
  std::vector<std::string> failed;
  std::vector<std::string> unharmed;
  for (const KindImpact& impact : item.impacts) {
    if (impact.failed > 0) failed.push_back(kind_words(impact));
    if (impact.failed == 0 && impact.offered > 0) unharmed.push_back(impact.kind);
  }
  std::vector<std::string> parts;
  if (!failed.empty()) {
    parts.push_back(fmt::format("{} failed in {}", listed(failed), time_words(item.impact_length)));
  } else if (item.offered > item.good) {
    parts.push_back(fmt::format("{} of {} calls were not answered well in {}",
                                human(item.offered - item.good), human(item.offered),
                                time_words(item.impact_length)));
  }
  if (!unharmed.empty()) parts.push_back(listed(unharmed) + " unharmed");
  for (std::string& words : counts_words(item.harms)) parts.push_back(std::move(words));
  if (parts.empty()) return "none was measured at the callers";
  return joined(parts, "; ") + median_words(item.share.hits);
}

std::string error_words(const ReportItem& item) {
  const ErrorShare& error = item.error;
  if (error.all == 0) return "none: callers saw no error";
  if (error.texts == 1) return fmt::format("{} ({} times)", error.text, human(error.count));
  return fmt::format("{} ({} of {} errors, of {} texts)", error.text, human(error.count),
                     human(error.all), human(error.texts));
}

std::string recovery_words(const ReportItem& item) {
  const RecoveryShare& share = item.recoveries;
  const std::uint64_t runs = item.share.hits;
  struct Part {
    Recovery recovery;
    std::uint64_t hits;
    std::string detail;
  };
  std::array<Part, 3> shares = {Part{Recovery::none, share.none, ""},
                                Part{Recovery::manual, share.manual, restart_words(share)},
                                Part{Recovery::automatic, share.automatic, ""}};
  std::stable_sort(shares.begin(), shares.end(),
                   [](const Part& left, const Part& right) { return left.hits > right.hits; });
  std::vector<std::string> parts;
  for (const Part& part : shares) {
    if (part.hits == 0) continue;
    parts.push_back(name_of(part.recovery) + part.detail);
    if (part.hits < runs) parts.back() += " in " + runs_text({part.hits, runs});
  }
  for (std::string& words : counts_words(item.notes)) parts.push_back(std::move(words));
  return joined(parts, "; ");
}

std::string struck_words(const ReportItem& item) {
  std::vector<std::string> broke;
  std::vector<std::string> degraded;
  std::vector<std::string> sometimes;
  std::vector<std::string> unharmed;
  for (const StruckShare& share : item.struck) {
    if (share.broke == share.runs) {
      broke.push_back(share.name);
    } else if (share.degraded == share.runs) {
      degraded.push_back(share.name);
    } else if (share.broke + share.degraded == 0) {
      unharmed.push_back(share.name);
    } else {
      sometimes.push_back(fmt::format("{} ({} broke, {} degraded of {})", share.name, share.broke,
                                      share.degraded, share.runs));
    }
  }
  std::vector<std::string> parts;
  if (!broke.empty()) parts.push_back("always broken by " + listed(broke));
  if (!degraded.empty()) parts.push_back("always degraded by " + listed(degraded));
  if (!sometimes.empty()) parts.push_back("sometimes by " + listed(sometimes));
  if (!unharmed.empty()) parts.push_back("never by " + listed(unharmed));
  return joined(parts, "; ");
}

std::string degraded_words(const ReportItem& item) {
  std::vector<std::string> parts;
  if (!item.struck.empty()) parts.push_back(struck_words(item));
  if (item.recoveries.manual > 0) {
    parts.push_back("required manual intervention" + restart_words(item.recoveries));
    if (item.recoveries.manual < item.share.hits) {
      parts.back() += " in " + runs_text({item.recoveries.manual, item.share.hits});
    }
  }
  if (const std::string words = performance_words(item); !words.empty()) parts.push_back(words);
  std::vector<std::string> lost;
  for (const KindImpact& impact : item.impacts) {
    if (impact.failed > 0 && impact.failed * 2 >= impact.offered) {
      lost.push_back(kind_words(impact));
    }
  }
  if (!lost.empty()) {
    parts.push_back(fmt::format("partial functionality lost: {} failed", listed(lost)));
  }
  for (std::string& words : counts_words(item.harms)) parts.push_back(std::move(words));
  for (std::string& words : counts_words(item.notes)) parts.push_back(std::move(words));
  if (parts.empty()) parts.push_back("an objective was missed");
  return joined(parts, "; ");
}

std::string handled_words(const ReportItem& item) {
  std::vector<std::string> parts;
  if (item.recovery.p95 == Duration::zero()) {
    parts.push_back("objectives held throughout");
  } else {
    parts.push_back(fmt::format("recovered in {} (p95 {})", time_words(item.recovery.p50),
                                time_words(item.recovery.p95)));
  }
  for (std::string& words : counts_words(item.harms)) parts.push_back(std::move(words));
  for (std::string& words : counts_words(item.notes)) parts.push_back(std::move(words));
  return joined(parts, "; ");
}

std::string red_line_words(const RedLine& line) {
  if (line.share.trials == 0) return line.text;
  return fmt::format("{}; in {}", line.text, runs_text(line.share));
}

}  // namespace hindcast
