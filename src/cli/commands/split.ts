import type { EntryFile } from "../files/entries/entry-file";

type Entries = EntryFile["entries"];

/** Entries are held out whose draw, in the order of the file, is below `share`. */
export function splitEntries(entries: Entries, share: number, seed: number): { train: Entries; test: Entries } {
  if (share === 0) return { train: entries, test: { row: new Int32Array(), column: new Int32Array(), value: new Float64Array() } };
  const draw = mulberry32(seed);
  const held = Uint8Array.from(entries.row, () => (draw() < share ? 1 : 0));
  const count = held.reduce((sum, one) => sum + one, 0);
  return { train: pick(entries, held, 0, held.length - count), test: pick(entries, held, 1, count) };
}

function pick({ row, column, value }: Entries, held: Uint8Array, wanted: 0 | 1, count: number): Entries {
  const picked = { row: new Int32Array(count), column: new Int32Array(count), value: new Float64Array(count) };
  let place = 0;
  held.forEach((one, e) => {
    if (one !== wanted) return;
    picked.row[place] = row[e]!;
    picked.column[place] = column[e]!;
    picked.value[place++] = value[e]!;
  });
  return picked;
}

/** Uniform numbers in [0, 1): mulberry32 (T. Ettinger, public domain). */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
