import { Presets, SingleBar } from "cli-progress";
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
export function withProgress<T, R>(terminal: Terminal, label: string, items: readonly T[], cost: number, work: (item: T) => R): R[] {
  if (terminal.progress === undefined || cost < LONG) return items.map((item) => work(item));
  const bar = barOn(terminal.progress, `${label} {bar} {value} of {total}, {duration_formatted}`);
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

/** Told how far a work is: `value` of `total`, and what else the format names. */
export type Report = (value: number, total: number, more?: Record<string, string>) => void;

/** Does `work`, which reports how far it is, with a line in `format` where somebody watches; the line goes away at the end. */
export function following<R>(terminal: Terminal, format: string, work: (report: Report | undefined) => R): R {
  const { progress } = terminal;
  if (progress === undefined) return work(undefined);
  const start = performance.now();
  let bar: SingleBar | undefined;
  try {
    return work((value, total, more) => {
      if (bar === undefined && performance.now() - start < PATIENCE) return;
      if (bar === undefined) {
        bar = barOn(progress, format);
        bar.start(total, value, more);
      }
      bar.update(value, more);
    });
  } finally {
    bar?.stop();
  }
}

function barOn(stream: NodeJS.WritableStream, format: string): SingleBar {
  return new SingleBar({ format, stream, clearOnComplete: true, hideCursor: true }, Presets.shades_classic);
}
