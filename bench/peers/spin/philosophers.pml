/* philosophers(9), each takes its left fork first: a full channel is a fork that is taken. */
#define N 9

chan fork_[N] = [1] of { bit };

proctype philosopher(byte nth) {
  byte right = (nth + 1) % N;
  fork_[nth]!0;
  fork_[right]!0;
  fork_[right]?_;
  fork_[nth]?_
}

init {
  byte n;
  atomic {
    for (n : 0 .. N - 1) { run philosopher(n) }
  }
}
