/** Implicit QR of a bidiagonal matrix in plain TypeScript, one rotation at a time: the twin of assembly/svd/implicit-qr and of tiny/diagonalize. */
import { copysign, givens, type Numbers, rot, SAFE_MIN, U } from "./blas";

export const TOLERANCE = 98.70132 * U;

export type Direction = "down" | "up";
type Rotation = (f: number, g: number) => [c: number, s: number, r: number];

/** What happened, in order: every rule of the iteration leaves its name. */
export type Event =
  | { readonly kind: "split"; readonly at: number }
  | { readonly kind: "deflate"; readonly at: number }
  | { readonly kind: "pair"; readonly first: number }
  | { readonly kind: "sweep"; readonly first: number; readonly last: number; readonly direction: Direction; readonly shift: number };

export interface Block { readonly first: number; readonly largest: number }

/** The unreduced block that ends in `last`: its first row, its largest magnitude. */
export function findBlock(last: number, threshold: number, d: Numbers, e: Numbers, events: Event[] = []): Block {
  let largest = Math.abs(d[last]!);
  for (let i = last - 1; i >= 0; i--) {
    if (!(Math.abs(e[i]!) > threshold)) {
      if (e[i] !== 0) events.push({ kind: "split", at: i });
      e[i] = 0;
      return { first: i + 1, largest };
    }
    largest = Math.max(largest, Math.abs(d[i]!), Math.abs(e[i]!));
  }
  return { first: 0, largest };
}

/** The rows of a block in the order of the chase, and the places of the superdiagonal entries between them. */
function order(first: number, last: number, direction: Direction): { rows: number[]; between: number[] } {
  const rows = Array.from({ length: last - first + 1 }, (_, i) => (direction === "down" ? first + i : last - i));
  const between = rows.slice(1).map((row, i) => Math.min(row, rows[i]!));
  return { rows, between };
}

/** Demmel and Kahan's convergence criteria: the place of the entry that was cleared, or the bound of the block's smallest value. */
export function deflate(first: number, last: number, direction: Direction, tolerance: number, d: Numbers, e: Numbers): { cleared: number } | { smallest: number } {
  const { rows, between } = order(first, last, direction);
  const clear = (at: number) => {
    e[at] = 0;
    return { cleared: at };
  };
  const end = between.at(-1)!;
  if (!(Math.abs(e[end]!) > tolerance * Math.abs(d[rows.at(-1)!]!))) return clear(end);
  let mu = Math.abs(d[rows[0]!]!);
  let smallest = mu;
  for (const [i, at] of between.entries()) {
    const ei = Math.abs(e[at]!);
    if (!(ei > tolerance * mu)) return clear(at);
    mu = Math.abs(d[rows[i + 1]!]!) * (mu / (mu + ei));
    smallest = Math.min(smallest, mu);
  }
  return { smallest };
}

export function smallestBound(n: number, d: Numbers, e: Numbers): number {
  let mu = Math.abs(d[0]!);
  let smallest = mu;
  for (let i = 1; i < n && smallest > 0; i++) {
    mu = Math.abs(d[i]!) * (mu / (mu + Math.abs(e[i - 1]!)));
    smallest = Math.min(smallest, mu);
  }
  return smallest;
}

/** las2. */
function smallerSingularValue(f: number, g: number, h: number): number {
  const [small, large] = [Math.min(Math.abs(f), Math.abs(h)), Math.max(Math.abs(f), Math.abs(h))];
  const ga = Math.abs(g);
  if (small === 0) return 0;
  const sum = 1 + small / large;
  const difference = (large - small) / large;
  if (ga < large) {
    const q = (ga / large) * (ga / large);
    return small * (2 / (Math.sqrt(sum * sum + q) + Math.sqrt(difference * difference + q)));
  }
  const ratio = large / ga;
  if (ratio === 0) return (small * large) / ga;
  const [p, q] = [sum * ratio, difference * ratio];
  const half = small * (1 / (Math.sqrt(1 + p * p) + Math.sqrt(1 + q * q))) * ratio;
  return half + half;
}

interface Pair { larger: number; smaller: number; cl: number; sl: number; cr: number; sr: number }

/** lasv2. */
function svdTwoByTwo(f: number, g: number, h: number): Pair {
  const swapped = Math.abs(h) > Math.abs(f);
  const [ft, ht] = swapped ? [h, f] : [f, h];
  const [fa, ha, ga] = [Math.abs(ft), Math.abs(ht), Math.abs(g)];
  let larger: number, smaller: number, cl: number, sl: number, cr: number, sr: number;
  if (ga === 0) [larger, smaller, cl, sl, cr, sr] = [fa, ha, 1, 0, 1, 0];
  else if (ga > fa && fa / ga < U) {
    [larger, smaller] = [ga, ha > 1 ? fa / (ga / ha) : (fa / ga) * ha];
    [cl, sl, cr, sr] = [1, ht / g, ft / g, 1];
  } else {
    const difference = fa - ha;
    const l = difference === fa ? 1 : difference / fa;
    const m = g / ft;
    const t = 2 - l;
    const mm = m * m;
    const s = Math.sqrt(t * t + mm);
    const r = l === 0 ? Math.abs(m) : Math.sqrt(l * l + mm);
    const a = 0.5 * (s + r);
    [larger, smaller] = [fa * a, ha / a];
    let tangent: number;
    if (mm !== 0) tangent = (m / (s + t) + m / (r + l)) * (1 + a);
    else if (l === 0) tangent = copysign(2, ft) * copysign(1, g);
    else tangent = g / copysign(difference, ft) + m / t;
    const length = Math.sqrt(tangent * tangent + 4);
    [cr, sr] = [2 / length, tangent / length];
    [cl, sl] = [(cr + sr * m) / a, ((ht / ft) * sr) / a];
  }
  if (swapped) [cl, sl, cr, sr] = [sr, cr, sl, cl];
  const sign = (x: number) => copysign(1, x);
  let lead: number;
  if (ga > fa) lead = sign(sr) * sign(cl) * sign(g);
  else if (swapped) lead = sign(sr) * sign(sl) * sign(h);
  else lead = sign(cr) * sign(cl) * sign(f);
  return { larger: copysign(larger, lead), smaller: copysign(smaller, lead * sign(f) * sign(h)), cl, sl, cr, sr };
}

export function chooseShift(n: number, first: number, last: number, direction: Direction, tolerance: number, d: Numbers, e: Numbers, bounds: { largest: number; smallest: number }): number {
  if (n * tolerance * (bounds.smallest / bounds.largest) <= Math.max(U, 0.01 * tolerance)) return 0;
  const down = direction === "down";
  const tail = down ? last - 1 : first;
  const shift = smallerSingularValue(d[tail]!, e[tail]!, d[tail + 1]!);
  const head = Math.abs(d[down ? first : last]!);
  return head > 0 && (shift / head) ** 2 < U ? 0 : shift;
}

/** The rotations of a sweep in the order of the chase: those of the columns that the first of each pair acts on (V going down), and of the others. */
export interface Sweep { readonly onP: [number, number][]; readonly onQ: [number, number][] }

export function shiftedSweep(first: number, last: number, direction: Direction, shift: number, d: Numbers, e: Numbers, rotation: Rotation = givens): Sweep {
  const { rows, between } = order(first, last, direction);
  const sweep: Sweep = { onP: [], onQ: [] };
  const head = d[rows[0]!]!;
  let f = (Math.abs(head) - shift) * (copysign(1, head) + shift / head);
  let g = e[between[0]!]!;
  for (const [i, at] of between.entries()) {
    const [row, next] = [rows[i]!, rows[i + 1]!];
    const [cr, sr, r] = rotation(f, g);
    if (i > 0) e[between[i - 1]!] = r;
    f = cr * d[row]! + sr * e[at]!;
    e[at] = cr * e[at]! - sr * d[row]!;
    g = sr * d[next]!;
    d[next] = cr * d[next]!;
    const [cl, sl, r2] = rotation(f, g);
    d[row] = r2;
    f = cl * e[at] + sl * d[next];
    d[next] = cl * d[next] - sl * e[at];
    const ahead = between[i + 1];
    if (ahead !== undefined) {
      g = sl * e[ahead]!;
      e[ahead] = cl * e[ahead]!;
    }
    sweep.onP.push([cr, sr]);
    sweep.onQ.push([cl, sl]);
  }
  e[between.at(-1)!] = f;
  return sweep;
}

export function zeroShiftSweep(first: number, last: number, direction: Direction, d: Numbers, e: Numbers): Sweep {
  const { rows, between } = order(first, last, direction);
  const sweep: Sweep = { onP: [], onQ: [] };
  let [c, oldC, oldS] = [1, 1, 0];
  for (const [i, at] of between.entries()) {
    const [row, next] = [rows[i]!, rows[i + 1]!];
    const [cr, sr, r] = givens(d[row]! * c, e[at]!);
    if (i > 0) e[between[i - 1]!] = oldS * r;
    const [cl, sl, r2] = givens(oldC * r, d[next]! * sr);
    d[row] = r2;
    [c, oldC, oldS] = [cr, cl, sl];
    sweep.onP.push([cr, sr]);
    sweep.onQ.push([cl, sl]);
  }
  const h = d[rows.at(-1)!]! * c;
  d[rows.at(-1)!] = h * oldC;
  e[between.at(-1)!] = h * oldS;
  return sweep;
}

/** Columns of U or V, each an array of its own. */
export type Vectors = readonly Numbers[];

/** Applies the rotations of a sweep: V first going down, U first going up. */
function applySweep(sweep: Sweep, first: number, last: number, direction: Direction, u: Vectors, v: Vectors): void {
  const { rows } = order(first, last, direction);
  const [p, q] = direction === "down" ? [v, u] : [u, v];
  for (let i = 0; i < last - first; i++) {
    for (const [x, [c, s]] of [[p, sweep.onP[i]!], [q, sweep.onQ[i]!]] as const) {
      if (x.length > 0) rot(x[0]!.length, x[rows[i]!]!, x[rows[i + 1]!]!, c, s);
    }
  }
}

/** Diagonalizes d, e; U's and V's columns follow. Throws where it takes more rotations than it may. */
export function diagonalize(n: number, d: Numbers, e: Numbers, u: Vectors, v: Vectors, rotation: Rotation = givens): Event[] {
  const events: Event[] = [];
  const threshold = Math.max((TOLERANCE * smallestBound(n, d, e)) / Math.sqrt(n), 6 * n * n * SAFE_MIN);
  let rotations = 0;
  let direction: Direction = "down";
  let [oldFirst, oldLast] = [-1, -1];
  let last = n - 1;
  while (last > 0) {
    const { first, largest } = findBlock(last, threshold, d, e, events);
    if (first === last) {
      last--;
    } else if (first === last - 1) {
      const pair = svdTwoByTwo(d[first]!, e[first]!, d[last]!);
      [d[first], e[first], d[last]] = [pair.larger, 0, pair.smaller];
      if (u.length > 0) rot(u[0]!.length, u[first]!, u[last]!, pair.cl, pair.sl);
      if (v.length > 0) rot(v[0]!.length, v[first]!, v[last]!, pair.cr, pair.sr);
      events.push({ kind: "pair", first });
      last -= 2;
    } else {
      if (first > oldLast || last < oldFirst) direction = Math.abs(d[first]!) >= Math.abs(d[last]!) ? "down" : "up";
      const found = deflate(first, last, direction, TOLERANCE, d, e);
      if ("cleared" in found) {
        events.push({ kind: "deflate", at: found.cleared });
        continue;
      }
      [oldFirst, oldLast] = [first, last];
      rotations += last - first;
      if (!(rotations <= 30 * n * n + 100)) throw new Error("too many rotations");
      const shift = chooseShift(n, first, last, direction, TOLERANCE, d, e, { largest, smallest: found.smallest });
      const sweep = shift === 0 ? zeroShiftSweep(first, last, direction, d, e) : shiftedSweep(first, last, direction, shift, d, e, rotation);
      applySweep(sweep, first, last, direction, u, v);
      events.push({ kind: "sweep", first, last, direction, shift });
    }
  }
  return events;
}
