// The command line as its user meets it: the built program, its two streams and its exit codes.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace {

struct Ended {
  int code = -1;
  std::string out;
  std::string err;
};

// A directory of this process that is gone afterwards.
class Scratch {
 public:
  Scratch() {
    std::string name = "/tmp/hindcast-cli-XXXXXX";
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Scratch() { REQUIRE(std::system(("rm -r " + path_).c_str()) == 0); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name)) << text;
    return file(name);
  }

 private:
  std::string path_;
};

std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Runs the program in a shell. `arguments` may redirect stdout itself.
Ended hindcast(const std::string& arguments) {
  const Scratch scratch;
  const std::string command = fmt::format("( '{}' {} ) > {} 2> {} < /dev/null", HINDCAST_PROGRAM,
                                          arguments, scratch.file("out"), scratch.file("err"));
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          contents(scratch.file("out")), contents(scratch.file("err"))};
}

void check_refused(const std::string& arguments, const std::string& cause) {
  const Ended ended = hindcast(arguments);
  CAPTURE(arguments);
  INFO(ended.err);
  CHECK(ended.code == 2);
  CHECK(ended.out.empty());
  CHECK(ended.err.find(cause) != std::string::npos);
  // One line: no stack, no second complaint.
  CHECK(ended.err.find('\n') == ended.err.size() - 1);
}

// The first token in a text that begins like this.
std::string token_in(const std::string& text, const std::string& beginning) {
  const std::size_t begin = text.find(beginning);
  REQUIRE(begin != std::string::npos);
  return text.substr(begin, text.find_first_of(" \n\"", begin) - begin);
}

const std::string kQuick =
    "run redis_shutdown --seeds 3 --set redis_shutdown.warm_up=10s --set calm_day.length=20s";

}  // namespace

TEST_CASE("a wrong command line is one sentence with a fix, exit 2, and nothing is simulated") {
  check_refused("", "subcommand");
  check_refused("rnu", "rnu");
  check_refused("run no_such_story", "no_such_story");
  check_refused("run redis_shutdwn", "redis_shutdown");
  check_refused("run --seeds 0", "seeds");
  check_refused("run --seeds many", "seeds");
  check_refused("run --seeds -1", "seeds");
  check_refused("run --seeds 99999999999999999999", "seeds");
  check_refused("run --jobs 0", "jobs");
  check_refused("run --fail-on always", "fail-on");
  check_refused("run --set clients.rate", "--set");
  check_refused("run --set clients.rate=fast", "clients.rate");
  check_refused("run --set clients.rat=9/s", "clients.rate");
  check_refused("run --system no_such_system", "no_such_system");
  check_refused("run --system ./no/such.json", "no/such.json");
  check_refused("run --system /", "directory");
  check_refused("show", "system");
  check_refused("explain nothing", "nothing");
  check_refused("replay", "token");
  check_refused("replay hc2.what", "hc1");
  check_refused("replay ''", "token");
}

TEST_CASE("a wrong system file is told where") {
  const Scratch scratch;
  check_refused("run --system " + scratch.write("empty.json", ""), "empty.json");
  check_refused("run --system " + scratch.write("garbage.json", std::string(10'000'000, '{')),
                "larger than");
  check_refused("run --system " + scratch.write("deep.json", std::string(1'000'000, '[')),
                "deep.json:1");
  check_refused("run --system " + scratch.write("binary.json", std::string("\x00\xff\xfe", 3)),
                "binary.json:1:1");
  check_refused("show " + scratch.write("list.json", "[1, 2]"), "list.json:1:1");
}

TEST_CASE("help and lists go to stdout and end with 0") {
  for (const char* const arguments :
       {"--help", "run --help", "replay --help", "list", "schema", "explain snowflake_partition",
        "show activity_platform", "--version"}) {
    CAPTURE(arguments);
    const Ended ended = hindcast(arguments);
    CHECK(ended.code == 0);
    CHECK(ended.out.size() > 10);
    CHECK(ended.err.empty());
  }
}

TEST_CASE(
    "a report is the same to the byte for any number of threads, and each token in it replays") {
  const Ended one = hindcast(kQuick + " --jobs 1");
  const Ended four = hindcast(kQuick + " --jobs 4");
  CHECK(one.out == four.out);
  CHECK(one.out.find("CHAOS TEST RESULTS") != std::string::npos);
  CHECK(one.err.find("exit ") != std::string::npos);
  const std::string token = token_in(one.out, "hc1.redis-shutdown");
  const Ended replayed = hindcast("replay " + token);
  CHECK(replayed.code == 0);
  CHECK(replayed.out.find("Bit-identical") != std::string::npos);
  std::size_t lines = 0;
  for (const char character : replayed.out) lines += character == '\n' ? 1U : 0U;
  CHECK(lines <= 42);
}

TEST_CASE("a changed digest is a divergence, another parameter set a refusal") {
  const Ended ended = hindcast(kQuick + " --jobs 2");
  std::string token = token_in(ended.out, "hc1.redis-shutdown");
  std::string other_digest = token;
  other_digest.back() = other_digest.back() == '0' ? '1' : '0';
  const Ended diverged = hindcast("replay " + other_digest);
  CHECK(diverged.code == 5);
  CHECK(diverged.err.find("diverged") != std::string::npos);
  std::string other_kernel = token;
  const std::size_t kernel = other_kernel.find(".k1-");
  REQUIRE(kernel != std::string::npos);
  other_kernel.replace(kernel, 4, ".k9-");
  check_refused("replay " + other_kernel, "kernel revision");
  const Ended onto = hindcast("replay " + token + " --onto activity_platform_hardened");
  CHECK(onto.code == 0);
  CHECK(onto.out.find("no identity is claimed") != std::string::npos);
}

TEST_CASE("a system of one's own is written, shown, run and replayed") {
  const Scratch scratch;
  const std::string file = scratch.file("mine.json");
  CHECK(hindcast("new " + file).code == 0);
  check_refused("new " + file, "exists already");
  CHECK(hindcast("show " + file).code == 0);
  const Ended ended = hindcast(
      "run snowflake_partition --seeds 2 --set snowflake_partition.length=1m "
      "--set calm_day.length=20s --fail-on none --system " +
      file);
  CHECK(ended.code == 0);
  const std::string token = token_in(ended.out, "hc1.snowflake-partition");
  check_refused("replay " + token, "--system");
  const Ended replayed = hindcast("replay " + token + " --system " + file);
  CHECK(replayed.code == 0);
  std::ofstream(file, std::ios::app) << " ";
  CHECK(hindcast("replay " + token + " --system " + file).code == 0);
}

TEST_CASE("a closed pipe and a full disk under stdout are exit 74, not a crash") {
  const Ended full = hindcast("list > /dev/full");
  CHECK(full.code == 74);
  CHECK(full.err.find("could not be written") != std::string::npos);
  const Ended closed = hindcast("list >&-");
  CHECK(closed.code == 74);
}

TEST_CASE("Ctrl-C during a campaign prints what is known, marked, and ends with 130") {
  const Scratch scratch;
  const std::string command = fmt::format(
      "timeout --foreground --preserve-status -k 60 -s INT 3 '{}' run --seeds 100000 --jobs 2 > {} "
      "2> {} "
      "< /dev/null",
      HINDCAST_PROGRAM, scratch.file("out"), scratch.file("err"));
  const int status = std::system(command.c_str());
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 130);
  CHECK(contents(scratch.file("err")).find("interrupted") != std::string::npos);
  CHECK(contents(scratch.file("out")).find("CHAOS TEST RESULTS") != std::string::npos);
}
