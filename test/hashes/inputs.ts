/** Inputs that are the same in every engine: seeded, made of exact operations, products and square roots. */
import type { Game } from "../../src/index";
import { type Dense, dense } from "../support/dense";
import { Random } from "../support/random";

export const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

export function uniform(rows: number, columns: number, seed: number): Dense {
  const random = new Random(seed);
  return dense(rows, columns, () => random.between(-1, 1));
}

/** 2^e, by products alone. */
function powerOfTwo(e: number): number {
  let x = 1;
  for (; e > 0; e--) x *= 2;
  for (; e < 0; e++) x /= 2;
  return x;
}

/** Low rank and noise: Σ_f w^f p_f q_fᵀ + noise, with integer p and q. */
export function decaying(rows: number, columns: number, rank: number, weight: number, noise: number, seed: number): Dense {
  const random = new Random(seed);
  const [p, q] = [dense(rows, rank, () => random.integer(-9, 9)), dense(columns, rank, () => random.integer(-9, 9))];
  return dense(rows, columns, (i, j) => {
    let sum = noise * random.gaussian();
    let factor = 1;
    for (let f = 0; f < rank; f++, factor *= weight) sum += factor * p.data[i * rank + f]! * q.data[j * rank + f]!;
    return sum;
  });
}

/** Matrices by name that between them take every path of the dense decomposition, wide and tall. */
export const MATRICES: Readonly<Record<string, Dense>> = {
  "empty 0 × 0": uniform(0, 0, 1),
  "empty 3 × 0": uniform(3, 0, 1),
  "one": uniform(1, 1, 2),
  "row": uniform(1, 7, 3),
  "column": uniform(9, 1, 4),
  "lecture": { rows: 2, columns: 3, data: Float64Array.of(4, 11, 14, 8, 7, -2) },
  "two": uniform(2, 2, 5),
  "three": uniform(3, 3, 6),
  "tiny, tall": uniform(8, 5, 7),
  "tiny, wide": uniform(4, 10, 8),
  "square 17": uniform(17, 17, 9),
  "square 33": uniform(33, 33, 10),
  "almost square 33 × 31": uniform(33, 31, 11),
  "square 63, QR iteration": uniform(63, 63, 12),
  "square 64, divide and conquer": uniform(64, 64, 13),
  "square 100": uniform(100, 100, 14),
  "square 128, a power of two": uniform(128, 128, 15),
  "square 300": uniform(300, 300, 16),
  "square 257, one past a power of two": uniform(257, 257, 31),
  "almost square 523 × 517": uniform(523, 517, 32),
  "tall 150 × 100": uniform(150, 100, 17),
  "wide 100 × 150": uniform(100, 150, 18),
  "QR first, 400 × 90": uniform(400, 90, 19),
  "QR first, wide, 70 × 300": uniform(70, 300, 20),
  "long 3000 × 20": uniform(3000, 20, 21),
  "flat 5 × 2000": uniform(5, 2000, 22),
  "zero": dense(20, 12, () => 0),
  "ones": dense(40, 40, () => 1),
  "equal tenths 300 × 70": dense(300, 70, () => 0.1),
  "identity": dense(90, 90, (i, j) => (i === j ? 1 : 0)),
  "rank 5 of 80": decaying(80, 80, 5, 1, 0, 23),
  "clusters": dense(96, 96, (i, j) => (i === j ? 1 + Math.floor(i / 10) : j === i + 1 ? 1e-10 : 0)),
  "Hilbert 20": dense(20, 20, (i, j) => 1 / (i + j + 1)),
  "graded by columns": ((a) => dense(70, 70, (i, j) => a.data[i * 70 + j]! * powerOfTwo(-10 * j)))(uniform(70, 70, 24)),
  "graded by rows": ((a) => dense(30, 20, (i, j) => a.data[i * 20 + j]! * powerOfTwo(-30 * i)))(uniform(30, 20, 25)),
  "subnormal": ((a) => dense(12, 9, (i, j) => a.data[i * 9 + j]! * powerOfTwo(-1040)))(uniform(12, 9, 26)),
  "huge": ((a) => dense(12, 9, (i, j) => a.data[i * 9 + j]! * powerOfTwo(1020)))(uniform(12, 9, 27)),
  "from tiny to huge": ((a) => dense(80, 70, (i, j) => a.data[i * 70 + j]! * powerOfTwo(12 * (i - j))))(uniform(80, 70, 28)),
  "signs": ((a) => dense(48, 48, (i, j) => Math.sign(Math.round(2 * a.data[i * 48 + j]!))))(uniform(48, 48, 29)),
};

/** A sparse matrix by its triples, a few per row. */
export function scattered(rows: number, columns: number, perRow: number, seed: number): [number, number, number][] {
  const random = new Random(seed);
  const weight = range(columns).map((j) => 1 / (1 + j / 10));
  return range(rows).flatMap((i) =>
    [...new Set(range(perRow).map(() => random.integer(0, columns - 1)))].map((j): [number, number, number] => [i, j, random.gaussian() * weight[j]!]),
  );
}

export type Triple = readonly [row: number, column: number, value: number];

/** Ratings from 1 to 5 of a table with two hidden features, of which a share is seen. */
export function ratings(rows: number, columns: number, seed: number): { rows: number; columns: number; entries: Triple[]; heldOut: Triple[] } {
  const random = new Random(seed);
  const draw = (n: number) => range(n).map(() => [random.gaussian(), random.gaussian(), 0.5 * random.gaussian()]);
  const [p, q] = [draw(rows), draw(columns)];
  const entries: Triple[] = [];
  const heldOut: Triple[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const score = 3 + p[i]![2]! + q[j]![2]! + p[i]![0]! * q[j]![0]! + p[i]![1]! * q[j]![1]! + 0.3 * random.gaussian();
      const value = Math.max(1, Math.min(5, Math.round(2 * score) / 2));
      const place = random.unit();
      if (place < 0.4) entries.push([i, j, value]);
      else if (place < 0.45) heldOut.push([i, j, value]);
    }
  }
  return { rows, columns, entries, heldOut };
}

/** Games of a season between teams of different strength, with dates a week apart, some on neutral ground. */
export function season(teams: number, rounds: number, seed: number): Game[] {
  const random = new Random(seed);
  const strength = range(teams).map(() => random.gaussian());
  return range(rounds).flatMap((round) => {
    const order = random.permutation(teams);
    const date = `2024-${String(1 + Math.floor(round / 4)).padStart(2, "0")}-${String(1 + 7 * (round % 4)).padStart(2, "0")}`;
    return range(Math.floor(teams / 2)).map((g): Game => {
      const [home, away] = [order[2 * g]!, order[2 * g + 1]!];
      const margin = Math.round(1.2 * (strength[home]! - strength[away]!) + 0.4 + 1.5 * random.gaussian());
      const least = random.integer(0, 2);
      return {
        home: `team ${home}`, away: `team ${away}`, date, neutral: random.unit() < 0.1,
        homeScore: least + Math.max(0, margin), awayScore: least + Math.max(0, -margin),
      };
    });
  });
}
