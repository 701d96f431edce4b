#include "tests/house/function_rules.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace hindcast {
namespace {

enum class Brace { container, function, initialiser };

std::string_view first_word(std::string_view text) {
  const auto end = std::ranges::find_if_not(text, is_name_character);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::string_view last_word(std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && is_name_character(text[begin - 1])) --begin;
  return text.substr(begin);
}

// Returns the head without the template parameters that it begins with.
std::string_view without_template(std::string_view head) {
  while (first_word(head) == "template") {
    int depth = 0;
    std::size_t at = head.find('<');
    for (; at < head.size(); ++at) {
      if (head[at] == '<') ++depth;
      if (head[at] == '>' && --depth == 0) break;
    }
    head = at >= head.size() ? std::string_view() : trimmed(head.substr(at + 1));
  }
  return head;
}

// Returns the head with the signs of an operator's name blanked, so that they are not read as
// brackets or assignments.
std::string plain_operator(std::string_view head) {
  std::string plain(head);
  const std::size_t at = plain.find("operator");
  if (at == std::string::npos) return plain;
  std::size_t sign = at + 8;
  if (plain.substr(sign).starts_with("()")) sign += 2;
  const std::size_t end = plain.find('(', sign);
  for (std::size_t i = at + 8; i < std::min(end, plain.size()); ++i) {
    if (!is_name_character(plain[i])) plain[i] = '_';
  }
  return plain;
}

// Says whether parameters may follow: after a name that is no specifier, and after a lambda's ']'.
bool precedes_parameters(std::string_view before) {
  static constexpr std::array<std::string_view, 7> kSpecifiers = {
      "explicit", "alignas", "noexcept", "requires", "decltype", "__asm__", "__attribute__"};
  const std::string_view name = last_word(before);
  return before.ends_with(']') || (!name.empty() && std::ranges::count(kSpecifiers, name) == 0);
}

// Returns where the parameter list begins: its '(' is not within other brackets; npos if there is
// none.
std::size_t parameter_list(std::string_view head) {
  int depth = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    const bool arrow = head[i] == '>' && i > 0 && head[i - 1] == '-';
    if (head[i] == '(' && depth == 0 && precedes_parameters(trimmed(head.substr(0, i)))) return i;
    if (head[i] == '(' || head[i] == '<') ++depth;
    if (head[i] == ')' || (head[i] == '>' && !arrow)) --depth;
  }
  return std::string_view::npos;
}

std::size_t closing_parenthesis(std::string_view head, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < head.size(); ++i) {
    if (head[i] == '(') ++depth;
    if (head[i] == ')' && --depth == 0) return i;
  }
  return head.size();
}

std::size_t count_parameters(std::string_view head) {
  const std::size_t open = parameter_list(head);
  if (open == std::string_view::npos) return 0;
  const std::string_view list = head.substr(open + 1, closing_parenthesis(head, open) - open - 1);
  if (trimmed(list).empty() || trimmed(list) == "void") return 0;
  std::size_t count = 1;
  int depth = 0;
  for (const char character : list) {
    if (character == '(' || character == '<' || character == '{' || character == '[') ++depth;
    if (character == ')' || character == '>' || character == '}' || character == ']') --depth;
    if (character == ',' && depth == 0) ++count;
  }
  return count;
}

// The assignment outside of all brackets, as in `const auto table = {`.
std::size_t assignment(std::string_view head) {
  int depth = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '(' || head[i] == '<') ++depth;
    if (head[i] == ')' || head[i] == '>') --depth;
    if (head[i] == '=' && depth == 0) return i;
  }
  return std::string_view::npos;
}

// Says whether the brace after the head opens a member's initialiser, as the first in `Clock() :
// now_{0}, step_(1) {`.
bool initialises_member(std::string_view head, std::size_t open) {
  const std::string_view tail =
      head.substr(std::min(closing_parenthesis(head, open) + 1, head.size()));
  const std::size_t colon = tail.find(" : ");
  return colon != std::string_view::npos && (is_name_character(head.back()) || head.back() == '>');
}

Brace classify(std::string_view written) {
  static constexpr std::array<std::string_view, 8> kContainers = {
      "namespace", "inline_namespace", "class", "struct", "union", "enum", "extern", "TEST_SUITE"};
  const std::string plain = plain_operator(without_template(written));
  const std::string_view head = plain;
  if (head.empty() || head.starts_with("inline namespace")) return Brace::container;
  if (std::ranges::count(kContainers, first_word(head)) > 0) return Brace::container;
  const std::size_t assigned = assignment(head);
  if (assigned != std::string_view::npos) {
    return trimmed(head.substr(assigned + 1)).starts_with("[") ? Brace::function
                                                               : Brace::initialiser;
  }
  const std::size_t open = parameter_list(head);
  if (open == std::string_view::npos || initialises_member(head, open)) return Brace::initialiser;
  return Brace::function;
}

// Reads code character by character and keeps the words since the last declaration ended: the head
// of the next brace.
class FunctionFinder {
 public:
  void read(char character, std::size_t line) {
    if (depth_ > 0) return inside(character, line);
    if (continues_) {
      if (character == ' ' || character == '\n') return;
      if (character != ',' && character != '{') begin_head();
      continues_ = false;
    }
    if (parentheses_ > 0) return append(character, line);  // also the braces of a default argument
    if (character == '{') return open(line);
    if (character == '}' || character == ';') return begin_head();
    if (character == ':' && ends_access()) return begin_head();
    append(character, line);
  }

  std::vector<Function> functions;

 private:
  // Within a function or an initialiser only its own end matters.
  void inside(char character, std::size_t line) {
    if (character == '{') ++depth_;
    if (character != '}' || --depth_ > 0) return;
    if (kind_ == Brace::function)
      functions.push_back(
          {head_, first_line_, line, count_parameters(plain_operator(without_template(head_)))});
    head_ += "{}";
    continues_ = true;
  }

  void open(std::size_t line) {
    kind_ = classify(trimmed(head_));
    if (kind_ == Brace::container) return begin_head();
    if (head_.empty()) first_line_ = line;
    depth_ = 1;
  }

  void begin_head() {
    head_.clear();
    parentheses_ = 0;
  }

  bool ends_access() const {
    return head_ == "public" || head_ == "private" || head_ == "protected";
  }

  void append(char character, std::size_t line) {
    if (character == '\n') character = ' ';
    if (character == ' ' && (head_.empty() || head_.back() == ' ')) return;
    if (head_.empty()) first_line_ = line;
    if (character == '(') ++parentheses_;
    if (character == ')') --parentheses_;
    head_ += character;
  }

  std::string head_;
  std::size_t first_line_ = 0;
  int parentheses_ = 0;
  int depth_ = 0;
  Brace kind_ = Brace::container;
  bool continues_ =
      false;  // a brace was just closed: a ',' or '{' after it belongs to the same head
};

}  // namespace

std::vector<Function> find_functions(const SourceFile& file) {
  FunctionFinder finder;
  bool directive = false;
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    const std::string& line = file.code[i];
    directive = directive || trimmed(line).starts_with("#");
    if (!directive) {
      for (const char character : line) finder.read(character, i + 1);
    }
    directive = directive && line.ends_with('\\');
    finder.read('\n', i + 1);
  }
  return std::move(finder.functions);
}

std::vector<Finding> check_functions(const SourceFile& file) {
  std::vector<Finding> findings;
  for (const Function& function : find_functions(file)) {
    const std::size_t length = function.last_line - function.first_line + 1;
    const std::string name = "'" + function.head.substr(0, 60) + "' has ";
    if (length > kFunctionLinesMax) {
      findings.push_back(
          {file.path, function.first_line, name + std::to_string(length) + " lines; at most 70."});
    }
    if (function.parameters > kParametersMax) {
      findings.push_back({file.path, function.first_line,
                          name + std::to_string(function.parameters) +
                              " parameters; at most 5, else an Options struct."});
    }
  }
  return findings;
}

}  // namespace hindcast
