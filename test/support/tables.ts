/** Tables with holes for the tests of completion: real ones split as everywhere in this project, and planted ones. */
import { mulberry32 } from "../../src/cli/commands/split";
import { binaryFile, textFile } from "./platform";
import { Random } from "./random";

interface Triples { readonly row: Int32Array; readonly column: Int32Array; readonly value: Float64Array }
export interface SplitTable {
  readonly rows: number;
  readonly columns: number;
  readonly train: { readonly rows: number; readonly columns: number; readonly entries: Triples };
  readonly test: Triples;
}

const SPLIT_SEED = 20260101;

/** An entry is for testing when its draw, in file order, is below `share`; the rest is to train on. */
function splitEntries(rows: number, columns: number, all: readonly (readonly [number, number, number])[], share = 0.1): SplitTable {
  const draw = mulberry32(SPLIT_SEED);
  const parts: [number, number, number][][] = [[], []];
  for (const [i, j, x] of all) parts[draw() < share ? 1 : 0]!.push([i, j, x]);
  const arrays = (list: readonly (readonly [number, number, number])[]): Triples => ({
    row: Int32Array.from(list, ([i]) => i),
    column: Int32Array.from(list, ([, j]) => j),
    value: Float64Array.from(list, ([, , x]) => x),
  });
  return { rows, columns, train: { rows, columns, entries: arrays(parts[0]!) }, test: arrays(parts[1]!) };
}

const read = (name: string) => textFile(`examples/${name}`).trimEnd().split("\n");

/** Roll calls × countries: yes 1, abstention 0, no -1. */
export function unVotes(): SplitTable {
  const letters = { y: 1, a: 0, n: -1 } as Record<string, number>;
  const rolls = read("un-votes/votes.csv").slice(1).map((line) => line.split(",")[3]!);
  const all = rolls.flatMap((votes, i) =>
    Array.from(votes, (letter, j) => [i, j, letters[letter]!] as const).filter(([, , x]) => x !== undefined),
  );
  return splitEntries(rolls.length, rolls[0]!.length, all);
}

/** Users × films, ratings from 0 to 10. */
export function movieTweetings(): SplitTable {
  const users = new Map<string, number>();
  const films = new Map<string, number>();
  const id = (map: Map<string, number>, key: string) => map.get(key) ?? (map.set(key, map.size), map.size - 1);
  const all = read("movietweetings-100k/ratings.dat").map((line) => {
    const [user, film, rating] = line.split("::") as [string, string, string];
    return [id(users, user), id(films, film), Number(rating)] as const;
  });
  return splitEntries(users.size, films.size, all);
}

/** The camera photograph, gray from 0 to 255, with a share of its pixels lost: those whose draw, in file order, is below `lost`. */
export function inpainting(lost: number): SplitTable {
  const file = binaryFile("examples/camera/camera-256.pgm");
  const pixels = file.subarray(file.length - 256 * 256);
  return splitEntries(256, 256, Array.from(pixels, (x, p) => [p >> 8, p & 255, x] as const), lost);
}

export interface Planted {
  readonly rows: number;
  readonly columns: number;
  /** The whole table, without noise. */
  readonly truth: number[][];
  readonly entries: readonly (readonly [number, number, number])[];
}

/** A table of rank `rank`, its entries seen with probability `density` and blurred by noise. */
export function planted(rows: number, columns: number, rank: number, density: number, noise: number, seed: number): Planted {
  const random = new Random(seed);
  const [p, q] = [rows, columns].map((n) => Array.from({ length: n }, () => Array.from({ length: rank }, () => random.gaussian())));
  const truth = p!.map((a) => q!.map((b) => a.reduce((s, x, f) => s + x * b[f]!, 0)));
  const entries = truth.flatMap((row, i) => row.map((x, j) => [i, j, x + noise * random.gaussian()] as const)).filter(() => random.unit() < density);
  return { rows, columns, truth, entries };
}

export function rmse(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  let sum = 0;
  for (let e = 0; e < actual.length; e++) sum += (predicted[e]! - actual[e]!) ** 2;
  return Math.sqrt(sum / actual.length);
}
