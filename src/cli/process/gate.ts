const [OPEN, BUSY, SHUT] = [0, 1, 2];

/** Memory shared by two threads: what one does behind the gate is done before the other shuts it, and afterwards nothing is. */
export class Gate {
  private readonly state: Int32Array;

  constructor(readonly buffer = new SharedArrayBuffer(4)) {
    this.state = new Int32Array(buffer);
  }

  /** Does something behind the gate. Once it is shut this never returns. */
  pass<T>(action: () => T): T {
    while (Atomics.compareExchange(this.state, 0, OPEN, BUSY) !== OPEN) Atomics.wait(this.state, 0, SHUT);
    try {
      return action();
    } finally {
      Atomics.store(this.state, 0, OPEN);
      Atomics.notify(this.state, 0);
    }
  }

  /** Shuts the gate for ever, once nobody is behind it; waits so many milliseconds at most. */
  shut(patience: number): void {
    const end = performance.now() + patience;
    while (Atomics.compareExchange(this.state, 0, OPEN, SHUT) === BUSY && performance.now() < end) Atomics.wait(this.state, 0, BUSY, end - performance.now());
  }
}
