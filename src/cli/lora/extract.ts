import type { Matrix } from "../../index";
import { DataError } from "../failure";
import { quoted } from "../files/json";
import { shapeText } from "../files/safetensors/header";
import type { Tensor } from "../files/safetensors/checkpoint";
import { isFloatType } from "../files/safetensors/numbers";
import { type AdapterPlan, type AdapterTensor, type LayerReport, adaptLayer } from "./adapter";
import { type Difference, type Models, compare } from "./difference";
import type { SingleMatrix } from "./large";
import type { Layer, Unfit } from "./layers";

/** A tensor that changed and is not in the adapter. */
export interface Skipped {
  readonly name: string;
  readonly reason: string;
  /** ‖W' − W‖_F; null where the two cannot be compared. */
  readonly norm: number | null;
}

/** A tensor that differs in a way that counts as no change. */
export interface Negligible {
  readonly name: string;
  readonly reason: string;
}

/** What became of one tensor: in the adapter, left out, or no change. */
export type Outcome =
  | { readonly kind: "adapted"; readonly report: LayerReport; readonly tensors: readonly AdapterTensor[] }
  | { readonly kind: "skipped"; readonly skipped: Skipped }
  | { readonly kind: "negligible"; readonly negligible: Negligible; readonly layer: boolean }
  | { readonly kind: "same"; readonly layer: boolean };

/** Entries that are held once here and once in WebAssembly, as doubles, which has room for twice as many. */
const MOST_DOUBLES = 2 ** 28;

export interface ExtractPlan extends AdapterPlan {
  /** Matrices of more entries are held once, in single precision. Default 2^28. */
  readonly most?: number;
  /** See `RoundingTest`. */
  readonly minimum: number | undefined;
}

/** Compares one tensor, and finds the factors of its difference if it is a layer. */
export function extract(models: Models, item: Layer | Unfit, plan: ExtractPlan): Outcome {
  const isLayer = "kind" in item;
  const { base, tuned } = item;
  if (base !== undefined && tuned !== undefined && isSame(models, base, tuned)) return { kind: "same", layer: isLayer };
  if (!isLayer) return leaveOut(models, item, plan);
  const { rows, columns } = item;
  const isLarge = rows * columns > (plan.most ?? MOST_DOUBLES);
  const difference = { rows, columns, data: reserve(item.base, isLarge || (item.base.type !== "F64" && item.tuned.type !== "F64")) };
  let at = 0;
  const found = compare(models, item.base, item.tuned, plan.minimum, (run) => {
    difference.data.set(run, at);
    at += run.length;
  });
  const no = unchanged(item.base.name, found, true);
  return no ?? { kind: "adapted", ...adaptLayer(difference as Matrix | SingleMatrix, found.norm, item, plan, isLarge) };
}

/** undefined if it is a change. */
function unchanged(name: string, { norm, rounding }: Difference, layer: boolean): Outcome | undefined {
  if (norm === 0) return { kind: "same", layer };
  return rounding === undefined ? undefined : { kind: "negligible", negligible: { name, reason: rounding }, layer };
}

function leaveOut(models: Models, { name, base, tuned, reason }: Unfit, { minimum }: ExtractPlan): Outcome {
  const comparable = base !== undefined && tuned !== undefined && isFloatType(base.type) && isFloatType(tuned.type) && isOneShape(base, tuned);
  if (!comparable) return { kind: "skipped", skipped: { name, reason: base === undefined || tuned === undefined || !isOneShape(base, tuned) ? reason : `changed, but ${reason}`, norm: null } };
  const found = compare(models, base, tuned, minimum);
  return unchanged(name, found, false) ?? { kind: "skipped", skipped: { name, reason: reason === "excluded" ? reason : `changed, but ${reason}`, norm: found.norm } };
}

function isOneShape(base: Tensor, tuned: Tensor): boolean {
  return base.shape.length === tuned.shape.length && base.shape.every((n, d) => n === tuned.shape[d]);
}

/** Whether two tensors are the same bytes. */
function isSame({ base, tuned }: Models, before: Tensor, after: Tensor): boolean {
  if (before.type !== after.type || !isOneShape(before, after)) return false;
  const others = tuned.pieces(after);
  for (const piece of base.pieces(before)) if (!piece.equals(others.next().value as Buffer)) return false;
  return true;
}

/** Weights in single precision, or less, differ by numbers that are as good in single precision. */
function reserve({ name, shape }: Tensor, singles: boolean): Float64Array | Float32Array {
  const count = shape.reduce((product, n) => product * n, 1);
  try {
    return singles ? new Float32Array(count) : new Float64Array(count);
  } catch {
    throw new DataError(`tensor ${quoted(name)}: ${shapeText(shape)} is too large to be held in memory; --exclude leaves it out`);
  }
}
