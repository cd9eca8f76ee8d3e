import { type Matrix, chooseRank, factors, frobeniusNorm, recompress } from "../../index";
import { DataError } from "../failure";
import { quoted } from "../files/json";
import type { Checkpoint, Tensor } from "../files/safetensors/checkpoint";
import { type AdapterTensor, type Form, leadingColumns, leadingRows, tensorNames } from "./adapter";
import type { Pair, SavedAdapter } from "./saved-adapter";
import { transposed } from "../files/matrix/transposed";

/** The factors that one module has in some adapters. */
export interface Module {
  readonly module: string;
  readonly forms: ReadonlyMap<Form, readonly { readonly pair: Pair; readonly weights: Checkpoint; readonly weight: number }[]>;
}

export interface CombinePlan {
  /** Largest rank; undefined for no limit. */
  readonly rank: number | undefined;
  /** Share of the sum of squares to keep; undefined for all. */
  readonly energy: number | undefined;
  readonly alpha: number | undefined;
}

/** What became of one module. */
export interface ModuleReport {
  readonly module: string;
  readonly rows: number;
  readonly columns: number;
  /** The ranks of the adapters, added up. */
  readonly rankBefore: number;
  readonly rank: number;
  /** Share of the sum of squares of the (summed) change that the factors hold. */
  readonly energy: number;
  /** The norm of that change. */
  readonly norm: number;
}

/** The modules of adapters, in order, each with all of its factors. */
export function modulesOf(adapters: readonly SavedAdapter[], weights: readonly number[]): Module[] {
  const modules = new Map<string, Map<Form, { pair: Pair; weights: Checkpoint; weight: number }[]>>();
  adapters.forEach((adapter, i) => {
    for (const pair of adapter.pairs) {
      const forms = modules.get(pair.module) ?? new Map<Form, { pair: Pair; weights: Checkpoint; weight: number }[]>();
      modules.set(pair.module, forms);
      const terms = forms.get(pair.form) ?? [];
      forms.set(pair.form, terms);
      const [first] = terms;
      if (first !== undefined && !sameShape(first.pair, pair)) {
        throw new DataError(`${adapter.weights.path}: module ${quoted(pair.module)} is ${pair.out} × ${pair.into}, but ${first.pair.out} × ${first.pair.into} in ${first.weights.path}`);
      }
      terms.push({ pair, weights: adapter.weights, weight: weights[i]! });
    }
  });
  return [...modules].map(([module, forms]) => ({ module, forms }));
}

/** Alike but for the rank. */
function sameShape(a: Pair, b: Pair): boolean {
  return a.out === b.out && a.A.shape.length === b.A.shape.length && a.A.shape.slice(1).every((n, d) => n === b.A.shape[d + 1]);
}

/** Factors are written with at most the 24 bits of F32: what is less than this share of the terms is their rounding, or would be. */
const SINGLE = 2 ** -24;

/** The factors of the sum of what the adapters do to a module, of the rank that the plan asks for. No tensors if the sum is zero. */
export function combine({ module, forms }: Module, { rank: most = Infinity, energy, alpha }: CombinePlan): { report: ModuleReport; tensors: AdapterTensor[] } {
  const parts = [...forms].map(([form, terms]) => {
    const factored = terms.map(({ pair, weights, weight }) => ({ Y: read(weights, pair.B, pair.out, pair.rank), Z: transposed(read(weights, pair.A, pair.rank, pair.into)), weight: weight * pair.scale }));
    const sum = recompress(factored);
    const level = SINGLE * factored.reduce((size, { Y, Z, weight }) => size + Math.abs(weight) * frobeniusNorm(Y) * frobeniusNorm(Z), 0);
    const real = sum.S.filter((s) => s > level).length;
    const wanted = energy === undefined ? real : chooseRank(sum.S, { energy }, [sum.U.rows, sum.V.rows]).rank;
    return { form, terms, sum, real, rank: Math.min(wanted, real, most) };
  });
  const rank = Math.max(...parts.map((part) => part.rank));
  const [{ sum: { S, U, V }, terms, real }] = parts as [typeof parts[number]];
  const norm = Math.hypot(...S);
  const share = S.slice(0, rank).reduce((sum, s) => sum + (s / norm) ** 2, 0);
  const report = { module, rows: U.rows, columns: V.rows, rankBefore: terms.reduce((sum, { pair }) => sum + pair.rank, 0), rank, energy: rank >= real ? 1 : Math.min(1, share), norm };
  if (rank === 0) return { report, tensors: [] };
  const scale = alpha === undefined ? 1 : Math.sqrt(rank / alpha);
  const tensors = parts.flatMap(({ form, sum, terms: [first] }) => {
    const { Y, Z } = factors(sum);
    const names = tensorNames(module, form);
    const { A, B } = first!.pair;
    return [
      { name: names.A, shape: [rank, ...A.shape.slice(1)], values: leadingRows(Z, rank, scale) },
      { name: names.B, shape: [B.shape[0]!, rank, ...B.shape.slice(2)], values: leadingColumns(Y, rank, scale) },
    ];
  });
  return { report, tensors };
}

function read(weights: Checkpoint, tensor: Tensor, rows: number, columns: number): Matrix {
  const data = new Float64Array(rows * columns);
  let at = 0;
  for (const piece of weights.numbers(tensor)) {
    data.set(piece, at);
    at += piece.length;
  }
  const bad = data.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) throw new DataError(`${weights.path}, tensor ${quoted(tensor.name)}: number ${bad + 1} is not finite`);
  return { rows, columns, data };
}
