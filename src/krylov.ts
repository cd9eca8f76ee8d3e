import { leadingColumns } from "./decomposition";
import { type Input, toDense } from "./input";
import { iterate, type iterationOptions } from "./iterate";
import { openSource, type Source } from "./krylov-source";
import { mapped, part } from "./lists";
import type { Matrix } from "./matrix";
import { svd, type Svd } from "./svd";
import type { TruncatedInfo, TruncatedSvd } from "./truncated-result";
import { bytesOf, epsilon } from "./wasm/working";
import { type Frame, withFrame } from "./wasm/frame";

/** What the iteration is asked for. */
export interface KrylovPlan extends ReturnType<typeof iterationOptions> {
  readonly rank: number;
  readonly block: number;
  readonly seed: number;
  /** Whether the tolerance is of each residual relative to its own value, and not to the largest. Default false. */
  readonly relative?: boolean;
}

/** The full decomposition, cut; its residuals are measured too. */
export function cut(input: Input, plan: KrylovPlan): TruncatedSvd {
  const a = toDense(input);
  const triplets = leading(a, svd(a), plan.rank);
  return { ...triplets, info: { ...reached(triplets, plan), iterations: 0, method: "full", seed: plan.seed, passes: 1 } };
}

/** How far measured triplets came: the largest residual relative to what the tolerance is relative to. */
export function reached({ S, residuals }: Pick<Measured, "S" | "residuals">, { tolerance, relative }: KrylovPlan): Pick<TruncatedInfo, "converged" | "change" | "relativeUncertainty"> {
  const relativeUncertainty = uncertainties(S, residuals);
  const largest = residuals.reduce((most, r) => Math.max(most, r), 0);
  const change = relative ? relativeUncertainty.reduce((most, r) => Math.max(most, r), 0) : largest === 0 ? 0 : largest / S[0]!;
  return { converged: change <= tolerance, change, relativeUncertainty };
}

/** Residuals relative to their values; nothing is more certain than the rounding of what was measured. */
export function uncertainties(S: Float64Array, residuals: Float64Array): Float64Array {
  const least = S.length > 0 ? epsilon() * S[0]! : 0;
  return mapped(S, "truncatedSvd", (s, i) => {
    const distance = Math.max(residuals[i]!, least);
    return distance === 0 ? 0 : distance / s;
  });
}

type Measured = Svd & Pick<TruncatedSvd, "residuals">;

/** The leading triplets of a full decomposition and their measured residuals. */
export function leading(a: Matrix, whole: Svd, rank: number): Measured {
  const [U, S, V] = [leadingColumns(whole.U, rank), part(whole.S, 0, rank, "truncatedSvd"), leadingColumns(whole.V, rank)];
  const residuals = withFrame("truncatedSvd", (frame) => {
    frame.require(frame.wasm.residualsBytes(a.rows, a.columns) + bytesOf(a.data.length + U.data.length + V.data.length + 2 * rank));
    const [at, u, s, v, out] = [frame.copyIn(a.data), frame.copyIn(U.data), frame.copyIn(S), frame.copyIn(V.data), frame.reserve(rank)];
    frame.call(frame.wasm.residuals(a.rows, a.columns, rank, at, u, s, v, out));
    return frame.copyOut(out, rank);
  });
  return { U, S, V, residuals };
}

/** The iteration, on any input; the full decomposition where the matrix leaves it no room. */
export function krylov(input: Input, plan: KrylovPlan): TruncatedSvd {
  const { rows, columns } = input;
  const { rank, block } = plan;
  return withFrame("truncatedSvd", (frame) => {
    if (frame.wasm.basisLimit(rows, columns, rank, block) === 0) return cut(input, plan);
    const bytes = frame.wasm.truncatedBytes(rows, columns, rank, block);
    const source = openSource(frame, input, bytes);
    return run(frame, source, plan, bytes);
  });
}

function run(frame: Frame, source: Source, plan: KrylovPlan, bytes: number): TruncatedSvd {
  const { wasm } = frame;
  const { rows, columns } = source;
  const { rank, block, seed, tolerance, relative = false } = plan;
  frame.require(bytes);
  const state = frame.open((result) => wasm.truncatedOpen(rows, columns, rank, block, tolerance, relative ? 1 : 0, seed, source.exponent, result));
  if (source.outside) wasm.truncatedFromOutside(state);
  let turns = 0;
  const turn = () => {
    turns++;
    source.turn(state);
  };
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
    frame.call(wasm.truncatedConclude(state));
    turn();
  }
  const triplets = copyOutTriplets(frame, state, rows, columns, rank);
  const about = reached(triplets, plan);
  // Only the iteration knows whether the missed-copies test has passed, and the change before S was rounded to subnormal numbers.
  const converged = wasm.truncatedConverged(state) !== 0 && (about.converged || !relative);
  const change = relative ? about.change : wasm.truncatedChange(state);
  return { ...triplets, info: { ...about, converged, iterations, change, method: "lanczos", seed, passes: 2 * turns } };
}

/** The measured triplets of a state that is done. */
export function copyOutTriplets(frame: Frame, state: number, rows: number, columns: number, rank: number): Measured {
  const { wasm } = frame;
  return {
    U: frame.copyOutMatrix(wasm.truncatedU(state), rows, rank),
    S: frame.copyOut(wasm.truncatedValues(state), rank),
    V: frame.copyOutMatrix(wasm.truncatedV(state), columns, rank),
    residuals: frame.copyOut(wasm.truncatedResiduals(state), rank),
  };
}
