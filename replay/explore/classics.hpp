// The programs by which explorers are compared, each with the number of its traces in closed form
// (Abdulla et al., JACM 2017; Aronis et al., TACAS 2018; Flanagan, Godefroid, POPL 2005; and
// arithmetic).
#pragma once

#include <cstdint>

#include "hindcast/replay/explore/program.hpp"

namespace hindcast::classics {

// n fibers write one cell k times each: (nk)! / (k!)^n.
Program writers(std::uint32_t fibers, std::uint32_t writes = 1);
// One writer and n readers of one cell: 2^n.
Program readers(std::uint32_t readers);
// n pairs of writers, a cell for each pair: 2^n.
Program pairs(std::uint32_t pairs);
// n fibers read a cell and write it plus one: (n!)^2.
Program counter(std::uint32_t fibers);
// n fibers lock, add one, unlock: n!.
Program lockinc(std::uint32_t fibers);
// Two fibers take two locks in opposite orders: 3, one of them a deadlock.
Program two_locks();
// n philosophers eat `meals` times: left fork, then right; 2^n - 1 for one meal, one of them a
// deadlock. Ordered, the last one takes them the other way round: 2^n - 2.
Program philosophers(std::uint32_t fibers, bool ordered, std::uint32_t meals = 1);
// n fibers send to one channel, one receives `received` items: n! / (n - received)!.
Program mailbox(std::uint32_t senders, std::uint32_t received);
// As mailbox, but each item is delivered or lost: sum over k of C(n, k) k!.
Program lossy(std::uint32_t senders);
// n requests and their answers, each of which may be lost: 3^n.
Program reqack(std::uint32_t pairs);
// R: i = n; while a[i] != 0: --i. Writer j: a[j] = a[j-1] + 1. (n + 3) 2^(n-2).
Program lastzero(std::uint32_t writers);
// n fibers hash four values each into a table of 128 with compare and swap: 8 for n = 12.
Program indexer(std::uint32_t fibers);
// n fibers allocate a block for an inode: 2 for n = 14, 8 for n = 16.
Program filesystem(std::uint32_t fibers);
// n writers x[i] = 7, one c = 1..n-1, one x[c] = 0: 2n, where source sets alone explore n 2^n.
Program blow(std::uint32_t writers);
// n timers at one instant, k of which write one cell: k!.
Program timers(std::uint32_t timers, std::uint32_t sharing);
// 10 fibers that each wake with their own period, 5 times, and share nothing: 1.
Program periodic();
// A reply and the timeout of the wait for it at one instant: 2.
Program reply_or_timeout();
// A takes `steps` steps, and it fails if B's one step comes last: 1 of steps + 1 traces.
Program late(std::uint32_t steps);
// n - 1 setters a = 1; b = -1, one checker that fails if it sees a = 1, b = 0: 12 of 56 traces for
// n = 3, 216 of 1,248 for n = 4.
Program reorder(std::uint32_t fibers);
// Two stages under two locks, of which the second reader sees the first only: 1 of 3 traces.
Program twostage();
// n fibers that sleep k times until one instant each: without reduction (n!)^(k+1).
Program sleepers(std::uint32_t fibers, std::uint32_t sleeps);

}  // namespace hindcast::classics
