import { Presets, SingleBar } from "cli-progress";
import type { Terminal } from "../terminal";

/** Work below about this many multiplications is done before a bar could be read: a second or so. */
const LONG = 2e9;

/**
 * Does `work` on each item, with a progress bar where somebody watches and the work is long.
 *
 * @param cost  multiplications in all, roughly.
 */
export function withProgress<T, R>(terminal: Terminal, label: string, items: readonly T[], cost: number, work: (item: T) => R): R[] {
  if (terminal.progress === undefined || cost < LONG) return items.map((item) => work(item));
  const bar = new SingleBar({
    format: `${label} {bar} {value} of {total}, {duration_formatted}`,
    stream: terminal.progress,
    clearOnComplete: true,
    hideCursor: true,
  }, Presets.shades_classic);
  bar.start(items.length, 0);
  try {
    return items.map((item) => {
      const result = work(item);
      bar.increment();
      return result;
    });
  } finally {
    bar.stop();
  }
}
