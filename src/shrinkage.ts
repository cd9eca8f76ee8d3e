/**
 * Singular values under white noise. A matrix m × n with independent noise of standard deviation σ in each entry has noise
 * singular values up to σ√n (1 + √β), β = m/n ≤ 1 (n the longer side), and their squares over σ²n follow the Marchenko–Pastur law.
 *
 * Gavish & Donoho, IEEE Trans. Inf. Theory 60(8), 2014 (threshold) and 63(4), 2017 (shrinkage).
 */
import { mapped } from "./lists";

/** The loss that a shrinker minimises: ‖estimate − truth‖ in this norm, for large matrices. */
export type Loss = "frobenius" | "operator" | "nuclear";

/** λ*(β): the best hard threshold is λ* σ√n. (2014, equation 11) */
export function thresholdFactor(beta: number): number {
  const b = beta + 1;
  return Math.sqrt(2 * b + (8 * beta) / (b + Math.sqrt(beta * beta + 14 * beta + 1)));
}

/** The best hard threshold for the singular values; without `noise`, σ is estimated from their median. */
export function optimalThreshold(S: Float64Array, rows: number, columns: number, noise?: number): number {
  const beta = Math.min(rows, columns) / Math.max(rows, columns);
  return thresholdFactor(beta) * noiseUnit(S, rows, columns, noise);
}

/** σ√n; without `noise`, σ is estimated. */
export function noiseUnit(S: Float64Array, rows: number, columns: number, noise?: number): number {
  return (noise ?? estimateNoise(S, rows, columns)) * Math.sqrt(Math.max(rows, columns));
}

/** The standard deviation σ of the noise in an entry, estimated as median(S) / √(n μ_β); 0 for an empty matrix. */
export function estimateNoise(S: Float64Array, rows: number, columns: number): number {
  if (S.length === 0) return 0;
  const n = Math.max(rows, columns);
  return median(S) / Math.sqrt(n * marchenkoPasturMedian(Math.min(rows, columns) / n));
}

function median(S: Float64Array): number {
  const half = S.length >> 1;
  return S.length % 2 === 1 ? S[half]! : S[half - 1]! / 2 + S[half]! / 2;
}

/**
 * Descending values shrunk by the optimal shrinker η, where y = s/unit and unit = σ√n; 0 for y ≤ 1 + √β.   (2017, section III)
 *
 *   frobenius  η = √((y² − β − 1)² − 4β) / y
 *   operator   η = x,  x² = (y² − β − 1 + √((y² − β − 1)² − 4β)) / 2
 *   nuclear    η = max(0, (x⁴ − β − √β x y) / (x² y))
 *
 * each times unit. Evaluated in w = 1/y with (y² − β − 1)² − 4β = (y² − (1+√β)²)(y² − (1−√β)²): no overflow, no cancellation.
 */
export function shrink(S: Float64Array, beta: number, unit: number, loss: Loss): Float64Array {
  const root = Math.sqrt(beta);
  const edge = unit * (1 + root);
  let last = Infinity;
  return mapped(S, "denoise", (s) => {
    if (!(s > edge)) return 0;
    const w = unit / s;
    last = Math.min(last, s * shrinkFactor(w, beta, root, loss));
    return last;
  });
}

/** η/y for w = 1/y < 1/(1 + √β). */
function shrinkFactor(w: number, beta: number, root: number, loss: Loss): number {
  const q = w * (1 + root);
  const r = w * (1 - root);
  const g = Math.sqrt((1 - q) * (1 + q) * (1 - r) * (1 + r));
  if (loss === "frobenius") return g;
  const w2 = w * w;
  const h2 = (1 - (beta + 1) * w2 + g) / 2; // (x/y)²
  if (loss === "operator") return Math.sqrt(h2);
  return Math.max(0, h2 - (beta * w2 * w2) / h2 - (root * w2) / Math.sqrt(h2));
}

/** Nodes above 0 and weights of the Gauss–Legendre rule with 10 points on [−1, 1]. */
const NODES = [0.14887433898163122, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717];
const WEIGHTS = [0.29552422471475287, 0.26926671930999635, 0.21908636251598204, 0.1494513491505806, 0.06667134430868814];
/** Panels of the quadrature, each half as long as the next: what lies below 2⁻⁴⁸ of the range is negligible. */
const PANELS = 48;
const FIRST_PANEL = 3.552713678800501e-15; // 2^-48
/** Bound on the steps of the root search; bisection alone would need 53. */
const MOST_STEPS = 100;

/**
 * The median of the Marchenko–Pastur law with density √((b₊ − t)(t − b₋)) / (2πβt), b± = (1 ± √β)², 0 < β ≤ 1.
 *
 * With t = (1 + β) − 2√β cos θ and u = tan(θ/2) the distribution function is (2/π) ∫₀ᵘ 8v² / ((1+v²)² ((1−√β)² + (1+√β)² v²)) dv:
 * rational, so the same bits everywhere. Newton's method within a bracket.
 */
export function marchenkoPasturMedian(beta: number): number {
  const root = Math.sqrt(beta);
  const low = (1 - root) * (1 - root);
  const high = (1 + root) * (1 + root);
  const density = (v: number) => (8 * v * v) / ((1 + v * v) * (1 + v * v) * (low + high * v * v));
  let [left, right] = [0, 2];
  let u = 0.75;
  for (let step = 0; step < MOST_STEPS; step++) {
    const excess = integrate(density, u) - Math.PI / 4;
    if (excess > 0) right = u;
    else left = u;
    const newton = u - excess / density(u);
    const next = newton > left && newton < right ? newton : (left + right) / 2;
    if (Math.abs(next - u) <= Number.EPSILON) break;
    u = next;
  }
  return (low + high * u * u) / (1 + u * u);
}

/** ∫₀ᵘ f, in panels that halve towards 0, where f may bend sharply. */
function integrate(f: (v: number) => number, u: number): number {
  let sum = 0;
  let end = u * FIRST_PANEL;
  let begin = 0;
  for (let panel = 0; panel <= PANELS; panel++) {
    const middle = (begin + end) / 2;
    const half = (end - begin) / 2;
    for (let i = 0; i < NODES.length; i++) {
      const d = half * NODES[i]!;
      sum += half * WEIGHTS[i]! * (f(middle - d) + f(middle + d));
    }
    begin = end;
    end *= 2;
  }
  return sum;
}
