#include "hindcast/replay/summed_text.hpp"

#include <fmt/format.h>

#include <utility>

#include "hindcast/replay/delta.hpp"
#include "hindcast/sim/input_error.hpp"
#include "hindcast/sim/key.hpp"
#include "hindcast/sim/units.hpp"

namespace hindcast {
namespace {

constexpr std::string_view kSum = "sum ";

std::string magic(const SummedKind& kind) { return fmt::format("hindcast {} ", kind.name); }

}  // namespace

std::string summed_text(const SummedKind& kind, std::string_view lines) {
  const std::string content = fmt::format("{}{}\n{}", magic(kind), kind.version, lines);
  return fmt::format("{}{}{:016x}\n", content, kSum, hash_text(content));
}

SummedText::SummedText(const SummedKind& kind, std::string_view text, const std::string& file)
    : kind_(kind), text_(text), file_(file) {
  check_version();
  check_sum();
}

void SummedText::fail(std::string cause, std::string_view fix) const {
  throw InputError({file_, number_, number_ == 0 ? 0U : 1U}, std::move(cause), std::string(fix));
}

std::string_view SummedText::line() {
  ++number_;
  const std::size_t end = text_.find('\n', at_);
  if (end == std::string_view::npos) fail(fmt::format("the {} is cut off", kind_.name));
  const std::string_view found = text_.substr(at_, end - at_);
  at_ = end + 1;
  return found;
}

std::string_view SummedText::after(std::string_view word) {
  const std::string_view found = line();
  if (!found.starts_with(word)) {
    fail(fmt::format("the {} has {} where {} belongs", kind_.name, in_quotes(found),
                     in_quotes(word.substr(0, word.size() - 1))));
  }
  return found.substr(word.size());
}

std::uint64_t SummedText::count_after(std::string_view word, std::string_view what) {
  const Parsed<std::uint64_t> count = parse_count(after(word));
  if (!count.ok()) fail(fmt::format("the {} is damaged", what));
  return count.value();
}

std::string_view SummedText::rest() {
  const std::size_t end = text_.rfind(kSum);
  const std::string_view found = text_.substr(at_, end - at_);
  at_ = end;
  return found;
}

void SummedText::finish() {
  after(kSum);
  if (at_ != text_.size()) fail(fmt::format("the {} goes on after its sum", kind_.name));
}

void SummedText::check_version() {
  const std::string begin = magic(kind_);
  if (text_.substr(0, begin.size()) != begin.substr(0, text_.size()) || text_.empty()) {
    fail(fmt::format("this is no {} of hindcast", kind_.name),
         fmt::format("a {} begins with the line \"{}{}\"", kind_.name, begin, kind_.version));
  }
  const std::uint64_t version = count_after(begin, fmt::format("{}'s version", kind_.name));
  const auto known = static_cast<std::uint64_t>(kind_.version);
  if (version == known) return;
  fail(fmt::format("the {} has version {}, this program reads version {}", kind_.name, version,
                   known),
       version > known ? "use the hindcast that wrote it, or a later one"
                       : "write it again with this program");
}

void SummedText::check_sum() const {
  const std::size_t last = text_.substr(0, text_.size() - 1).rfind('\n');
  const std::string_view line = text_.substr(last + 1);
  if (!line.starts_with(kSum) || line.back() != '\n') {
    fail(fmt::format("the {} is cut off", kind_.name));
  }
  const auto sum = parse_hexadecimal(line.substr(kSum.size(), line.size() - kSum.size() - 1), 16);
  const std::uint64_t found = hash_text(text_.substr(0, last + 1));
  if (!sum.ok() || sum.value() != found) {
    fail(fmt::format("the {} was changed: its sum is not that of its content", kind_.name));
  }
}

}  // namespace hindcast
