// How a worker in the middle of a synchronous call learns that it is to stop: it can read memory that is shared with it, or, where there
// is none, ask whether a blob still exists. Messages reach it only afterwards.

/** The owner's end. */
export interface Stop {
  /** For the worker's `watchStop`. */
  readonly token: unknown;
  stop(): void;
  /** Gives back what the token holds. */
  release(): void;
}

/** The worker's end. */
export interface StopWatch {
  /** Whether a stop would be seen. */
  readonly works: boolean;
  isStopped(): boolean;
}

/** Milliseconds between two questions about a blob, each of which takes some tenths of one. */
const BLOB_INTERVAL = 10;

/** A SharedArrayBuffer, or the URL of a blob whose revocation says "stop", or undefined where there is neither. */
export function createStop(): Stop {
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
  if (typeof SharedArrayBuffer === "function" && crossOriginIsolated !== false) {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    return { token: flag, stop: () => void Atomics.store(flag, 0, 1), release: () => {} };
  }
  if (typeof Blob !== "function" || typeof URL.createObjectURL !== "function") return { token: undefined, stop: () => {}, release: () => {} };
  const token = URL.createObjectURL(new Blob(["go on"]));
  const revoke = () => URL.revokeObjectURL(token);
  return { token, stop: revoke, release: revoke };
}

export function watchStop(token: unknown): StopWatch {
  if (token instanceof Int32Array) return { works: true, isStopped: () => Atomics.load(token, 0) === 1 };
  if (typeof token !== "string" || !exists(token)) return { works: false, isStopped: () => false };
  let asked = performance.now();
  return {
    works: true,
    isStopped() {
      if (performance.now() - asked < BLOB_INTERVAL) return false;
      const stopped = !exists(token);
      asked = performance.now();
      return stopped;
    },
  };
}

/** Reads a blob, synchronously: also false where the page's policy forbids the request (connect-src without blob:). */
function exists(url: string): boolean {
  try {
    const request = new XMLHttpRequest();
    request.open("GET", url, false);
    request.send();
    return request.status === 200;
  } catch {
    return false;
  }
}
