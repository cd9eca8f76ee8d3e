import type { Kernels } from "./builds";

/** An operand in the memory of the kernels module, with a canary before and after it. */
export interface Placed {
  /** Its address, a multiple of 16 plus `offset` elements. */
  readonly at: number;
  /** What is there now. */
  values(): number[];
  /** Throws if an element just before or after was written. */
  intact(): void;
}

const CANARY = -1.25e77;
const GUARD = 8;

export function place(kernels: Kernels, values: ArrayLike<number>, width: 4 | 8 = 8, offset = 0): Placed {
  const lead = GUARD + offset;
  const count = values.length;
  const base = kernels.reserve((lead + count + GUARD) * width) >>> 0;
  const view = () =>
    width === 8
      ? new Float64Array(kernels.memory.buffer, base, lead + count + GUARD)
      : new Float32Array(kernels.memory.buffer, base, lead + count + GUARD);
  const canary = width === 8 ? CANARY : 1.25e17;
  view().fill(canary).set(values, lead);
  const expected = view()[0]!;
  return {
    at: base + lead * width,
    values: () => Array.from(view().subarray(lead, lead + count)),
    intact: () => {
      const all = view();
      for (let i = 0; i < lead; i++) if (all[i] !== expected) throw new Error(`element ${i - lead} was written`);
      for (let i = lead + count; i < all.length; i++) if (all[i] !== expected) throw new Error(`element ${i - lead} of ${count} was written`);
    },
  };
}

/** The same for indices and counts of 32 bits. */
export function placeWords(kernels: Kernels, values: ArrayLike<number>): Placed {
  const canary = -123456789;
  const count = values.length;
  const base = kernels.reserve((2 * GUARD + count) * 4) >>> 0;
  const view = () => new Int32Array(kernels.memory.buffer, base, 2 * GUARD + count);
  view().fill(canary).set(values, GUARD);
  return {
    at: base + GUARD * 4,
    values: () => Array.from(view().subarray(GUARD, GUARD + count)),
    intact: () => view().forEach((x, i) => {
      if ((i < GUARD || i >= GUARD + count) && x !== canary) throw new Error(`word ${i - GUARD} of ${count} was written`);
    }),
  };
}
