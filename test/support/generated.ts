/** Tables of many kinds, with entries held out, and how far the simplest predictions are from those. */
import { Random } from "./random";

type Triple = readonly [number, number, number];

export interface Generated {
  /** What it is, for messages. */
  readonly name: string;
  readonly table: { readonly rows: number; readonly columns: number; readonly entries: readonly Triple[] };
  readonly test: readonly Triple[];
  /** What one error counts in each column: 1 of a table in one unit, else the scale that was planted. */
  readonly scale: readonly number[];
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random.unit() * list.length)]!;
const UNITS = ["one", "one", "one", "mixed", "mixed"] as const;
const VALUES = ["real", "real", "real", "ratings", "yes or no"] as const;
const OUTLIERS = [0, 0, 0, 0, 0.03] as const;

/** Table `seed`: size, rank, noise, biases, units, density, outliers (in the entries to fit alone) and kind of values are drawn. */
export function generated(seed: number): Generated {
  const random = new Random(seed);
  const between = (low: number, high: number) => Math.floor(low + random.unit() * (high - low + 1));
  const columns = between(3, 25);
  const rows = random.unit() < 0.15 ? between(8, 30) : between(30, 140);
  const [rank, noise, bias] = [between(0, 4), pick(random, [0.05, 0.3, 1, 2]), pick(random, [0, 0.5, 1.5])];
  const [units, values] = [pick(random, UNITS), pick(random, VALUES)];
  const density = pick(random, [0.25, 0.5, 0.8, 0.95]);
  const share = values === "real" ? pick(random, OUTLIERS) : 0;
  const isMixed = units === "mixed" && values === "real";
  const line = () => Array.from({ length: rank + 1 }, () => random.gaussian());
  const [p, q] = [Array.from({ length: rows }, line), Array.from({ length: columns }, line)];
  const scale = Array.from({ length: columns }, () => (isMixed ? 10 ** (8 * random.unit() - 3) : 1));
  const centre = scale.map((s) => (isMixed ? s * 20 * random.gaussian() : 3));
  const [entries, test]: [Triple[], Triple[]] = [[], []];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      if (random.unit() >= density) continue;
      const [a, b] = [p[i]!, q[j]!];
      const product = a.slice(1).reduce((sum, x, f) => sum + x * b[f + 1]!, 0);
      const z = bias * (a[0]! + (isMixed ? 0 : b[0]!)) + product + noise * random.gaussian();
      const x = centre[j]! + scale[j]! * z;
      const value = values === "ratings" ? Math.min(5, Math.max(1, Math.round(x))) : values === "yes or no" ? (x > 3 ? 1 : 0) : x;
      const isTest = random.unit() < 0.2;
      const isOutlier = random.unit() < share;
      const spoilt = isOutlier ? value + scale[j]! * 100 * random.gaussian() : value;
      if (isTest) test.push([i, j, value]);
      else entries.push([i, j, spoilt]);
    }
  }
  const name = `table ${seed}: ${rows} × ${columns}, ${entries.length} entries, rank ${rank}, noise ${noise}, biases ${bias}, ${isMixed ? "mixed units, " : ""}${values}${share > 0 ? ", outliers" : ""}`;
  return { name, table: { rows, columns, entries }, test, scale };
}

/** The mean of each column, of all where it has none. */
export function columnMeans({ columns, entries }: Generated["table"]): number[] {
  const mean = (x: readonly number[]) => x.reduce((sum, y) => sum + y, 0) / x.length;
  const all = mean(entries.map(([, , x]) => x));
  return Array.from({ length: columns }, (_, j) => {
    const own = entries.filter(([, k]) => k === j).map(([, , x]) => x);
    return own.length === 0 ? all : mean(own);
  });
}
