import type { Signal } from "./functions";

interface Watched {
  readonly acts: Set<() => void>;
  readonly listener: () => void;
}

const watched = new WeakMap<Signal, Watched>();

/**
 * Calls `act` when the signal aborts, unless what is returned was called before. One listener serves all jobs of a signal: Node warns
 * of a leak where there are more than ten.
 */
export function onAbort(signal: Signal, act: () => void): () => void {
  const { acts, listener } = watched.get(signal) ?? listen(signal);
  acts.add(act);
  return () => {
    if (!acts.delete(act) || acts.size > 0) return;
    signal.removeEventListener("abort", listener);
    watched.delete(signal);
  };
}

function listen(signal: Signal): Watched {
  const acts = new Set<() => void>();
  const listener = () => {
    for (const act of acts) act();
  };
  signal.addEventListener("abort", listener);
  watched.set(signal, { acts, listener });
  return { acts, listener };
}
