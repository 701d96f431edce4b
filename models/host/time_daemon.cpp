#include "hindcast/models/host/time_daemon.hpp"

namespace hindcast {

using namespace std::chrono_literals;

const TimeDaemonRules& rules_of(TimeDaemon daemon) {
  static const TimeDaemonRules none;
  // ntpd 4.2.8p15: minpoll 6, maxpoll 10; CLOCK_MAX .128 s, CLOCK_MINSTEP 300 s, CLOCK_PANIC 1000
  // s, NTP_MAXFREQ 500 ppm (include/ntp.h, ntpd/ntp_loopfilter.c).
  static const TimeDaemonRules ntpd{.poll_min = 64s,
                                    .poll_max = 1'024s,
                                    .step_threshold = 128ms,
                                    .stepout = 300s,
                                    .panic = 1'000s};
  // chrony 4.3: minpoll 6, maxpoll 10, maxslewrate 83333.333 ppm; Debian's chrony.conf: makestep
  // 1 3.
  static const TimeDaemonRules chrony{.poll_min = 64s,
                                      .poll_max = 1'024s,
                                      .step_threshold = 1s,
                                      .steps_max = 3,
                                      .slew_rate = 83'333};
  // systemd-timesyncd 252: PollIntervalMinSec=32, PollIntervalMaxSec=2048; NTP_MAX_ADJUST .4 s
  // (timesyncd-manager.c); the kernel slews by at most 500 ppm (adjtimex(2)).
  static const TimeDaemonRules timesyncd{
      .poll_min = 32s, .poll_max = 2'048s, .step_threshold = 400ms};
  switch (daemon) {
    case TimeDaemon::none:
      return none;
    case TimeDaemon::ntpd:
      return ntpd;
    case TimeDaemon::chrony:
      return chrony;
    case TimeDaemon::timesyncd:
      return timesyncd;
  }
  return none;
}

}  // namespace hindcast
