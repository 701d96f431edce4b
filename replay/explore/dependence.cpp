#include "hindcast/replay/explore/dependence.hpp"

namespace hindcast {
namespace {

using enum Operation;
using enum Relation;

// Waits are split in a request, which is always possible and sets the order, and the wait proper,
// which happens when it is granted; so nobody barges in, and no race is lost with a loser that
// never starts to wait (Abdulla, Aronis, Jonsson, Sagonas, JACM 2017; Kokologiannakis, Sagonas 2021
// for locks).
constexpr DependenceRow kRows[] = {
    {read, write, reversible, reversible, "a write changes what is read"},
    {write, write, reversible, reversible, "the last write stays"},
    {node_memory, node_memory, reversible, reversible, "two steps share their node's memory"},

    {lock_request, lock_request, reversible, reversible, "requests queue first in, first out"},
    {lock_request, lock_try, reversible, reversible, "a try finds the mutex requested or free"},
    {lock_try, lock_try, reversible, reversible, "the first of two tries gets it"},
    {lock_try, lock_release, reversible, reversible, "a try finds the mutex held or released"},
    {lock_release, lock_wait, enabling, never, "a release grants the next request"},
    {lock_release, expire, reversible, reversible, "a release grants a request or finds it gone"},

    {semaphore_request, semaphore_request, reversible, reversible, "requests queue in order"},
    {semaphore_request, semaphore_try, reversible, reversible, "a try takes the permit or not"},
    {semaphore_try, semaphore_try, reversible, reversible, "the first of two tries gets it"},
    {semaphore_try, semaphore_release, reversible, reversible, "a try finds a permit or none"},
    {semaphore_release, semaphore_wait, granting, reversible, "a release grants a wait"},
    {semaphore_release, expire, reversible, reversible, "a release grants a wait or finds it gone"},

    {condition_wait, condition_wait, reversible, reversible, "signals wake in order of waiting"},
    {condition_wait, condition_signal, reversible, reversible, "a signal wakes who waits"},
    {condition_wait, condition_broadcast, reversible, reversible, "a broadcast wakes who waits"},
    {condition_signal, condition_wake, granting, reversible, "a signal grants a wake-up"},
    {condition_broadcast, condition_wake, granting, reversible, "a broadcast grants a wake-up"},
    {condition_signal, expire, reversible, reversible, "a signal wakes a waiter or finds it gone"},
    {condition_broadcast, expire, reversible, reversible, "a broadcast wakes or finds it gone"},

    {event_set, event_wait, reversible, reversible, "a wait finds the event set or not"},
    {event_reset, event_wait, reversible, reversible, "a wait finds the event set or not"},
    {event_set, event_set, reversible, reversible, "each setting counts"},
    {event_set, event_reset, reversible, reversible, "the last of the two stays"},
    {event_reset, event_reset, reversible, reversible, "each resetting counts"},
    {event_set, event_wake, matching, never, "a setting grants who waits"},
    {event_set, expire, reversible, reversible, "a setting grants a wait or finds it gone"},

    {post, post, reversible, reversible, "through the receive that could have taken either"},
    {post, receive_wait, matching, never, "an item is received after it is sent"},
    {post, receive_try, taking, Relation::empty, "a try finds the item or nothing"},
    {post, expire, reversible, reversible, "a send is received or finds the receiver gone"},
    {receive_request, receive_request, reversible, reversible, "receivers queue in order"},
    {receive_request, receive_try, reversible, reversible, "the first of the two gets the item"},
    {receive_try, receive_try, reversible, reversible, "the first of the two gets the item"},
    {send_request, send_request, reversible, reversible, "senders queue for room in order"},
    {send_request, send_try, reversible, reversible, "the first of the two gets the room"},
    {send_try, send_try, reversible, reversible, "the first of the two gets the room"},
    {send_request, receive_wait, matching, never, "an item is received after it is sent"},
    {send_try, receive_wait, matching, never, "an item is received after it is sent"},
    {send_request, receive_try, taking, Relation::empty, "a try finds the item or nothing"},
    {send_try, receive_try, reversible, reversible, "a try finds the item, or room"},
    {send_try, receive_request, reversible, reversible, "a receiver makes room"},
    {send_request, expire, reversible, reversible, "a send finds the receiver, or it is gone"},
    {send_try, expire, reversible, reversible, "a send finds the receiver, or it is gone"},
    {receive_request, send_wait, granting, reversible, "a receiver makes room for a sender"},
    {receive_try, send_wait, granting, reversible, "a receiver makes room for a sender"},
    {receive_request, send_expire, reversible, reversible, "room is made, or the sender is gone"},
    {receive_try, send_expire, reversible, reversible, "room is made, or the sender is gone"},
    {channel_close, post, reversible, reversible, "a closed channel refuses items"},
    {channel_close, send_request, reversible, reversible, "a closed channel refuses items"},
    {channel_close, send_try, reversible, reversible, "a closed channel refuses items"},
    {channel_close, receive_request, reversible, reversible, "a closed channel ends receivers"},
    {channel_close, receive_try, reversible, reversible, "a closed channel ends receivers"},
    {channel_close, receive_wait, matching, never, "closing ends a receiver's wait"},
    {channel_close, send_wait, matching, never, "closing ends a sender's wait"},
    {channel_close, expire, reversible, reversible, "closing ends a wait or finds it gone"},
    {channel_close, send_expire, reversible, reversible, "closing ends a wait or finds it gone"},
    {channel_close, channel_close, reversible, reversible, "the first closing counts"},

    {spawn, start, enabling, never, "a fiber starts after it is spawned"},
    {exit, join, enabling, never, "a join ends after its fiber"},
    {deliver, call_wait, enabling, never, "a call ends when its reply arrives"},
    {deliver, expire, reversible, reversible, "a reply arrives or finds the caller gone"},
    {deliver, boot, reversible, reversible, "a process that has not booted refuses"},
    {cancel, isolated_step, reversible, reversible, "a cancelled fiber takes no more steps"},
    {crash, isolated_step, reversible, reversible, "a dead node takes no steps"},
    {crash, node_memory, reversible, reversible, "a dead node takes no steps"},
    {crash, deliver, reversible, reversible, "a dead node refuses"},
    {crash, observe, reversible, reversible, "a turn without effect shows that another came"},
    {restart, observe, reversible, reversible, "a turn without effect shows that another came"},
    {pause, observe, reversible, reversible, "a turn without effect shows that another came"},
    {resume, observe, reversible, reversible, "a turn without effect shows that another came"},
    {crash, crash, reversible, reversible, "the first crash counts"},
    {crash, restart, reversible, reversible, "a restart needs a dead node"},
    {restart, restart, reversible, reversible, "the first restart counts"},
    {restart, deliver, reversible, reversible, "a dead node refuses"},
    {pause, isolated_step, reversible, reversible, "a paused node takes no steps"},
    {pause, node_memory, reversible, reversible, "a paused node takes no steps"},
    {pause, pause, reversible, reversible, "the first pause counts"},
    {resume, resume, reversible, reversible, "the first resumption counts"},
    {pause, crash, reversible, reversible, "a dead node is not paused"},
    {pause, restart, reversible, reversible, "a new life is not paused"},
    {pause, resume, reversible, reversible, "the last of the two stays"},
    {resume, isolated_step, enabling, reversible, "a paused node takes no steps"},
    {resume, node_memory, enabling, reversible, "a paused node takes no steps"},
    {resume, crash, reversible, reversible, "a dead node does not resume"},

    {link_change, link_change, reversible, reversible, "faults of a link, and its queue, add up"},
    {link_change, observe, reversible, reversible, "a message passes or meets the fault"},
};

}  // namespace

std::span<const DependenceRow> dependence_rows() { return kRows; }

DependenceTable::DependenceTable(std::size_t without) {
  for (std::size_t index = 0; index < std::size(kRows); ++index) {
    if (index == without) continue;
    const DependenceRow& row = kRows[index];
    set(row.first, row.second, row.forward);
    if (row.first != row.second) set(row.second, row.first, row.backward);
  }
}

const char* name_of(Relation relation) {
  static constexpr std::array kNames = {"commute", "race",  "enables",      "grants",
                                        "matches", "takes", "found nothing"};
  return kNames.at(static_cast<std::size_t>(relation));
}

}  // namespace hindcast
