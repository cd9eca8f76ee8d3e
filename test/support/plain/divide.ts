/** Divide and conquer in plain TypeScript: the twin of assembly/svd/divide. U and V are n x n, column-major, without padding. */
import { amax, exponentOf, gemm, givens, type Numbers, numbers, rot, scal, scaleBy, U } from "./blas";
import { diagonalize } from "./implicit-qr";
import { exactWeights, secularRoot, secularVector } from "./secular";

const LEAF = 24;

type Kind = "upper" | "dense" | "lower" | "deflated";

/** What a merge decided. */
interface MergeEvent { readonly n: number; readonly k: number; readonly rotated: number }

export interface Problem {
  readonly n: number;
  readonly d: Numbers; readonly e: Numbers;
  /** undefined: not wanted. */
  readonly u: Numbers | undefined; readonly v: Numbers;
  readonly events: MergeEvent[];
}

export function openProblem(n: number, d: ArrayLike<number>, e: ArrayLike<number>, withU = true): Problem {
  return { n, d: Float64Array.from(d), e: Float64Array.from([...Array.from(e), 0].slice(0, n)), u: withU ? numbers(n * n) : undefined, v: numbers(n * n), events: [] };
}

export function divideAndConquer(p: Problem): number {
  return "order" in solve(0, p.n, 0, p) ? 0 : 1;
}

type Solved = { readonly order: number[] } | { readonly failed: true };

function solve(f: number, n: number, extra: number, p: Problem): Solved {
  if (n <= LEAF) return solveLeaf(f, n, extra, p);
  const nl = n >> 1;
  const nr = n - nl - 1;
  const upper = solve(f, nl, 1, p);
  if (!("order" in upper)) return upper;
  const lower = solve(f + nl + 1, nr, extra, p);
  if (!("order" in lower)) return lower;
  return merge(f, nl, nr, extra, upper.order, lower.order, p);
}

/** `count` columns of a node, `rows` of them, as views. */
const columns = (x: Numbers | undefined, n: number, f: number, rows: number, count: number): Numbers[] =>
  x === undefined ? [] : Array.from({ length: count }, (_, j) => x.subarray(f + (f + j) * n, f + (f + j) * n + rows));

function solveLeaf(f: number, n: number, extra: number, p: Problem): Solved {
  const [d, e] = [p.d.subarray(f, f + n), p.e.subarray(f, f + n)];
  const u = columns(p.u, p.n, f, n, n);
  const v = columns(p.v, p.n, f, n + extra, n + extra);
  u.forEach((x, j) => { x[j] = 1; });
  v.forEach((x, j) => { x[j] = 1; });
  if (extra === 1) {
    let fill = e[n - 1]!;
    for (let i = n - 1; i >= 0; i--) {
      const [c, s, r] = givens(d[i]!, fill);
      d[i] = r;
      rot(n + 1, v[i]!, v[n]!, c, s);
      if (i > 0) [e[i - 1], fill] = [c * e[i - 1]!, -s * e[i - 1]!];
    }
  }
  try {
    diagonalize(n, d, e, u, v.slice(0, n));
  } catch {
    return { failed: true };
  }
  const order: number[] = [];
  for (let j = 0; j < n; j++) {
    if (d[j]! < 0) {
      d[j] = -d[j]!;
      scal(n + extra, -1, v[j]!);
    }
    insert(order, j, d);
  }
  return { order };
}

/** Inserts column j into an ascending order, behind equals. */
function insert(order: number[], j: number, d: Numbers): void {
  let place = order.length;
  while (place > 0 && d[order[place - 1]!]! > d[j]!) place--;
  order.splice(place, 0, j);
}

/** Two ascending orders as one; of equals those of the first come first. */
function merged(a: readonly number[], b: readonly number[], d: Numbers): number[] {
  const all: number[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const takeFirst = i < a.length && (j >= b.length || d[a[i]!]! <= d[b[j]!]!);
    all.push(takeFirst ? a[i++]! : b[j++]!);
  }
  return all;
}

export function mergedRow(nl: number, nr: number, extra: number, alpha: number, beta: number, v: readonly Numbers[]): Numbers {
  const n = nl + nr + 1;
  const z = numbers(n);
  for (let j = 0; j < n; j++) z[j] = j <= nl ? alpha * v[j]![nl]! : beta * v[j]![nl + 1]!;
  if (extra === 1) {
    const b = beta * v[n]![nl + 1]!;
    const r = Math.sqrt(z[nl]! * z[nl]! + b * b);
    if (r !== 0) {
      rot(n + 1, v[nl]!, v[n]!, z[nl]! / r, b / r);
      z[nl] = r;
    }
  }
  return z;
}

export interface Deflated { poles: number[]; weights: number[]; columns: number[]; gone: number[]; kinds: Kind[]; rotated: number }

/** Takes out negligible weights, and of equal poles all but one. `gone`: the deflated columns as they went. */
export function deflateMerge(nl: number, nr: number, norm: number, d: Numbers, z: Numbers, order: readonly number[], u: readonly Numbers[], v: readonly Numbers[]): Deflated {
  const n = nl + nr + 1;
  const tolerance = 8 * U * norm;
  const kinds = Array.from({ length: n }, (_, j): Kind => (j < nl ? "upper" : j === nl ? "dense" : "lower"));
  const out: Deflated = { poles: [0], weights: [Math.abs(z[nl]!) > tolerance ? z[nl]! : tolerance], columns: [nl], gone: [], kinds, rotated: 0 };
  let previous: number | undefined;
  const leave = (j: number) => {
    kinds[j] = "deflated";
    out.gone.push(j);
  };
  for (const j of order) {
    if (!(Math.abs(z[j]!) > tolerance)) {
      leave(j);
      continue;
    }
    if (previous !== undefined && !(d[j]! - d[previous]! > tolerance)) {
      const r = Math.sqrt(z[j]! * z[j]! + z[previous]! * z[previous]!);
      const [c, s] = [z[j]! / r, -z[previous]! / r];
      for (const x of [u, v]) if (x.length > 0) rot(x[0]!.length, x[previous]!, x[j]!, c, s);
      z[j] = r;
      if (kinds[j] !== kinds[previous]) kinds[j] = "dense";
      leave(previous);
      out.rotated++;
      for (const list of [out.poles, out.weights, out.columns]) list.pop();
    }
    out.poles.push(d[j]!);
    out.weights.push(z[j]!);
    out.columns.push(j);
    previous = j;
  }
  if (out.poles.length > 1 && !(out.poles[1]! > 0.5 * tolerance)) out.poles[1] = 0.5 * tolerance;
  return out;
}

function merge(f: number, nl: number, nr: number, extra: number, upper: readonly number[], lower: readonly number[], p: Problem): Solved {
  const n = nl + nr + 1;
  const d = p.d.subarray(f, f + n);
  const u = columns(p.u, p.n, f, n, n);
  const v = columns(p.v, p.n, f, n + extra, n + extra);
  const [alpha, beta] = [d[nl]!, p.e[f + nl]!];
  d[nl] = 0;
  const norm = Math.max(amax(n, d), Math.abs(alpha), Math.abs(beta));
  const exponent = norm > 0 ? Math.max(-1000, exponentOf(norm)) : 0;
  scaleBy(n, -exponent, d);
  const z = mergedRow(nl, nr, extra, alpha * 2 ** -exponent, beta * 2 ** -exponent, v);
  const halves = merged(upper, lower.map((j) => j + nl + 1), d);
  const kept = deflateMerge(nl, nr, norm * 2 ** -exponent, d, z, halves, u, v.slice(0, n + extra));
  const k = kept.poles.length;
  p.events.push({ n, k, rotated: kept.rotated });

  const [poles, weights] = [Float64Array.from(kept.poles), Float64Array.from(kept.weights)];
  const zz = kept.weights.reduce((sum, x) => sum + x * x, 0);
  const roots = Array.from({ length: k }, (_, j) => secularRoot(k, j, poles, weights, zz));
  const [origin, tau] = [roots.map((root) => root.origin), Float64Array.from(roots, (root) => root.tau)];
  const exact = exactWeights(k, poles, weights, origin, tau);

  const kindOf = (i: number) => kept.kinds[kept.columns[i]!]!;
  const places = Array.from({ length: k }, (_, i) => i);
  const [inUpper, inBoth, inLower] = (["upper", "dense", "lower"] as const).map((kind) => places.filter((i) => kindOf(i) === kind)) as [number[], number[], number[]];
  const group = [...inUpper, ...inBoth, ...inLower];
  const [groupedPoles, groupedWeights] = [Float64Array.from(group, (i) => poles[i]!), Float64Array.from(group, (i) => exact[i]!)];

  // The deflated columns behind those that stay, the last that went first.
  const gone = [...kept.gone].reverse();
  const replace = (x: Numbers[], isLeft: boolean): boolean => {
    const rows = x[0]!.length;
    const top = isLeft ? nl : nl + 1;
    const gap = isLeft ? 1 : 0;
    const old = [...group.map((i) => kept.columns[i]!), ...gone].map((column) => x[column]!.slice());
    const w = numbers(rows * k);
    for (let i = 0; i < k; i++) w.set(old[i]!, i * rows);
    for (let c = 0; c < k; c++) {
      const { x: vector, length } = secularVector(k, groupedPoles, groupedWeights, poles[origin[c]!]!, tau[c]!, isLeft ? inUpper.length : undefined);
      if (!(length < Infinity)) return false;
      x[c]!.fill(0);
      gemm(top, 1, inUpper.length + inBoth.length, 1, w, 1, rows, vector, 1, k, x[c]!, rows);
      gemm(rows - top - gap, 1, inBoth.length + inLower.length, 1, w.subarray(top + gap + inUpper.length * rows), 1, rows, vector.subarray(inUpper.length), 1, k, x[c]!.subarray(top + gap), rows);
      if (isLeft) x[c]![nl] = vector[inUpper.length]!;
    }
    for (let j = k; j < n; j++) x[j]!.set(old[j]!);
    return true;
  };
  if (p.u !== undefined && !replace(u, true)) return { failed: true };
  if (!replace(v, false)) return { failed: true };

  const values = [...roots.map((root) => poles[root.origin]! + root.tau), ...gone.map((column) => d[column]!)];
  d.set(values);
  scaleBy(n, exponent, d);
  const deflated: number[] = [];
  for (let j = n - 1; j >= k; j--) insert(deflated, j, d);
  return { order: merged(places, deflated, d) };
}
