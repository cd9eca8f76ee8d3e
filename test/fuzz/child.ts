import { closeSync, openSync, writeSync } from "node:fs";
import { type Corpus, corpusOf, mutantOf } from "./corpus";
import { Judge } from "./judge";
import type { Reader } from "./reader";

/** What a child process is to do: the files of the corpus as they are, then mutants from `from` on, until time or number end. */
export interface Task {
  readonly reader: string;
  readonly folder: string;
  /** The names of the corpus; what is found meanwhile is no part of it. */
  readonly names: readonly string[];
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
  /** Seconds of processor time for a file. */
  readonly limit: number;
  /** A file that always holds the number of the input that is read. */
  readonly progress: string;
}

/** What it answers at the end. Inputs below zero are the corpus: -1 its first file. */
export interface Answer {
  readonly next: number;
  readonly faults: readonly { readonly number: number; readonly reason: string }[];
}

/** Megabytes that the whole process may take at any time: about 70 of them are the program itself. */
export const MOST_MEGABYTES = 300;
/** After so many faults a child ends. */
const MOST_FAULTS = 10;

export function inputOf(reader: Reader, corpus: Corpus, seed: number, number: number): Buffer {
  return number < 0 ? corpus[-1 - number]!.bytes : mutantOf(reader, corpus, seed, number);
}

export function corpusOfTask(reader: Reader, { folder, names }: Task): Corpus {
  return corpusOf(folder, reader).filter(({ name }) => names.includes(name));
}

/** Runs in a process of its own: a reader may take all memory, or never come back. */
export function child(readers: readonly Reader[]): void {
  process.once("message", (task: Task) => {
    const reader = readers.find(({ name }) => name === task.reader)!;
    const corpus = corpusOfTask(reader, task);
    const end = performance.now() + task.seconds * 1000;
    const file = openSync(task.progress, "r+");
    const judge = new Judge(reader, task.limit);
    const faults: { number: number; reason: string }[] = [];
    let next = task.from;
    try {
      while (next < task.to && performance.now() < end && faults.length < MOST_FAULTS) {
        writeSync(file, String(next).padEnd(12), 0);
        const reason = judge.judge(inputOf(reader, corpus, task.seed, next)) ?? tooLarge();
        if (reason !== undefined) faults.push({ number: next, reason });
        next++;
        if (tooLarge() !== undefined) break; // the mark stays high: another process goes on
      }
    } finally {
      judge.close();
      closeSync(file);
    }
    process.send!({ next, faults } satisfies Answer, () => process.disconnect());
  });
}

function tooLarge(): string | undefined {
  const megabytes = process.resourceUsage().maxRSS / 1024;
  return megabytes > MOST_MEGABYTES ? `it takes more than ${MOST_MEGABYTES} MB of memory` : undefined;
}
