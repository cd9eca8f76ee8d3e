/**
 * The one primitive of threads: a loop whose parts run on any of the instances that share a memory. In builds without threads nothing of this file is there.
 *
 * The work of one loop is a record at a fixed place of the shared memory. Parts are claimed by compare-and-swap of a word that holds the number of the loop and how many of its
 * parts are left: who claims late, claims nothing. Whoever is descheduled delays the one part that it holds. Helpers spin for a while between loops, then sleep.
 */

/** Whether this build shares its memory with helpers. */
// @ts-ignore: decorator
@inline
export const SHARED: bool = ASC_FEATURE_THREADS != 0;

/** Bytes of scratch that a part may use: packed blocks of gemm, at the most. */
const SCRATCH: usize = 2_621_440;
/** Looks at the claim word before a helper goes to sleep: about half a millisecond, of which the loops of a decomposition have less between two of them. A tenth of it made svd of order 1000 a sixth slower. */
const HELPER_TURNS: i32 = 400_000;
/** Looks at the counter before the caller goes to sleep: most parts that others hold are done by then. */
const CALLER_TURNS: i32 = 20_000;
/** Nanoseconds that the caller sleeps before it asks whether all helpers live. */
const NAP: i64 = 50_000_000;

/** What is written by different threads is on lines of its own. */
const PLACE: usize = SHARED ? memory.data(640, 64) : 0;
/** u64: the number of the loop, above it; parts left, below. Helpers wait for the upper half to change. */
const CLAIM: usize = PLACE;
const LOOP: usize = PLACE + 4;
/** Parts that are done. */
const DONE: usize = PLACE + 64;
/** Helpers asleep, helpers there, whether they shall leave, whether one has failed, whether they were called. */
const ASLEEP: usize = PLACE + 128;
const THERE: usize = PLACE + 132;
const LEAVE: usize = PLACE + 136;
const FAILED: usize = PLACE + 140;
const CALLED: usize = PLACE + 144;
/** Whether the caller sleeps. */
const CALLER: usize = PLACE + 192;
/** The loop: index of the function, items, items of a part, parts, address of its arguments, scratch of slot 0. */
const TASK: usize = PLACE + 256;
const ITEMS: usize = PLACE + 260;
const STEP: usize = PLACE + 264;
const PARTS: usize = PLACE + 268;
const SLOTS: usize = PLACE + 272;
/** Threads that may come, the caller among them. */
const THREADS: usize = PLACE + 276;
/** Arguments of the loop under way. */
const ARGUMENTS: usize = PLACE + 320;

/** Calls the helpers, who come when they can. */
@external("crew", "muster")
declare function muster(): void;
/** Throws when a helper has failed, or there is no progress for too long. */
@external("crew", "look")
declare function look(failed: i32, progress: i32): void;

/** Whether this instance runs a part now: loops inside it are not shared again. */
// @ts-ignore: decorator
@lazy let busy: bool = false;

/** Threads that may take part now: 1 within a part. Calls the helpers when they are first wanted. */
export function threads(): i32 {
  if (busy) return 1;
  const most = load<i32>(THREADS);
  if (most < 2) return 1;
  if (load<i32>(CALLED) == 0) {
    store<i32>(CALLED, 1);
    muster();
  }
  return atomic.load<i32>(THERE) + 1;
}

/** Where the arguments of a loop go: 320 bytes, read by every part. */
// @ts-ignore: decorator
@inline
export function argumentsOf<R>(): R {
  return changetype<R>(ARGUMENTS);
}

/**
 * Runs task(first, last, arguments, scratch) on parts of 0..items-1, `step` items each; returns when all are done. What a part computes may not depend on who runs it, nor on
 * globals. task: index of the function. Each thread has 2.5 MB of scratch.
 */
export function share(task: u32, items: i32, step: i32): void {
  const parts = (items + step - 1) / step;
  store<u32>(TASK, task);
  store<i32>(ITEMS, items);
  store<i32>(STEP, step);
  store<i32>(PARTS, parts);
  atomic.store<i32>(DONE, 0);
  atomic.store<u64>(CLAIM, (((load<u64>(CLAIM) >> 32) + 1) << 32) | <u64>parts);
  if (parts > 1 && atomic.load<i32>(ASLEEP) > 0) wake(LOOP, parts - 1);
  busy = true;
  work(0);
  busy = false;
  for (let turn = 0; atomic.load<i32>(DONE) != parts; turn++) {
    if (turn >= CALLER_TURNS) sleep(parts);
  }
}

/** The caller sleeps until a part is done. */
function sleep(parts: i32): void {
  atomic.store<i32>(CALLER, 1);
  const done = atomic.load<i32>(DONE);
  const failed = atomic.load<i32>(FAILED);
  if (failed != 0) look(failed, 0);
  if (done != parts && nap(DONE, done, NAP) == AtomicWaitResult.TIMED_OUT) look(0, (load<i32>(LOOP) << 12) + done);
  atomic.store<i32>(CALLER, 0);
}

/**
 * Waits while the word at `place` is `value`. A function of its own, calling itself so that it stays one: V8's first compiler (Node 20) loses what a function holds beside a wait,
 * seen: a count of parts that was 0 after it.
 */
function nap(place: usize, value: i32, nanoseconds: i64): AtomicWaitResult {
  const result = atomic.wait<i32>(place, value, nanoseconds);
  return result > AtomicWaitResult.TIMED_OUT ? nap(place, value, nanoseconds) : result;
}

/** Wakes who waits; for the same reason apart. */
function wake(place: usize, count: i32): i32 {
  const woken = atomic.notify(place, count);
  return woken < 0 ? wake(place, count) : woken;
}

/** Claims parts and runs them, until none is left. */
function work(slot: i32): void {
  while (true) {
    const claim = atomic.load<u64>(CLAIM);
    const left = <i32>claim;
    if (left == 0) break;
    if (atomic.cmpxchg<u64>(CLAIM, claim, claim - 1) != claim) continue;
    // The record is of this loop: it cannot end before this part.
    const parts = load<i32>(PARTS);
    const step = load<i32>(STEP);
    const first = (parts - left) * step;
    call_indirect<void>(load<u32>(TASK), first, min(first + step, load<i32>(ITEMS)), ARGUMENTS, load<usize>(SLOTS) + <usize>slot * SCRATCH);
    if (atomic.add<i32>(DONE, 1) + 1 == parts && atomic.load<i32>(CALLER) != 0) wake(DONE, 1);
  }
}

/** Bytes that `threads` threads need at the place of crewOpen. */
export function crewBytes(threads: i32): usize {
  return <usize>threads * SCRATCH;
}

/** Opens the record in a fresh memory; scratch: crewBytes(threads). */
export function crewOpen(threads: i32, scratch: usize): void {
  store<usize>(SLOTS, scratch);
  store<i32>(THREADS, threads);
}

/** What a helper does: takes part until it is told to leave. */
export function crewServe(slot: i32): void {
  busy = true;
  atomic.add<i32>(THERE, 1);
  let turn = 0;
  while (true) {
    const claim = atomic.load<u64>(CLAIM);
    if (<i32>claim != 0) {
      work(slot);
      turn = 0;
    }
    if (atomic.load<i32>(LEAVE) != 0) break;
    if (++turn < HELPER_TURNS) continue;
    atomic.add<i32>(ASLEEP, 1);
    nap(LOOP, <i32>(claim >> 32), -1);
    atomic.sub<i32>(ASLEEP, 1);
    turn = 0;
  }
  atomic.sub<i32>(THERE, 1);
}

/** Sends all helpers away, when they are done with what they hold. */
export function crewDismiss(): void {
  store<i32>(THREADS, 1);
  atomic.store<i32>(LEAVE, 1);
  atomic.store<u64>(CLAIM, ((load<u64>(CLAIM) >> 32) + 1) << 32);
  wake(LOOP, -1);
}

/** A helper says that it failed in the middle of a part. */
export function crewFail(): void {
  atomic.store<i32>(FAILED, 1);
  wake(DONE, -1);
}

/** Helpers that are there. */
export function crewCount(): i32 {
  return atomic.load<i32>(THERE);
}
