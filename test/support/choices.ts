/** Lists of what was chosen. */
import { textFile } from "./platform";
import { Random } from "./random";

export interface Choices {
  readonly rows: number;
  readonly columns: number;
  readonly entries: readonly (readonly [row: number, column: number, value: number])[];
}

/** Which areas of a web site visitors saw. */
export function webVisits(): Choices {
  const lines = textFile("test/fixtures/msweb-visits.txt").trimEnd().split("\n").slice(1);
  return { rows: lines.length, columns: 285, entries: lines.flatMap((line, i) => line.split(" ").map((area) => [i, parseInt(area, 36), 1] as const)) };
}

/** A fifth of the entries of every row that has five or more, one at least, held out. */
export function heldOutByRow({ rows, columns, entries }: Choices, seed: number): { readonly train: Choices; readonly test: Choices } {
  const random = new Random(seed);
  const of: Choices["entries"][number][][] = Array.from({ length: rows }, () => []);
  for (const entry of entries) of[entry[0]]!.push(entry);
  const held = new Set<Choices["entries"][number]>();
  for (const own of of) {
    if (own.length < 5) continue;
    const left = [...own];
    for (let k = Math.max(1, Math.round(0.2 * own.length)); k > 0; k--) held.add(left.splice(random.integer(0, left.length - 1), 1)[0]!);
  }
  return { train: { rows, columns, entries: entries.filter((entry) => !held.has(entry)) }, test: { rows, columns, entries: [...held] } };
}
