/* counter(6): each process reads x and writes x + 1. */
byte x;

active [6] proctype increment() {
  byte seen;
  seen = x;
  x = seen + 1
}
