#include <doctest/doctest.h>

#include <deque>
#include <memory>
#include <string>

#include "hindcast/sim/cell.hpp"
#include "hindcast/sim/channel.hpp"
#include "hindcast/sim/ring.hpp"
#include "tests/support/universe.hpp"

using namespace hindcast;
using namespace hindcast::testing;
using namespace std::chrono_literals;

TEST_CASE("a channel delivers in the order of its sends") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    Channel<int> channel;
    spawn("receiver", [&] {
      while (const auto item = channel.receive()) diary.note(std::to_string(*item));
    });
    for (int index = 0; index < 5; ++index) channel.send(index);
    sleep(1ms);
    channel.close();
    sleep(1ms);
  });
  CHECK(diary.text() == "0 1 2 3 4");
}

TEST_CASE("a closed channel drains, then ends, and refuses new items") {
  Universe universe;
  universe.run([&] {
    Channel<int> channel;
    channel.send(1);
    channel.send(2);
    channel.close();
    CHECK_FALSE(channel.send(3));
    CHECK_FALSE(channel.try_send(3));
    CHECK(channel.receive() == 1);
    CHECK(channel.try_receive() == 2);
    CHECK(channel.receive() == std::nullopt);
    CHECK(channel.receive_for(1h) == std::nullopt);
    CHECK(now() == Instant());
  });
}

TEST_CASE("closing wakes all who wait, and the senders' items are not sent") {
  Universe universe;
  int ended = 0;
  universe.run([&] {
    Channel<int> empty;
    Channel<int> full(1);
    full.send(0);
    for (int index = 0; index < 2; ++index) {
      spawn("receiver", [&] { ended += empty.receive() ? 0 : 1; });
      spawn("sender", [&] { ended += full.send(9) ? 0 : 1; });
    }
    sleep(1ms);
    CHECK(empty.receivers_waiting() == 2);
    CHECK(full.senders_waiting() == 2);
    empty.close();
    full.close();
    sleep(1ms);
    CHECK(full.receive() == 0);
    CHECK(full.receive() == std::nullopt);
  });
  CHECK(ended == 4);
}

TEST_CASE("a bounded channel makes senders wait, in order, for room") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    Channel<int> channel(2);
    spawn("sender", [&] {
      for (int index = 0; index < 5; ++index) {
        channel.send(index);
        diary.note("s" + std::to_string(index) + "@" + std::to_string(now_ms()));
      }
    });
    sleep(1ms);
    CHECK(channel.size() == 2);
    CHECK_FALSE(channel.try_send(7));
    for (int index = 0; index < 5; ++index) {
      CHECK(channel.receive() == index);
      sleep(1ms);
    }
  });
  CHECK(diary.text() == "s0@0 s1@0 s2@1 s3@2 s4@3");
}

TEST_CASE("sends and receives give up in time, and leave no trace in the channel") {
  Universe universe;
  universe.run([&] {
    Channel<int> channel(1);
    CHECK(channel.receive_for(2ms) == std::nullopt);
    CHECK(now_ms() == 2);
    CHECK(channel.send_for(1, 2ms));
    CHECK_FALSE(channel.send_for(2, 2ms));
    CHECK(now_ms() == 4);
    CHECK(channel.receive() == 1);
    CHECK(channel.size() == 0);
    CHECK(channel.senders_waiting() == 0);
    CHECK(channel.receivers_waiting() == 0);
  });
}

TEST_CASE("receivers are served in the order in which they came") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    Channel<int> channel;
    for (int index = 0; index < 3; ++index) {
      spawn("receiver", [&, index] {
        diary.note(std::to_string(index) + "=" + std::to_string(*channel.receive()));
      });
    }
    sleep(1ms);
    for (const int item : {10, 11, 12}) channel.send(item);
    sleep(1ms);
  });
  CHECK(diary.text() == "0=10 1=11 2=12");
}

TEST_CASE("an item goes on when the receiver it was handed to is cancelled before its turn") {
  Universe universe;
  Diary diary;
  universe.run([&] {
    Channel<int> channel;
    const auto receiver = [&](const char* name) {
      return spawn("receiver",
                   [&, name] { diary.note(name + std::to_string(*channel.receive())); });
    };
    const FiberHandle first = receiver("first");
    const FiberHandle second = receiver("second");
    sleep(1ms);
    channel.send(1);
    cancel(first);
    join(second);
    const FiberHandle third = receiver("third");
    sleep(1ms);
    channel.send(2);
    channel.send(3);
    cancel(third);
    CHECK(channel.receive() == 2);
    CHECK(channel.receive() == 3);
  });
  CHECK(diary.text() == "second1");
}

TEST_CASE("a cancelled sender's item is not sent unless it was taken") {
  Universe universe;
  universe.run([&] {
    Channel<int> channel(1);
    channel.send(1);
    const FiberHandle waiting = spawn("waiting", [&] { channel.send(2); });
    const FiberHandle taken = spawn("taken", [&] { channel.send(3); });
    sleep(1ms);
    cancel(waiting);
    CHECK(channel.receive() == 1);
    cancel(taken);
    CHECK(channel.receive() == 3);
    CHECK(channel.size() == 0);
  });
}

TEST_CASE("a channel carries what can only be moved") {
  Universe universe;
  universe.run([&] {
    Channel<std::unique_ptr<int>> channel(1);
    channel.send(std::make_unique<int>(7));
    spawn("sender", [&] { channel.send(std::make_unique<int>(8)); });
    sleep(1ms);
    CHECK(**channel.receive() == 7);
    CHECK(**channel.receive() == 8);
    sleep(1ms);
  });
}

TEST_CASE("a ring is a queue that is open at both ends") {
  Ring<std::shared_ptr<int>> ring;
  std::deque<int> model;
  for (int round = 0; round < 1000; ++round) {
    const int kind = round * 7 % 5;
    if (kind < 2) {
      ring.push_back(std::make_shared<int>(round));
      model.push_back(round);
    } else if (kind == 2) {
      ring.push_front(std::make_shared<int>(round));
      model.push_front(round);
    } else if (round % 3 != 0 && !model.empty()) {
      CHECK(*ring.pop_front() == model.front());
      model.pop_front();
    }
    CHECK(ring.size() == model.size());
  }
  auto last = std::make_shared<int>(0);
  ring.push_back(last);
  ring.clear();
  CHECK(ring.empty());
  CHECK(last.use_count() == 1);
}

TEST_CASE("a cell is read, written, swapped and updated as one step each") {
  Universe universe;
  universe.run([&] {
    Cell<int> cell(1);
    CHECK(cell.read() == 1);
    cell.write(2);
    CHECK_FALSE(cell.compare_and_swap(1, 5));
    CHECK(cell.compare_and_swap(2, 5));
    CHECK(cell.update([](int& value) { value *= 2; }) == 5);
    CHECK(cell.peek() == 10);
  });
}
