// Key: the 64-bit name of anything that lives in a world. Identity is a path ("mcp/handler#3"): a
// key is the hash of that path, so it stays the same when unrelated things are added, on every
// machine.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hindcast {

// Returns the two halves of a 64 x 64 bit product folded together: the mixing step of wyhash
// (public domain, Wang Yi), used for chains, keys and payload hashes.
constexpr std::uint64_t fold_multiply(std::uint64_t left, std::uint64_t right) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(left) * right;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline constexpr std::uint64_t kMixFirst = 0xa0761d6478bd642fULL;
inline constexpr std::uint64_t kMixSecond = 0xe7037ed1a0b428dbULL;
inline constexpr std::uint64_t kMixThird = 0x8ebc6af09c88c6e3ULL;

// Returns a hash of an ordered pair. The first product only stirs its factors, so that a factor of
// zero (a value that happens to equal a constant) hides nothing of the other.
constexpr std::uint64_t mix(std::uint64_t left, std::uint64_t right) {
  __extension__ using Wide = unsigned __int128;
  left ^= kMixFirst;
  right ^= kMixSecond;
  const Wide product = static_cast<Wide>(left) * right;
  left ^= static_cast<std::uint64_t>(product);
  right ^= static_cast<std::uint64_t>(product >> 64);
  return fold_multiply(left ^ kMixThird, right ^ kMixFirst);
}

// Returns a hash of the bytes of `text`, the same on every machine.
constexpr std::uint64_t hash_text(std::string_view text) {
  std::uint64_t hash = kMixSecond ^ text.size();
  std::uint64_t word = 0;
  unsigned filled = 0;
  for (const char character : text) {
    word = word << 8 | static_cast<unsigned char>(character);
    if (++filled == 8) {
      hash = mix(hash, word);
      word = 0;
      filled = 0;
    }
  }
  return filled == 0 ? hash : mix(hash, word);
}

struct Key {
  std::uint64_t value = 0;

  friend constexpr auto operator<=>(Key, Key) = default;
};

// A name together with its hash: of fibers, draws, questions, ports, objects. Literals are hashed
// at compile time; names that come from a file are interned by their world, which owns the text.
class Label {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): labels are written as string literals.
  template <std::size_t Size>
  consteval Label(const char (&text)[Size]) : text_(text), hash_(hash_text({text, Size - 1})) {}

  // REQUIRES: `text` is zero-terminated and outlives the label.
  static constexpr Label interned(std::string_view text) {
    return Label(text.data(), hash_text(text));
  }

  constexpr const char* text() const { return text_; }
  constexpr std::uint64_t hash() const { return hash_; }

 private:
  constexpr Label(const char* text, std::uint64_t hash) : text_(text), hash_(hash) {}

  const char* text_;
  std::uint64_t hash_;
};

// Returns the key of a root path.
constexpr Key key_of(std::string_view path) { return {hash_text(path)}; }

// Returns the key of the n-th child of that name below `parent`.
constexpr Key child(Key parent, std::uint64_t name_hash, std::uint64_t nth) {
  return {mix(parent.value, name_hash + nth * kMixThird)};
}

}  // namespace hindcast
