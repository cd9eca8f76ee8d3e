import type { Input } from "./input";
import { reached, type KrylovPlan } from "./krylov";
import { gramIsCheapest } from "./leading-cost";
import { feed, rowsAtATime, sumRows } from "./row-parts";
import type { TruncatedSvd } from "./truncated-result";
import { bytesOf } from "./wasm/working";
import { withFrame } from "./wasm/frame";

/** Leading triplets, the means of the columns (0 where they were not taken out) and the sum of the squares of all entries. */
export interface Leading {
  readonly triplets: TruncatedSvd;
  readonly mean: Float64Array;
  readonly energy: number;
}

/**
 * The leading triplets of a tall or wide dense matrix from the eigenvectors of its Gram matrix, refined: V_k, then A V_k = U diag(S) Wᵀ, V = V_k W; their
 * residuals are measured. Undefined where these miss the tolerance: half the digits of values far below the largest are lost in a Gram
 * matrix, or where another road is cheaper (`iterates` tells which). `centred`: of a tall table, less the means of its columns. The rows of a tall matrix, the columns of a wide one, enter
 * the module some at a time. `left`: false where U is not wanted; it has no columns then.
 */
export function leadingByGram(operation: string, a: Input, plan: KrylovPlan, centred: boolean, iterates: boolean, left = true): Leading | undefined {
  if (a.form !== "dense") return undefined;
  const { rows, columns } = a;
  const { rank: k, seed } = plan;
  const wide = rows < columns;
  const [m, n] = wide ? [columns, rows] : [rows, columns];
  if (plan.onProgress !== undefined || (centred && wide) || !gramIsCheapest(m, n, k, iterates)) return undefined;
  return withFrame(operation, (frame) => {
    const { wasm } = frame;
    const most = rowsAtATime(n);
    frame.require(wasm.leadingBytes(m, n, k) + bytesOf(most * n));
    const state = frame.open((result) => wasm.leadingOpen(m, n, k, result));
    const at = frame.reserve(most * n);
    const energy = sumRows(frame, a, state, at, centred);
    if (energy === undefined) return undefined;
    frame.call(wasm.leadingSolve(state));
    feed(frame, a, at, (first, count, down, right) => wasm.leadingProject(state, first, count, at, down, right));
    const result = frame.reserveWords(4);
    frame.call(wasm.leadingFinish(state, wide ? 1 : 0, result));
    const [long, s, short, distances] = frame.words(result, 4) as unknown as [number, number, number, number];
    const [S, residuals] = [frame.copyOut(s, k), frame.copyOut(distances, k)];
    const about = reached({ S, residuals }, plan);
    if (!about.converged) return undefined;
    const [u, v] = wide ? [short, long] : [long, short];
    return {
      triplets: {
        U: frame.copyOutMatrix(u, rows, left ? k : 0), S, V: frame.copyOutMatrix(v, columns, k), residuals,
        info: { ...about, iterations: 0, method: "gram", seed, passes: 2 },
      },
      mean: frame.copyOut(wasm.rowsMean(state), n),
      energy,
    };
  });
}
