/** Sums over singular values: each from the smallest up, and scaled where squares would overflow or vanish. */
import { allocate, mapped, part } from "./lists";

const HUGE = 2.5822498780869086e120; // 2^400
const TINY = 3.8725919148493183e-121; // 2^-400
const DOWN = 2.409919865102884e-181; // 2^-600
const UP = 4.149515568880993e180; // 2^600

/** For k = 0 … p, sqrt(Σ_{i > k} s_i²): the Frobenius error left by the k leading values. */
export function tailNorms(S: Float64Array): Float64Array {
  const norms = allocate(S.length + 1, "a list of errors", Float64Array);
  let scale = 1;
  let sum = 0;
  for (let i = S.length - 1; i >= 0; i--) {
    const s = S[i]!;
    const wanted = s > HUGE ? DOWN : s < TINY ? UP : 1; // The list ascends here: the scale only falls.
    if (wanted !== scale) {
      const factor = wanted / scale;
      sum = sum * factor * factor;
      scale = wanted;
    }
    sum += s * scale * (s * scale);
    norms[i] = Math.sqrt(sum) / scale;
  }
  return norms;
}

/** The values, scaled down by a power of two where their sums or sums of squares could overflow. */
function withRoomAbove(S: Float64Array): Float64Array {
  return S.length > 0 && S[0]! > HUGE ? mapped(S, "a copy of the singular values", (s) => s * DOWN, Float64Array) : S;
}

/** For k = 0 … p, sqrt(Σ_{i > k} s_i² / Σ s_i²): the relative error left by the k leading values. 0 where all are 0. */
export function relativeErrors(S: Float64Array): Float64Array {
  const norms = tailNorms(withRoomAbove(S));
  const whole = norms[0]!;
  if (whole !== 0) for (let k = 0; k < norms.length; k++) norms[k] = norms[k]! / whole;
  return norms;
}

/** For k = 0 … p, (s_1 + … + s_k) / (s_{k+1} + … + s_p); Infinity where the rest is 0. */
export function headRatios(S: Float64Array): Float64Array {
  const values = withRoomAbove(S);
  const ratios = allocate(S.length + 1, "a list of ratios", Float64Array);
  for (let i = S.length - 1; i >= 0; i--) ratios[i] = ratios[i + 1]! + values[i]!; // the rests first
  let head = 0;
  for (let k = 0; k <= S.length; k++) {
    head += k === 0 ? 0 : values[k - 1]!;
    ratios[k] = ratios[k] === 0 ? Infinity : head / ratios[k]!;
  }
  return ratios;
}

/** √(Σ x²) / √(Σ s²) for descending lists with x_1 ≤ s_1; 0 if all are 0. */
export function relativeNorm(x: Float64Array, S: Float64Array): number {
  if (S.length === 0 || S[0] === 0) return 0;
  const down = S[0]! > HUGE ? DOWN : 1;
  return tailNorms(mapped(x, "a copy of the singular values", (value) => value * down, Float64Array))[0]! / tailNorms(withRoomAbove(S))[0]!;
}

/** The values above a level, of a descending list. */
export function valuesAbove(S: Float64Array, level: number): Float64Array {
  const end = S.findIndex((s) => !(s > level));
  return part(S, 0, end < 0 ? S.length : end, "a copy of the singular values");
}
