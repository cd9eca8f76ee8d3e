import { type Matrix, type RankCriterion, type Svd, chooseRank, factors, lowRank, singularValues, truncatedSvd } from "../../index";
import { single } from "../../single/single";
import { DataError } from "../failure";
import { quoted } from "../files/json";
import { shapeText } from "../files/safetensors/header";
import { type SingleMatrix, leadingOfLarge } from "./large";
import { WEIGHT } from "./names";
import type { Kind, Layer } from "./layers";

/** How large the factors may be. */
export interface AdapterPlan {
  /** Largest rank; undefined for what `energy` needs. */
  readonly rank: number | undefined;
  /** Share of the sum of squares to keep; undefined for all that the rank allows. */
  readonly energy: number | undefined;
  /** Leave the rank for 90 % unknown where the values found do not reach it. */
  readonly quick: boolean;
  /** α: the adapter is applied with the factor α / rank. undefined for α = rank. */
  readonly alpha: number | undefined;
}

/** What was found for one layer. */
export interface LayerReport {
  readonly layer: string;
  readonly kind: Kind;
  readonly rows: number;
  readonly columns: number;
  readonly rank: number;
  /** Share of ‖W' − W‖_F² that the factors hold. */
  readonly energy: number;
  /** The rank that 90 % of it would need; null if that was not looked for (of a tensor that is too large, never) and is above `rank`. */
  readonly rankFor90: number | null;
  /** ‖W' − W‖_F. */
  readonly norm: number;
  /** What the factors were computed in. */
  readonly precision: "single" | "double";
  /** Modules that share the weight, and have factors of their own. */
  readonly tied: readonly string[];
}

/** A tensor of the adapter. */
export interface AdapterTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** Of linear layers (and convolutions) the factors are modules, of embeddings parameters. */
export type Form = "linear" | "embedding";

const NINETY = 0.9;
/** What PEFT puts before the name of a module. */
const PREFIX = "base_model.model.";

/** The names of the tensors of a module, as the PEFT library saves them. */
export function tensorNames(module: string, form: Form): { A: string; B: string } {
  const stem = `${PREFIX}${module}.lora_`;
  return form === "embedding" ? { A: `${stem}embedding_A`, B: `${stem}embedding_B` } : { A: `${stem}A${WEIGHT}`, B: `${stem}B${WEIGHT}` };
}

/** A module that gets factors, and which: in × out, or out × in. */
interface Place {
  readonly module: string;
  readonly form: Form;
  /** The factor on the side of the rows of the weight is A, r × rows. */
  readonly swapped: boolean;
}

/**
 * Where the factors of a layer go: to it and to those that share its weight. A layer that may be either a linear one or an embedding gets the
 * factors of both: the PEFT library takes those of the class that the module has, and leaves the others.
 */
export function placesOf({ name, kind, transposed, ties }: Layer): Place[] {
  const embedding = (module: string): Place => ({ module, form: "embedding", swapped: true });
  const linear: Place = { module: name, form: "linear", swapped: transposed };
  const own = kind === "embedding" ? [embedding(name)] : kind === "undecided" ? [linear, embedding(name)] : [linear];
  return [...own, ...ties.map((tie): Place => (tie.linear ? { module: tie.module, form: "linear", swapped: false } : embedding(tie.module)))];
}

/** The names of all tensors that a layer may have in an adapter, with their dimensions. */
export function plannedTensors(layer: Layer): { name: string; dimensions: number }[] {
  const dimensions = layer.kind === "convolution" ? 4 : 2;
  return placesOf(layer).flatMap(({ module, form }) => Object.values(tensorNames(module, form)).map((name) => ({ name, dimensions })));
}

/**
 * The best factors of one layer's difference, W' − W ≈ (α / rank) B A with B out × rank and A rank × in, equal in norm (of a transposed
 * layer, in × out, the transpose of that; of a convolution A is rank × in × height × width, and B out × rank × 1 × 1).
 *
 * @param norm     ‖W' − W‖_F, above 0.
 * @param isLarge  too large for all of it in WebAssembly.
 */
export function adaptLayer(difference: Matrix | SingleMatrix, norm: number, layer: Layer, plan: AdapterPlan, isLarge = false): { report: LayerReport; tensors: AdapterTensor[] } {
  const { rows, columns } = difference;
  const found = leading(difference, layer, plan, isLarge);
  const shares = cumulate(found.S, norm);
  const slack = isSingle(difference) ? SLACK.single : SLACK.double;
  const rank = Math.min(usefulRank(found.S, rows, columns, isSingle(difference) && !isLarge), plan.energy === undefined || plan.energy === 1 ? Infinity : leastRank(shares, plan.energy, slack) ?? found.S.length);
  return {
    report: {
      layer: layer.name, kind: layer.kind, rows, columns, rank, energy: shares[rank - 1]!, norm,
      rankFor90: leastRank(shares, NINETY, slack) ?? (plan.quick || isLarge ? null : rankBeyond(difference, shares, NINETY)),
      precision: isSingle(difference) && !isLarge ? "single" : "double",
      tied: layer.ties.map(({ module }) => module),
    },
    tensors: tensorsOf(layer, found, rank, plan.alpha === undefined ? 1 : Math.sqrt(rank / plan.alpha)),
  };
}

/** The leading triplets that the plan asks for. */
function leading(difference: Matrix | SingleMatrix, layer: Layer, { rank, energy }: AdapterPlan, isLarge: boolean): Svd | Svd<Float32Array> {
  const most = rank === undefined ? undefined : Math.min(rank, difference.rows, difference.columns);
  if (!isSingle(difference)) return lowRank(difference, most ?? { energy: energy! });
  if (!isLarge) return leadingOfSingle(difference, most ?? { energy: energy! });
  if (most === undefined && energy === 1) throw new DataError(`tensor ${quoted(layer.base.name)}: ${shapeText(layer.base.shape)} is too large for all of its singular values: --rank bounds them, --exclude leaves it out`);
  return leadingOfLarge(difference, most ?? { relativeError: Math.sqrt(1 - energy!) });
}

/** The norm of the whole is known: no triplet is needed beyond those wanted, and the next ones of a tuned layer are noise, which takes the longest. */
function leadingOfSingle(difference: SingleMatrix, wanted: number | { readonly energy: number }): Svd<Float32Array> {
  const found = typeof wanted === "number" ? truncatedSvd(difference, wanted, { precision: single }) : undefined;
  return found?.info.converged === true ? found : lowRank(difference, wanted, { precision: single });
}

function isSingle(matrix: Matrix | SingleMatrix): matrix is SingleMatrix {
  return matrix.data instanceof Float32Array;
}

/** The factors under every name that they have, times `scale` each. */
function tensorsOf(layer: Layer, found: Svd | Svd<Float32Array>, rank: number, scale: number): AdapterTensor[] {
  const { Y, Z } = factors(found);
  return placesOf(layer).flatMap(({ module, form, swapped }) => {
    const [out, into] = swapped ? [Z, Y] : [Y, Z];
    const names = tensorNames(module, form);
    const [, , height = 1, width = 1] = layer.base.shape;
    const isConvolution = layer.kind === "convolution";
    return [
      { name: names.A, shape: isConvolution ? [rank, into.rows / (height * width), height, width] : [rank, into.rows], values: leadingRows(into, rank, scale) },
      { name: names.B, shape: isConvolution ? [out.rows, rank, 1, 1] : [out.rows, rank], values: leadingColumns(out, rank, scale) },
    ];
  });
}

/** The shares of the sum of squares in the first 1, 2, … values. */
function cumulate(S: ArrayLike<number>, norm: number): number[] {
  let sum = 0;
  return Array.from(S, (s) => Math.min(1, sum += (s / norm) ** 2));
}

/** Sums of squares carry rounding: a share met to within this counts as met. */
const SLACK = { double: 1e-14, single: 1e-7 };

/** The least rank that holds a share; undefined if none does. */
function leastRank(shares: readonly number[], share: number, slack: number): number | undefined {
  const k = shares.findIndex((value) => value >= share - slack);
  return k < 0 ? undefined : k + 1;
}

/** Up to this share of min(m, n), looking for the leading triplets costs less than all singular values. */
const FEW = 1 / 16;

/** The rank that holds a share which the values found so far do not reach. Each of those to come adds at most as much as the last. */
function rankBeyond(difference: Matrix | SingleMatrix, shares: readonly number[], share: number): number {
  const [last, before] = [shares.at(-1)!, shares.at(-2) ?? 0];
  const least = shares.length + (share - last) / (last - before);
  const criterion = { energy: share };
  if (least <= FEW * Math.min(difference.rows, difference.columns)) return rankOf(difference, criterion);
  const values = isSingle(difference) ? Float64Array.from(singularValues(difference, { precision: single })) : singularValues(difference);
  return chooseRank(values, criterion, difference).rank;
}

function rankOf(difference: Matrix | SingleMatrix, criterion: RankCriterion): number {
  return (isSingle(difference) ? lowRank(difference, criterion, { precision: single }) : lowRank(difference, criterion)).rank;
}

/** How many of the values are above rounding. */
function usefulRank(S: Float64Array | Float32Array, rows: number, columns: number, singles: boolean): number {
  const longest = Math.max(rows, columns);
  const rounding = singles ? 8 * Math.sqrt(longest) * 2 ** -23 : longest * Number.EPSILON;
  return Array.from(S).filter((s) => s > rounding * S[0]!).length;
}

/** The first `rank` columns times a number; zeros where there are fewer. */
export function leadingColumns({ rows, columns, data }: Matrix, rank: number, scale: number): Float64Array {
  const kept = new Float64Array(rows * rank);
  for (let i = 0; i < rows; i++) for (let c = 0; c < Math.min(rank, columns); c++) kept[i * rank + c] = scale * data[i * columns + c]!;
  return kept;
}

/** The same, transposed: rank × rows. */
export function leadingRows({ rows, columns, data }: Matrix, rank: number, scale: number): Float64Array {
  const kept = new Float64Array(rank * rows);
  for (let i = 0; i < rows; i++) for (let c = 0; c < Math.min(rank, columns); c++) kept[c * rows + i] = scale * data[i * columns + c]!;
  return kept;
}
