/** Matrices with two levels of singular values: what is left of a block after one level is found has lost nearly all of its length. */
import type { LinearOperator, Matrix, SparseMatrix } from "../../src/index";
import { range, reflecting, scattered } from "./implicit";
import { identity } from "./matrices";

export interface TwoLevel {
  /** How many values are 1. */
  readonly ones: number;
  /** The other values, before zeros. */
  readonly level: number;
  readonly rank: number;
  readonly seed: number;
  readonly rows: number;
  readonly columns: number;
  readonly values: readonly number[];
}

const ONES = [1, 6, 12, 24, 36, 60];
const LEVELS = [0.5, 0.1, 1e-2, 1e-3, 1.01e-4, 1e-5, 1e-6, 1e-8, 1e-10];
/** Within the cluster, all of it, and beyond it. */
const RANKS = [(ones: number) => Math.max(1, ones >> 1), (ones: number) => ones, (ones: number) => ones + 20];
const SHAPES = [[600, 600], [700, 600], [600, 700]] as const;
const SMALL = [Infinity, 200, 50];
const SEEDS = 20;

/** Every `step`th of 3,240 spectra x ranks x seeds. */
export function* twoLevels(step = 1): Generator<TwoLevel> {
  let turn = 0;
  for (const ones of ONES) for (const level of LEVELS) for (const rank of RANKS) for (let seed = 1; seed <= SEEDS; seed++) {
    if (turn++ % step !== 0) continue;
    const [rows, columns] = SHAPES[seed % SHAPES.length]!;
    const small = SMALL[Math.floor(seed / SHAPES.length) % SMALL.length]!;
    const values = range(Math.min(rows, columns), (i) => (i < ones ? 1 : i < ones + small ? level : 0));
    yield { ones, level, rank: rank(ones), seed, rows, columns, values };
  }
}

export type Form = "sparse" | "dense" | "operator";
export const FORMS: readonly Form[] = ["sparse", "dense", "operator"];

export function formed(form: Form, { rows, columns, values, seed }: TwoLevel): SparseMatrix | Matrix | LinearOperator {
  if (form === "sparse") return scattered(rows, columns, values, seed);
  const operator = reflecting(rows, columns, values, seed);
  return form === "operator" ? operator : operator.multiply(identity(columns));
}
