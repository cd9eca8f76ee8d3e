import { leadingColumns } from "./decomposition";
import { check } from "./errors";
import { iterate, type iterationOptions } from "./iterate";
import { openSource, type Source, toDense } from "./krylov-source";
import { type Matrix, readMatrix } from "./matrix";
import { checkOperator, isOperator, type LinearOperator } from "./operator";
import { checkSparse, isSparse, type SparseMatrix } from "./sparse";
import { svd, type Svd } from "./svd";
import type { TruncatedSvd } from "./triplets";
import { type Frame, withFrame } from "./wasm/frame";

/** A matrix in one of the forms that the iterations know. */
export type Input = Matrix | SparseMatrix | LinearOperator;

/** What the iteration is asked for. */
export interface KrylovPlan extends ReturnType<typeof iterationOptions> {
  readonly rank: number;
  readonly block: number;
  readonly seed: number;
}

export function readInput(a: unknown): Input {
  if (isOperator(a)) {
    checkOperator(a, "operator");
    return a;
  }
  if (isSparse(a)) {
    checkSparse(a, "matrix");
    return a;
  }
  return readMatrix(a, "matrix");
}

/** The full decomposition, cut; its residuals are measured too. */
export function cut(input: Input, { rank, seed, tolerance }: KrylovPlan): TruncatedSvd {
  const a = toDense(input);
  const result = leading(a, svd(a), rank);
  const { change } = result;
  return { ...result.triplets, info: { converged: change <= tolerance, iterations: 0, change, method: "full", seed } };
}

/** The leading triplets of a full decomposition and their measured residuals. */
export function leading(a: Matrix, whole: Svd, rank: number): { triplets: Svd & { residuals: Float64Array }; change: number } {
  const [U, S, V] = [leadingColumns(whole.U, rank), whole.S.slice(0, rank), leadingColumns(whole.V, rank)];
  const residuals = withFrame("truncatedSvd", (frame) => {
    const bytes = frame.wasm.residualsBytes(a.rows, a.columns);
    frame.require(bytes + (a.data.length + U.data.length + V.data.length + 2 * rank) * 8);
    const [at, u, s, v, out] = [frame.copyIn(a.data), frame.copyIn(U.data), frame.copyIn(S), frame.copyIn(V.data), frame.reserve(rank)];
    check(frame.wasm.residuals_f64(a.rows, a.columns, rank, at, u, s, v, out), "truncatedSvd", bytes);
    return frame.copyOut(out, rank);
  });
  const largest = residuals.reduce((most, r) => Math.max(most, r), 0);
  return { triplets: { U, S, V, residuals }, change: largest === 0 ? 0 : largest / S[0]! };
}

/** The iteration, on any input; the full decomposition where the matrix leaves it no room. */
export function krylov(input: Input, plan: KrylovPlan): TruncatedSvd {
  const { rows, columns } = input;
  const { rank, block } = plan;
  return withFrame("truncatedSvd", (frame) => {
    if (frame.wasm.basisLimit(rows, columns, rank, block) === 0) return cut(input, plan);
    const bytes = frame.wasm.truncatedBytes(rows, columns, rank, block);
    const source = openSource(frame, input, "truncatedSvd", bytes);
    return run(frame, source, plan, bytes);
  });
}

function run(frame: Frame, source: Source, plan: KrylovPlan, bytes: number): TruncatedSvd {
  const { wasm } = frame;
  const { rows, columns } = source;
  const { rank, block, seed, tolerance } = plan;
  const result = frame.bytes(4);
  frame.require(bytes);
  const opened = wasm.truncatedOpen(rows, columns, rank, block, tolerance, seed, source.exponent, source.outside ? 1 : 0, result);
  check(opened, "truncatedSvd", bytes);
  const state = frame.word(result, 0);
  const turn = () => source.turn(state);
  const steps = Math.max(plan.maxIterations, Math.ceil(rank / block));
  const { iterations } = iterate(
    () => {
      turn();
      return { change: wasm.truncatedChange(state), converged: wasm.truncatedIsDone(state) !== 0 };
    },
    { ...plan, maxIterations: steps },
  );
  // Stopped early: the triplets are taken as they are, and still measured.
  while (wasm.truncatedIsDone(state) === 0) {
    check(wasm.truncatedConclude(state), "truncatedSvd", bytes);
    turn();
  }
  return {
    ...copyOutTriplets(frame, state, rows, columns, rank),
    info: { converged: wasm.truncatedConverged(state) !== 0, iterations, change: wasm.truncatedChange(state), method: "lanczos", seed },
  };
}

/** The measured triplets of a state that is done. */
export function copyOutTriplets(frame: Frame, state: number, rows: number, columns: number, rank: number): Svd & { residuals: Float64Array } {
  const { wasm } = frame;
  return {
    U: frame.copyOutMatrix(wasm.truncatedU(state), rows, rank),
    S: frame.copyOut(wasm.truncatedValues(state), rank),
    V: frame.copyOutMatrix(wasm.truncatedV(state), columns, rank),
    residuals: frame.copyOut(wasm.truncatedResiduals(state), rank),
  };
}
