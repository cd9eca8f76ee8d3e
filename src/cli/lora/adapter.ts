import { type Matrix, chooseRank, factors, frobeniusNorm, lowRank, singularValues } from "../../index";
import { DataError } from "../failure";
import type { Safetensors } from "../files/safetensors";
import type { Layer } from "./layers";

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
  readonly rows: number;
  readonly columns: number;
  readonly rank: number;
  /** Share of ‖W' − W‖_F² that the factors hold. */
  readonly energy: number;
  /** The rank that 90 % of it would need; null if that was not looked for and is above `rank`. */
  readonly rankFor90: number | null;
  /** ‖W' − W‖_F. */
  readonly norm: number;
  readonly embedding: boolean;
}

/** A tensor of the adapter. */
export interface AdapterTensor {
  readonly name: string;
  readonly shape: readonly [number, number];
  readonly values: Float64Array;
}

const NINETY = 0.9;
/** What PEFT puts before the name of a module. */
const PREFIX = "base_model.model.";

/** The names of a layer's two tensors, as the PEFT library saves them: of embeddings they are parameters, else modules. */
export function tensorNames({ name, embedding }: Layer): { A: string; B: string } {
  const stem = `${PREFIX}${name}.lora_`;
  return embedding ? { A: `${stem}embedding_A`, B: `${stem}embedding_B` } : { A: `${stem}A.weight`, B: `${stem}B.weight` };
}

/**
 * The best factors of one layer's difference, W' − W ≈ (α / rank) B A with B out × rank and A rank × in, equal in norm (of a transposed
 * layer, in × out, the transpose of that).
 *
 * @returns undefined if nothing changed.
 */
export function adaptLayer(base: Safetensors, tuned: Safetensors, layer: Layer, plan: AdapterPlan): { report: LayerReport; A: AdapterTensor; B: AdapterTensor } | undefined {
  const difference = readDifference(base, tuned, layer);
  const norm = frobeniusNorm(difference);
  if (norm === 0) return undefined;
  const { rows, columns } = difference;
  const found = lowRank(difference, plan.rank === undefined ? { energy: plan.energy! } : Math.min(plan.rank, rows, columns));
  const shares = cumulate(found.S, norm);
  const rank = Math.min(usefulRank(found.S, rows, columns), plan.energy === undefined ? Infinity : leastRank(shares, plan.energy) ?? found.rank);
  const scale = plan.alpha === undefined ? 1 : Math.sqrt(rank / plan.alpha);
  const { Y, Z } = factors(found);
  const [out, into] = layer.transposed ? [Z, Y] : [Y, Z];
  const names = tensorNames(layer);
  return {
    report: {
      layer: layer.name, rows, columns, rank, energy: shares[rank - 1]!, norm, embedding: layer.embedding,
      rankFor90: leastRank(shares, NINETY) ?? (plan.quick ? null : rankBeyond(difference, shares, NINETY)),
    },
    A: { name: names.A, shape: [rank, into.rows], values: leadingRows(into, rank, scale) },
    B: { name: names.B, shape: [out.rows, rank], values: leadingColumns(out, rank, scale) },
  };
}

/** W' − W, exactly as far as doubles hold it. The memory is that of the result and one chunk of each file. */
function readDifference(base: Safetensors, tuned: Safetensors, layer: Layer): Matrix {
  const [rows, columns] = layer.base.shape as [number, number];
  const data = reserve(rows * columns, layer);
  let p = 0;
  for (const piece of tuned.numbers(layer.tuned)) for (let q = 0; q < piece.length; q++) data[p++] = piece[q]!;
  p = 0;
  for (const piece of base.numbers(layer.base)) for (let q = 0; q < piece.length; q++) data[p++]! -= piece[q]!;
  const bad = data.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) {
    const entry = `tensor ${JSON.stringify(layer.base.name)}, entry [${Math.floor(bad / columns)}, ${bad % columns}]`;
    throw new DataError(`${base.path} or ${tuned.path}, ${entry}: is not a finite number`);
  }
  return { rows, columns, data };
}

function reserve(count: number, layer: Layer): Float64Array {
  try {
    return new Float64Array(count);
  } catch {
    throw new DataError(`tensor ${JSON.stringify(layer.base.name)}: ${layer.base.shape.join(" × ")} is too large to be held in memory; --exclude leaves it out`);
  }
}

/** The shares of the sum of squares in the first 1, 2, … values. */
function cumulate(S: Float64Array, norm: number): number[] {
  let sum = 0;
  return Array.from(S, (s) => Math.min(1, sum += (s / norm) ** 2));
}

/** Sums of squares carry rounding: a share met to within this counts as met. */
const SLACK = 1e-14;

/** The least rank that holds a share; undefined if none does. */
function leastRank(shares: readonly number[], share: number): number | undefined {
  const k = shares.findIndex((value) => value >= share - SLACK);
  return k < 0 ? undefined : k + 1;
}

/** Up to this share of min(m, n), looking for the leading triplets costs less than all singular values. */
const FEW = 1 / 16;

/** The rank that holds a share which the values found so far do not reach. Each of those to come adds at most as much as the last. */
function rankBeyond(difference: Matrix, shares: readonly number[], share: number): number {
  const [last, before] = [shares.at(-1)!, shares.at(-2) ?? 0];
  const least = shares.length + (share - last) / (last - before);
  const criterion = { energy: share };
  if (least <= FEW * Math.min(difference.rows, difference.columns)) return lowRank(difference, criterion).rank;
  return chooseRank(singularValues(difference), criterion, difference).rank;
}

/** How many of the values are above rounding. */
function usefulRank(S: Float64Array, rows: number, columns: number): number {
  return S.filter((s) => s > Math.max(rows, columns) * Number.EPSILON * S[0]!).length;
}

/** The first `rank` columns times a number. */
function leadingColumns({ rows, columns, data }: Matrix, rank: number, scale: number): Float64Array {
  const kept = new Float64Array(rows * rank);
  for (let i = 0; i < rows; i++) for (let c = 0; c < rank; c++) kept[i * rank + c] = scale * data[i * columns + c]!;
  return kept;
}

/** The same, transposed: rank × rows. */
function leadingRows({ rows, columns, data }: Matrix, rank: number, scale: number): Float64Array {
  const kept = new Float64Array(rank * rows);
  for (let i = 0; i < rows; i++) for (let c = 0; c < rank; c++) kept[c * rows + i] = scale * data[i * columns + c]!;
  return kept;
}
