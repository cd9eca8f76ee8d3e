/** Operands of kernel tests: whole numbers, so that every sum is exact in both precisions and results can be compared exactly. */
import { afterEach, beforeEach } from "vitest";
import { kernelModule, type Kernels } from "./builds";
import { Random } from "./random";

export type Width = 4 | 8;
export const PRECISIONS = [["f64", 8], ["f32", 4]] as const satisfies readonly (readonly [string, Width])[];

/** 0 to two vectors and one, past every unrolling in use, and some longer. */
export const LENGTHS = [...Array.from({ length: 36 }, (_, i) => i), 63, 64, 65, 100, 129];

/** n whole numbers, no two of the same magnitude, with random signs. */
export function distinct(n: number, seed: number): number[] {
  const random = new Random(seed);
  return random.permutation(n).map((x) => (x + 1) * random.sign());
}

/** Small whole numbers from -9 to 9. */
export function small(n: number, seed: number): number[] {
  const random = new Random(seed);
  return Array.from({ length: n }, () => random.integer(-9, 9) + 0);
}

/** -0 as 0, for exact comparison. */
export const plain = (values: ArrayLike<number>): number[] => Array.from(values, (x) => x + 0);

/** A kernel by name and precision. */
export function kernel<F>(module: Kernels, name: string, precision: string): F {
  return (module as unknown as Record<string, F>)[`${name}_${precision}`]!;
}

/** The kernels module; what a test reserves in it is given back. */
export function freshKernels(): Kernels {
  const module = kernelModule();
  let base = 0;
  beforeEach(() => {
    base = module.mark();
  });
  afterEach(() => module.release(base));
  return module;
}
