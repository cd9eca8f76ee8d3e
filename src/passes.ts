import type { Sparse } from "./input";
import { reached, type KrylovPlan } from "./krylov";
import { allocate, mapped } from "./lists";
import type { Matrix } from "./matrix";
import { apply, type AsyncOperator, type LinearOperator, type Product, readProduct } from "./operator";
import { timesPowerOfTwo } from "./power-of-two";
import { copyInSparse } from "./sparse";
import type { RightTriplets } from "./truncated-result";
import { asCaller, bytesOf, epsilon } from "./wasm/working";
import { type Frame, withFrame } from "./wasm/frame";

/** A product with AᵀA rounds so many units of S[0]²: a value is known to that divided by S[i] at best, and to its root in any case. */
const ROUNDING = 4;
/** A search that has come within this factor of what rounding allows has come to its end. */
const NEAR = 16;
/** Columns of a block where nothing is said: a pass over data that do not fit costs the same for one column. */
const WIDE = 32;
/** Columns of A up to which one pass with all of them, the whole Gram matrix, is the quickest. */
const ALL_UP_TO = 128;
/** Blocks that the space holds before it is cut to its leading part, and at least: what is kept, the newest block, and the next one. */
const BLOCKS = { usual: 8, least: 4 };

const OPERATION = "truncatedSvd";

/** What a search by passes is asked for, on a matrix of `columns` columns. */
interface PassesPlan extends KrylovPlan {
  readonly columns: number;
  readonly capacity: number;
}

/** Columns of a block where nothing is said, at least `rank`: a narrower one could miss copies of a repeated value. */
export function wideBlock(columns: number, rank: number): number {
  return columns <= ALL_UP_TO ? columns : Math.min(columns, Math.max(WIDE, rank + Math.ceil(rank / 4)));
}

/** The same with what the space holds. Refused before anything is read where it cannot fit. */
function withRoom(columns: number, plan: KrylovPlan): PassesPlan {
  const { rank, block } = plan;
  return withFrame(OPERATION, (frame) => {
    const bytes = (capacity: number) => frame.wasm.passesBytes(columns, capacity, block, rank);
    const [least, usual] = [rank + BLOCKS.least * block, Math.max(rank + BLOCKS.least * block, BLOCKS.usual * block)].map((most) => Math.min(columns, most)) as [number, number];
    const capacity = bytes(usual) <= frame.wasm.available() ? usual : least;
    frame.require(bytes(capacity));
    return { ...plan, columns, capacity };
  });
}

/**
 * Block Krylov on AᵀA with Rayleigh–Ritz: gives a block X, columns × b, and is given AᵀA X, until it is done. What is between two passes is kept outside
 * of the module, so that the answer may come at any time, or never.
 */
function* passes(columns: number, wanted: KrylovPlan): Generator<Matrix, RightTriplets, Matrix> {
  const plan = withRoom(columns, wanted);
  const space: Space = {
    v: allocate(columns * plan.capacity, OPERATION), w: allocate(columns * plan.capacity, OPERATION), pass: 0, count: 0, width: plan.block,
  };
  let x = withFrame(OPERATION, (frame) => {
    const state = open(frame, space, plan);
    frame.wasm.passesBegin(state);
    return keep(frame, state, space, columns);
  });
  for (;;) {
    const product = yield x;
    const next = withFrame(OPERATION, (frame) => take(frame, space, product, plan));
    if ("S" in next) return next;
    x = next;
  }
}

/** V and W = AᵀA V, columns × capacity, of which `count` columns are filled; blocks so far; columns of the newest. */
interface Space {
  readonly v: Float64Array;
  readonly w: Float64Array;
  pass: number;
  count: number;
  width: number;
}

function open(frame: Frame, { v, w, pass, count, width }: Space, { columns, capacity, block, rank, seed }: PassesPlan): number {
  const { wasm } = frame;
  frame.require(wasm.passesBytes(columns, capacity, block, rank));
  const state = frame.open((result) => wasm.passesOpen(columns, capacity, block, rank, seed, pass, count, width, result));
  frame.write(wasm.passesV(state), v);
  frame.write(wasm.passesW(state), w);
  return state;
}

/** The state as it is now, and the block to multiply. */
function keep(frame: Frame, state: number, space: Space, columns: number): Matrix {
  const { wasm } = frame;
  frame.copyInto(wasm.passesV(state), space.v);
  frame.copyInto(wasm.passesW(state), space.w);
  space.pass = wasm.passesNumber(state);
  space.count = wasm.passesCount(state);
  space.width = wasm.passesWidth(state);
  return frame.copyOutMatrix(wasm.passesBlock(state), columns, space.width);
}

/** What follows from a product: the next block, or the triplets. */
function take(frame: Frame, space: Space, product: Matrix, plan: PassesPlan): Matrix | RightTriplets {
  const { wasm } = frame;
  const { columns, rank, seed, maxIterations, onProgress } = plan;
  const state = open(frame, space, plan);
  frame.write(wasm.passesBlock(state), product.data);
  frame.call(wasm.passesTake(state));
  const S = mapped(frame.copyOut(wasm.passesValues(state), rank), OPERATION, (theta) => Math.sqrt(Math.max(theta, 0)));
  const rounding = ROUNDING * epsilon();
  const least = mapped(S, OPERATION, (s) => S[0]! * Math.min(s > 0 ? (rounding * S[0]!) / s : Infinity, Math.sqrt(rounding)));
  const measured = frame.copyOut(wasm.passesResiduals(state), rank);
  const residuals = mapped(measured, OPERATION, (r, i) => Math.max(r, least[i]!));
  const about = reached({ S, residuals }, plan);
  const iterations = space.pass;
  const stopped = asCaller(() => onProgress?.({ iteration: iterations, change: about.change })) === false;
  const isNear = measured.every((r, i) => r <= NEAR * least[i]!);
  if (!about.converged && !stopped && !isNear && iterations < maxIterations && wasm.passesNext(state) !== 0) return keep(frame, state, space, columns);
  const V = frame.copyOutMatrix(wasm.passesFinish(state), columns, rank);
  return { S, V, residuals, info: { ...about, iterations, method: "passes", seed, passes: iterations } };
}

/** The search on a matrix whose products are there at once. */
export function passesSync(a: LinearOperator | Sparse, plan: KrylovPlan): RightTriplets {
  const source = "rowStart" in a ? ofSparse(a) : { exponent: 0, product: (x: Matrix) => applyGram(a, x) };
  const search = passes(a.columns, plan);
  let turn = search.next();
  while (turn.done !== true) turn = search.next(source.product(turn.value));
  return unscaled(turn.value, source.exponent);
}

/** What ends a search from outside: an AbortSignal. By its shape, as not every TypeScript project has that type. */
export interface SearchSignal {
  readonly aborted: boolean;
  /** What the promise rejects with. */
  readonly reason: unknown;
}

/** The same where they are promises. What the signal says is looked at before each product and after it. */
export async function passesAsync(a: AsyncOperator, plan: KrylovPlan, signal: SearchSignal | undefined): Promise<RightTriplets> {
  const goOn = (): void => {
    if (signal?.aborted === true) throw signal.reason;
  };
  goOn();
  const search = passes(a.columns, plan);
  const multiply = async (method: Product, x: Matrix): Promise<Matrix> => {
    goOn();
    const product: unknown = await (a[method] as AsyncOperator["multiply"])(x);
    goOn();
    return readProduct(a, method, x, product, "operator");
  };
  let turn = search.next();
  while (turn.done !== true) {
    const x = turn.value;
    turn = search.next(a.multiplyGram === undefined ? await multiply("multiplyTransposed", await multiply("multiply", x)) : await multiply("multiplyGram", x));
  }
  return turn.value;
}

/** AᵀA x of an operator: by its own method for both, or one after the other. */
function applyGram(a: LinearOperator, x: Matrix): Matrix {
  return a.multiplyGram === undefined ? apply(a, "multiplyTransposed", apply(a, "multiply", x, "operator"), "operator") : apply(a, "multiplyGram", x, "operator");
}

/** AᵀA x of a sparse matrix in one reading of it, scaled by a power of two where squares would leave the range. */
function ofSparse(a: Sparse): { readonly exponent: number; readonly product: (x: Matrix) => Matrix } {
  const { rows, columns, value } = a;
  const load = <R>(use: (frame: Frame, at: ReturnType<typeof copyInSparse>, exponent: number) => R): R =>
    withFrame(OPERATION, (frame) => {
      const at = copyInSparse(frame, a, "matrix");
      return use(frame, at, frame.wasm.scaleInput(value.length, at.value));
    });
  return {
    exponent: load((_, __, exponent) => exponent),
    product: ({ columns: b, data }) => load((frame, at) => {
      frame.require(bytesOf((2 * columns + 64) * b));
      const [x, z] = [frame.copyIn(data), frame.reserve(columns * b)];
      frame.call(frame.wasm.gramProductSparse(rows, columns, b, at.rowStart, at.column, at.value, x, z));
      return frame.copyOutMatrix(z, columns, b);
    }),
  };
}

function unscaled(found: RightTriplets, exponent: number): RightTriplets {
  if (exponent === 0) return found;
  const up = (list: Float64Array): Float64Array => mapped(list, OPERATION, (x) => timesPowerOfTwo(x, exponent));
  return { ...found, S: up(found.S), residuals: up(found.residuals) };
}
