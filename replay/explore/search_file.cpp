#include "hindcast/replay/explore/search_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hindcast/replay/summed_text.hpp"
#include "hindcast/replay/text_file.hpp"
#include "hindcast/sim/input_error.hpp"

namespace hindcast {
namespace {

constexpr SummedKind kSearch{"search", kSearchVersion};
constexpr std::string_view kOf = "of ";
constexpr std::string_view kSurvey = "survey ";
constexpr std::string_view kRest = "rest";

}  // namespace

std::string search_text(const SearchFile& search) {
  std::string lines = fmt::format("{}{}\n", kOf, search.of.size());
  for (const std::string& line : search.of) lines += line + "\n";
  lines += fmt::format("{}{}\n{}{}\n{}\n", kSurvey, search.survey.size(), search.survey, kRest,
                       search.rest);
  return summed_text(kSearch, lines);
}

SearchFile parse_search(std::string_view text, const std::string& file,
                        const std::vector<std::string>& of) {
  SummedText lines(kSearch, text, file);
  SearchFile search;
  const std::uint64_t count = lines.count_after(kOf, "search's number of lines");
  for (std::uint64_t nth = 0; nth < count; ++nth) search.of.emplace_back(lines.line());
  const auto [found, wanted] = std::ranges::mismatch(search.of, of);
  if (found != search.of.end() || wanted != of.end()) {
    lines.fail(fmt::format("the search is not this one: it has {}, this one {}",
                           found == search.of.end() ? "no more" : in_quotes(*found),
                           wanted == of.end() ? "no more" : in_quotes(*wanted)),
               "give the options that it was begun with, or begin anew without --resume");
  }
  const std::uint64_t size = lines.count_after(kSurvey, "search's survey");
  const std::string_view rest = lines.rest();
  const std::string_view after = size < rest.size() ? rest.substr(size) : std::string_view();
  if (!after.starts_with(kRest) || after.size() < kRest.size() + 2) {
    lines.fail("the search's survey is damaged");
  }
  search.survey = rest.substr(0, size);
  search.rest = after.substr(kRest.size() + 1, after.size() - kRest.size() - 2);
  return search;
}

SearchFile read_search(const std::string& path, const std::vector<std::string>& of) {
  return parse_search(read_text(path, "search", kSearchBytesMax), path, of);
}

}  // namespace hindcast
