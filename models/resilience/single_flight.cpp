#include "hindcast/models/resilience/single_flight.hpp"

namespace hindcast {

CallEnd SingleFlight::around(const GuardedCall& call, CallInner& inner) {
  if (life_.begins()) flights_.clear();
  const std::uint64_t key = call.request.hash();
  const auto found = flights_.find(key);
  if (found != flights_.end() && found->second->expires > now()) {
    const std::shared_ptr<Flight> flight = found->second;
    ++followed_;
    flight->landed.wait();
    return flight->end;
  }
  ++led_;
  if (flights_.size() > kKeptMax) {
    std::erase_if(flights_, [](const auto& entry) { return entry.second->expires <= now(); });
  }
  const auto flight = std::make_shared<Flight>();
  flights_[key] = flight;
  return lead(key, flight, inner);
}

CallEnd SingleFlight::lead(std::uint64_t key, const std::shared_ptr<Flight>& flight,
                           CallInner& inner) {
  // Also when the leader is cancelled: its followers then see a broken connection.
  struct Landing {
    ~Landing() {
      flight.expires = saturating_add(Scheduler::current().now(), keep);
      if (keep == Duration::zero()) {
        const auto own = flights.find(key);
        if (own != flights.end() && own->second.get() == &flight) flights.erase(own);
      }
      flight.landed.set();
    }
    std::map<std::uint64_t, std::shared_ptr<Flight>>& flights;
    std::uint64_t key;
    Flight& flight;
    Duration keep;
  } const landing{flights_, key, *flight, options_.keep};
  flight->end = inner.run();
  return flight->end;
}

const FieldTable<SingleFlightOptions>& SingleFlightOptions::fields() {
  static const FieldTable<SingleFlightOptions> table{
      field("on", &SingleFlightOptions::on,
            {.about = "equal requests that overlap become one (Go x/sync singleflight)"}),
      field("keep", &SingleFlightOptions::keep,
            {.maximum = std::chrono::hours(24),
             .about = "shares an end so long, errors too (opossum 9.0.0 coalesceTTL)"}),
  };
  return table;
}

}  // namespace hindcast
