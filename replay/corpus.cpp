#include "hindcast/replay/corpus.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "hindcast/replay/delta.hpp"
#include "hindcast/replay/text_file.hpp"
#include "hindcast/sim/input_error.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kHead =
    "# Tokens of runs that once failed; hindcast runs them first. One a line, # begins a "
    "comment.\n";
constexpr std::string_view kBlank = " \t\r";

// Returns what a line says without its comment and the blanks around it.
std::string_view without_comment(std::string_view line) {
  line = line.substr(0, line.find('#'));
  const std::size_t begin = line.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return line.substr(begin, line.find_last_not_of(kBlank) - begin + 1);
}

}  // namespace

std::vector<CorpusEntry> parse_corpus(std::string_view text, const std::string& file) {
  std::vector<CorpusEntry> entries;
  std::uint32_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    const std::string_view word = without_comment(line);
    if (word.empty()) continue;
    const Place place{file, number, 1};
    const Parsed<Token> token = parse_token(word);
    if (!token.ok()) {
      throw InputError(place, token.error().cause,
                       token.error().fix + ", or begin the line with # to pass over it");
    }
    if (token.value().record) {
      throw InputError(place,
                       "the token's delta stands in a record file, which a corpus cannot name",
                       "replay the record (hindcast replay FILE.hcx) in a step of its own");
    }
    entries.push_back({token.value(), number});
  }
  return entries;
}

std::string read_corpus_text(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    throw InputError({path}, "is a directory, not a corpus", "name a file with one token a line");
  }
  return read_text(path, "corpus", kCorpusBytesMax);
}

bool corpus_exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

std::string corpus_with(std::string text, const std::vector<CorpusAddition>& additions) {
  if (text.empty()) text = kHead;
  if (text.back() != '\n') text += '\n';
  for (const CorpusAddition& addition : additions) {
    if (text.find(addition.token) != std::string::npos) continue;
    text += fmt::format("# {}\n{}\n", printable(addition.about), addition.token);
  }
  return text;
}

}  // namespace hindcast
