import type { EntryFile } from "./files/entries";

type Entries = EntryFile["entries"];

/** Entries are held out whose draw, in the order of the file, is below `share`. */
export function splitEntries(entries: Entries, share: number, seed: number): { train: Entries; test: Entries } {
  if (share === 0) return { train: entries, test: pick(entries, []) };
  const draw = mulberry32(seed);
  const [train, test]: [number[], number[]] = [[], []];
  for (let e = 0; e < entries.row.length; e++) (draw() < share ? test : train).push(e);
  return { train: pick(entries, train), test: pick(entries, test) };
}

function pick({ row, column, value }: Entries, places: readonly number[]): Entries {
  return {
    row: Int32Array.from(places, (e) => row[e]!), column: Int32Array.from(places, (e) => column[e]!), value: Float64Array.from(places, (e) => value[e]!),
  };
}

/** Uniform numbers in [0, 1): mulberry32 (T. Ettinger, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
