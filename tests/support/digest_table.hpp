// A table of golden digests: what a named run with a seed must leave behind, in every build. One
// line each, "name seed digest", sorted as they were computed.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace hindcast::testing {

struct DigestRow {
  std::string name;  // blanks become hyphens
  std::uint64_t seed = 0;
  std::uint64_t digest = 0;
};

class DigestTable {
 public:
  // `file` is relative to the repository; `how` is the command that writes it anew.
  DigestTable(std::string file, std::string how)
      : path_(std::string(HINDCAST_SOURCE_DIR) + "/" + file),
        file_(std::move(file)),
        how_(std::move(how)) {}

  void add(const DigestRow& row) {
    rows_.push_back(row);
    for (char& character : rows_.back().name) {
      if (character == ' ') character = '-';
    }
  }

  // Fails for each row that moved, is missing in the file or is only there.
  void expect_unchanged() const {
    std::map<std::pair<std::string, std::uint64_t>, std::uint64_t> known = read();
    CHECK_MESSAGE(!known.empty(), file_ << " cannot be read or is empty");
    for (const DigestRow& row : rows_) {
      const auto found = known.find({row.name, row.seed});
      if (found == known.end()) {
        FAIL_CHECK(fmt::format("{} seed {}: not in {}; write it anew: {}", row.name, row.seed,
                               file_, how_));
        continue;
      }
      if (found->second != row.digest) {
        FAIL_CHECK(
            fmt::format("{} seed {}: the digest moved from {:016x} to {:016x}; if that was "
                        "meant: {}",
                        row.name, row.seed, found->second, row.digest, how_));
      }
      known.erase(found);
    }
    for (const auto& [row, digest] : known) {
      FAIL_CHECK(
          fmt::format("{} seed {}: in {}, but nothing computes it", row.first, row.second, file_));
    }
  }

  void write() const {
    std::ofstream out(path_);
    out << "# Golden digests: name, seed, digest. Written by: " << how_ << "\n";
    for (const DigestRow& row : rows_) {
      out << fmt::format("{} {} {:016x}\n", row.name, row.seed, row.digest);
    }
    out.flush();
    REQUIRE(out.good());
  }

  std::size_t size() const { return rows_.size(); }

 private:
  std::map<std::pair<std::string, std::uint64_t>, std::uint64_t> read() const {
    std::map<std::pair<std::string, std::uint64_t>, std::uint64_t> known;
    std::ifstream in(path_);
    for (std::string line; std::getline(in, line);) {
      if (line.empty() || line.front() == '#') continue;
      std::istringstream fields(line);
      DigestRow row;
      fields >> row.name >> row.seed >> std::hex >> row.digest;
      const bool readable = !fields.fail();
      CHECK_MESSAGE(readable, file_ << ": " << line);
      const bool is_new = known.emplace(std::pair(row.name, row.seed), row.digest).second;
      CHECK_MESSAGE(is_new, file_ << " has twice: " << line);
    }
    return known;
  }

  std::string path_;
  std::string file_;
  std::string how_;
  std::vector<DigestRow> rows_;
};

}  // namespace hindcast::testing
