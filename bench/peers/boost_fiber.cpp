// Boost.Fiber: fibers under the wall clock, so only what needs no virtual time.
#include <boost/fiber/all.hpp>
#include <memory>
#include <vector>

#include "peer.hpp"

namespace {

using namespace hindcast::bench;
namespace fibers = boost::fibers;
using Mailbox = fibers::buffered_channel<std::uint64_t>;

template <class Body>
fibers::fiber start(Body body) {
  static fibers::pooled_fixedsize_stack stacks(16384, 64, 0);
  return fibers::fiber(fibers::launch::post, std::allocator_arg, stacks, body);
}

PeerWork timer1(const Size& size) {
  return {size.sleeps(), [size] {
            start([size] {
              for (std::uint64_t round = 0; round < size.sleeps(); ++round) {
                boost::this_fiber::yield();
              }
            }).join();
          }};
}

PeerWork pingpong(const Size& size) {
  return {2 * size.rounds(), [size] {
            Mailbox there(2);
            Mailbox back(2);
            fibers::fiber ping = start([&] {
              std::uint64_t token = 0;
              for (std::uint64_t round = 0; round < size.rounds(); ++round) {
                there.push(round);
                back.pop(token);
              }
            });
            fibers::fiber pong = start([&] {
              std::uint64_t token = 0;
              for (std::uint64_t round = 0; round < size.rounds(); ++round) {
                there.pop(token);
                back.push(token);
              }
            });
            ping.join();
            pong.join();
          }};
}

PeerWork ring(const Size& size) {
  return {size.hops(), [size] {
            std::vector<std::unique_ptr<Mailbox>> links;
            std::vector<fibers::fiber> actors;
            for (std::uint64_t index = 0; index < kActors; ++index) {
              links.push_back(std::make_unique<Mailbox>(2));
            }
            for (std::uint64_t index = 0; index < kActors; ++index) {
              actors.push_back(start([&, index] {
                std::uint64_t token = 0;
                while (links[index]->pop(token) == fibers::channel_op_status::success) {
                  if (token < size.hops()) {
                    links[(index + 1) % kActors]->push(token + 1);
                    continue;
                  }
                  for (const auto& link : links) link->close();
                }
              }));
            }
            links[0]->push(1);
            for (fibers::fiber& actor : actors) actor.join();
          }};
}

PeerWork spawning(const Size& size) {
  return {size.batches() * kBatch, [size] {
            for (std::uint64_t batch = 0; batch < size.batches(); ++batch) {
              std::vector<fibers::fiber> children;
              for (std::uint64_t index = 0; index < kBatch; ++index) {
                children.push_back(start([] { boost::this_fiber::yield(); }));
              }
              for (fibers::fiber& child : children) child.join();
            }
          }};
}

}  // namespace

int main(int count, char** arguments) {
  run_peer(count, arguments,
           {{"timer1", timer1}, {"pingpong", pingpong}, {"ring", ring}, {"spawn", spawning}});
}
