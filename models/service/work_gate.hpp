// WorkGate: the workers of a service and the queue before them.
#pragma once

#include <cstdint>
#include <deque>

#include "hindcast/sim/event.hpp"

namespace hindcast {

enum class QueueDiscipline : std::uint8_t { fifo, lifo };

class WorkGate {
 public:
  struct Options {
    std::uint32_t workers = 1;
    std::uint64_t queue_max = 0;
    QueueDiscipline discipline = QueueDiscipline::fifo;
  };

  explicit WorkGate(const Options& options) : options_(options) {}
  WorkGate(const WorkGate&) = delete;
  WorkGate& operator=(const WorkGate&) = delete;

  // A worker's time, given back when this ends; also if its fiber is cancelled.
  class Turn {
   public:
    explicit Turn(WorkGate& gate) : gate_(gate) {}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn();

    // Takes a worker, or queues for one. Returns false if the queue is full.
    bool begin();
    void end();

   private:
    WorkGate& gate_;
    bool works_ = false;
  };

  std::uint32_t busy() const { return busy_; }
  std::size_t queued() const { return places_.size(); }

 private:
  // Someone in the queue; lives on its fiber's stack.
  struct Place {
    explicit Place(WorkGate& owner) : gate(owner) { gate.places_.push_back(this); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place();

    WorkGate& gate;
    Event called{"worker"};
    bool has_worker = false;
  };

  void pass_on();

  Options options_;
  std::uint32_t busy_ = 0;
  std::deque<Place*> places_;  // oldest first
};

}  // namespace hindcast
