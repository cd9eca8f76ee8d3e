import { Axis } from "../../../assembly/codes";
import { allocate, mapped } from "../../lists";
import type { Frame } from "../../wasm/completion";
import type { FeatureTable, FeatureTables } from "../features";
import type { Completion, CompletionSide, FeatureWeights } from "../types";
import { openTable } from "./table";
import { copyOutColumns } from "../../wasm/frame";

/** Features of both sides beside a fit, by their records in WebAssembly memory; 0 for none. */
export interface PlacedFeatures {
  readonly row: number;
  readonly column: number;
}

/** Opens the features of both sides and tells the fit, by what `attach` does. */
export function placeFeatures(frame: Frame, features: FeatureTables | undefined, stride: number, attach: (axis: Axis, features: number) => void): PlacedFeatures {
  const place = (axis: Axis, table: FeatureTable | undefined) => {
    if (table === undefined) return 0;
    const { rows, columns } = table;
    const { table: listed, count } = openTable(frame, table, 1, "options.features");
    const { wasm } = frame;
    const lists = [wasm.tableStartAddress(listed), wasm.tableColumnAddress(listed), wasm.tableValueAddress(listed)] as const;
    const record = frame.open((result) => wasm.featuresOpen(rows, columns, stride, ...lists, count < rows * columns ? 1 : 0, result));
    attach(axis, record);
    return record;
  };
  return { row: place(Axis.Row, features?.row), column: place(Axis.Column, features?.column) };
}

/** The model with what its features say. `rank`: of the weights; `unit`: what the entries were divided by. */
export function withFeatures(model: Completion, frame: Frame, tables: FeatureTables | undefined, placed: PlacedFeatures, { rank, stride, unit }: { rank: number; stride: number; unit: number }): Completion {
  if (tables === undefined) return model;
  const side = (name: "row" | "column"): CompletionSide => {
    const table = tables[name];
    if (table === undefined) return model[name];
    const size = rank + 1;
    const raw = copyOutColumns(frame, frame.wasm.featuresWeights(placed[name]), table.columns, stride, 0, size);
    const weights = unit === 1 ? raw : mapped(raw, "complete", (w, e) => w * (e % size === rank ? unit : Math.sqrt(unit)));
    return { ...model[name], features: { ...unitsOfFeatures(frame, placed[name], table.columns), weights } };
  };
  return { ...model, row: side("row"), column: side("column") };
}

/** What features are measured in. */
export function unitsOfFeatures(frame: Frame, record: number, count: number): Omit<FeatureWeights, "weights"> {
  return { count, centre: frame.copyOut(frame.wasm.featuresCentre(record), count), scale: frame.copyOut(frame.wasm.featuresScale(record), count) };
}

/** What the features x of a new line say: `size` numbers, rank + 1. */
export function saidBy(frame: Frame, features: FeatureWeights, x: Float64Array, size: number): Float64Array {
  const out = frame.copyIn(frame.zeros(size));
  addSaid(frame, features, x, size, out);
  return frame.copyOut(out, size);
}

/** Adds what they say to the numbers at `out`; of sample `s` of a Bayesian model. */
export function addSaid(frame: Frame, { count, centre, scale, weights }: FeatureWeights, x: Float64Array, size: number, out: number, s = 0): void {
  const own = weights.subarray(s * count * size, (s + 1) * count * size);
  frame.wasm.featuresLine(count, size, frame.copyIn(x), frame.copyIn(centre), frame.copyIn(scale), frame.copyIn(own), out);
}

/** A record of features whose one line has a given prior mean: of the factors, and of the bias in the slot after them. */
export function placeMean(frame: Frame, mean: Float64Array, stride: number): number {
  const nothing = frame.copyInWords(allocate(2, "foldIn", Int32Array));
  const record = frame.open((result) => frame.wasm.featuresOpen(1, 0, stride, nothing, nothing, nothing, 0, result));
  const line = frame.zeros(stride);
  line.set(mean);
  frame.write(frame.wasm.featuresMeans(record), line);
  return record;
}
