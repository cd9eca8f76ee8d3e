import type { Terminal } from "../terminal";

/** Work below about this many multiplications is done before a bar could be read: a second or so. */
const LONG = 2e9;
/** Milliseconds after which work that tells how far it is gets its line. */
const PATIENCE = 500;

/**
 * Does `work` on each item, with a progress bar where somebody watches and the work is long.
 *
 * @param cost  multiplications in all, roughly.
 */
export function withProgress<T, R>({ progress }: Terminal, label: string, items: readonly T[], cost: number, work: (item: T) => R): R[] {
  if (progress === undefined || cost < LONG) return items.map((item) => work(item));
  progress.begin(`${label} {bar} {value} of {total}, {duration_formatted}`, items.length, 0);
  try {
    return items.map((item, at) => {
      const result = work(item);
      progress.update(at + 1);
      return result;
    });
  } finally {
    progress.end();
  }
}

/** Told how far a work is: `value` of `total`, and what else the format names. */
export type Report = (value: number, total: number, more?: Record<string, string>) => void;

/** Does `work`, which reports how far it is, with a line in `format` where somebody watches; the line goes away at the end. */
export function following<R>({ progress }: Terminal, format: string, work: (report: Report | undefined) => R): R {
  if (progress === undefined) return work(undefined);
  const start = performance.now();
  let begun = false;
  try {
    return work((value, total, more) => {
      if (begun) {
        progress.update(value, more);
      } else if (performance.now() - start >= PATIENCE) {
        progress.begin(format, total, value, more);
        begun = true;
      }
    });
  } finally {
    if (begun) progress.end();
  }
}
