/** Tables of heavy-tailed values, of sizes, densities and holes of all kinds; what is missing is judged by. */
import { Random } from "./random";

type Triple = readonly [number, number, number];

export interface HeavyTailed {
  /** What it is, for messages. */
  readonly name: string;
  readonly table: { readonly rows: number; readonly columns: number; readonly entries: readonly Triple[] };
  readonly test: readonly Triple[];
  /** Deviation of each column, of all its values; 0 of constant ones. */
  readonly deviation: readonly number[];
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random.unit() * list.length)]!;
const SIZES = [[4, 3], [6, 4], [8, 8], [12, 5], [20, 10], [30, 8], [40, 40], [60, 20], [100, 6], [150, 12], [200, 30], [300, 5]] as const;
const LARGE = [[600, 20], [2000, 10], [2000, 60]] as const;
const DENSITIES = [0.02, 0.05, 0.1, 0.3, 0.6, 0.9, 0.95];
const KINDS = ["lognormal", "lognormal", "Pareto", "outliers", "counts", "mixture", "normal"] as const;
const HOLES = ["at random", "at random", "a block", "by size", "rows of one"] as const;
/** Entries judged by at most. */
const MOST = 20_000;

/** One heavy-tailed value about exp(level), or level where values may be below 0. */
function drawn(random: Random, kind: (typeof KINDS)[number], level: number, sigma: number): number {
  switch (kind) {
    case "lognormal": return Math.exp(level + sigma * random.gaussian());
    case "Pareto": return Math.exp(level) * (1 - random.unit()) ** (-sigma / 1.5);
    case "outliers": return level + random.gaussian() + (random.unit() < 0.02 ? 30 * sigma * Math.tan(Math.PI * (0.998 * random.unit() - 0.499)) : 0);
    case "counts": return Math.floor(Math.exp(level + sigma * random.gaussian()));
    case "mixture": return random.unit() < 0.5 ? 0 : Math.exp(level + (random.unit() < 0.05 ? 4 : 0) + sigma * random.gaussian());
    default: return level + sigma * random.gaussian();
  }
}

/** Table `seed`. */
export function heavyTailed(seed: number): HeavyTailed {
  const random = new Random(1_000_003 + 7919 * seed);
  const [rows, columns] = seed % 40 === 39 ? LARGE[Math.floor(seed / 40) % LARGE.length]! : pick(random, SIZES);
  const [kind, sigma, holes] = [pick(random, KINDS), pick(random, [0.5, 1, 2, 3]), pick(random, HOLES)];
  const density = rows * columns > 50_000 ? 0.1 : rows * columns < 60 ? pick(random, [0.6, 0.9, 0.95]) : pick(random, DENSITIES);
  const [rank, strength, bias] = [pick(random, [0, 1, 2]), pick(random, [0.3, 1, 2]), pick(random, [0, 0.5, 1.5])];
  const [units, constant, whole, doubled] = [random.unit() < 0.35, random.unit() < 0.15, random.unit() < 0.15, random.unit() < 0.15];
  const line = () => Array.from({ length: rank + 1 }, () => random.gaussian());
  const [p, q] = [Array.from({ length: rows }, line), Array.from({ length: columns }, line)];
  const unit = Array.from({ length: columns }, () => (units ? 10 ** (12 * random.unit() - 6) : 1));
  const values: number[][] = [];
  for (let i = 0; i < rows; i++) {
    const own = Array.from({ length: columns }, (_, j) => {
      const level = bias * (p[i]![0]! + q[j]![0]!) + strength * p[i]!.slice(1).reduce((sum, x, f) => sum + x * q[j]![f + 1]!, 0);
      const x = constant && j % 3 === 1 ? 7 : drawn(random, kind, level, sigma);
      return unit[j]! * (whole ? Math.round(x) : x);
    });
    values.push(doubled && i % 2 === 1 ? values[i - 1]! : own);
  }
  const sorted = values.flat().sort((a, b) => a - b);
  const high = sorted[Math.floor(0.7 * sorted.length)]!;
  const [blockRows, blockColumns] = [Math.ceil(rows / 2), Math.ceil(columns / 2)];
  const [entries, hidden]: [Triple[], Triple[]] = [[], []];
  for (let i = 0; i < rows; i++) {
    const sole = Math.floor(columns * random.unit());
    for (let j = 0; j < columns; j++) {
      const x = values[i]![j]!;
      const u = random.unit();
      const isKnown = holes === "a block" && i < blockRows && j < blockColumns ? u < 0.1 * density
        : holes === "by size" ? u < density * (x >= high ? 0.4 : 1)
        : holes === "rows of one" && i % 2 === 0 ? j === sole : u < density;
      (isKnown ? entries : hidden).push([i, j, x]);
    }
  }
  const step = Math.max(1, Math.ceil(hidden.length / MOST));
  const deviation = Array.from({ length: columns }, (_, j) => {
    if (values.every((row) => row[j] === values[0]![j])) return 0;
    const mean = values.reduce((sum, row) => sum + row[j]! / rows, 0);
    return Math.sqrt(values.reduce((sum, row) => sum + (row[j]! - mean) ** 2 / rows, 0));
  });
  const name = `heavy ${seed}: ${rows} × ${columns}, ${entries.length} entries, ${kind} ${sigma}, rank ${rank} of ${strength}, biases ${bias}, missing ${holes}${[units ? ", units" : "", constant ? ", constant columns" : "", whole ? ", whole" : "", doubled ? ", doubled rows" : ""].join("")}`;
  return { name, table: { rows, columns, entries }, test: hidden.filter((_, e) => e % step === 0), deviation };
}
