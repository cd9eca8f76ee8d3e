import type { Checkpoint, Tensor } from "../files/safetensors/checkpoint";
import { shapeText } from "../files/safetensors/header";
import { isFloatType } from "../files/safetensors/numbers";
import type { Models } from "./difference";
import type { ModelConfig } from "./model-config";
import { WEIGHT, isConv1D, kindByName, lastOf, whyWithoutEffect } from "./names";
import type { Tie } from "./tied";

/** What stands behind a weight. "undecided": a linear layer or an embedding. */
export type Kind = "linear" | "embedding" | "convolution" | "undecided";

/** A weight that both models have and an adapter can hold. */
export interface Layer {
  /** The module: the name of the tensor without ".weight". */
  readonly name: string;
  readonly base: Tensor;
  readonly tuned: Tensor;
  readonly kind: Kind;
  /** The weight of a linear layer is in × out. */
  readonly transposed: boolean;
  /** As a matrix; of a convolution, out × (in · height · width). */
  readonly rows: number;
  readonly columns: number;
  /** The modules that share the weight. */
  readonly ties: readonly Tie[];
}

/** A tensor that no adapter holds, and why. */
export interface Unfit {
  readonly name: string;
  readonly base: Tensor | undefined;
  readonly tuned: Tensor | undefined;
  readonly reason: string;
}

export interface LayerOptions {
  readonly config: ModelConfig;
  /** Weights of linear layers are in × out, as those of Conv1D in GPT-2. */
  readonly fanInFanOut: boolean;
  /** Tensors whose names match are left out. */
  readonly exclude: RegExp | undefined;
  /** Tensors whose names match are weights of embeddings, or of linear layers. */
  readonly embedding: RegExp | undefined;
  readonly linear: RegExp | undefined;
  readonly ties: readonly Tie[];
}

/** The output layer is a plain linear one in models of Conv1D, too. */
const OUTPUT_LAYER = /(^|\.)(lm_head|score|classifier)$/;

/** Every tensor of either model: a layer that an adapter can hold, or why it is none. In the order of the base model. */
export function findLayers(models: Models, options: LayerOptions): (Layer | Unfit)[] {
  const { base, tuned } = models;
  const transposed = transposedNames(base);
  const found = [...base.tensors.values()].map((before): Layer | Unfit => {
    const after = tuned.tensors.get(before.name);
    const reason = whyUnfit(models, before, after, options);
    if (reason !== undefined || after === undefined) return { name: before.name, base: before, tuned: after, reason: reason ?? "only in the base model" };
    const name = before.name.slice(0, -WEIGHT.length);
    const [rows = 1, ...rest] = before.shape;
    const columns = rest.reduce((product, n) => product * n, 1);
    return { name, base: before, tuned: after, ...kindOf(base, before, transposed, options), rows, columns, ties: options.ties.filter(({ source }) => source === name) };
  });
  const added = [...tuned.tensors.values()].filter(({ name }) => !base.tensors.has(name));
  return [...found, ...added.map((after) => ({ name: after.name, base: undefined, tuned: after, reason: "only in the tuned model" }))];
}

/** Why an adapter cannot hold a tensor, or would not do what it says; undefined if it can. */
function whyUnfit({ base }: Models, before: Tensor, after: Tensor | undefined, { config, exclude, embedding, linear }: LayerOptions): string | undefined {
  const { name, shape, type } = before;
  if (after === undefined) return "only in the base model";
  if (exclude?.test(name) === true) return "excluded";
  if (shape.length !== after.shape.length || shape.some((n, d) => n !== after.shape[d])) {
    return `${shapeText(shape)} in the base, ${shapeText(after.shape)} in the tuned model`;
  }
  for (const other of [type, after.type]) if (!isFloatType(other)) return `of type ${other}: ${/^[IU]|BOOL/.test(other) ? "no floating-point numbers" : "not read; save it as F32, F16 or BF16 first"}`;
  if (!name.endsWith(WEIGHT) || name.length === WEIGHT.length) return shape.length === 2 ? "not the weight of a module" : `not a matrix: ${shapeText(shape)}`;
  if (shape.length === 3 || shape.length === 5) return `not a matrix: ${shapeText(shape)} (of convolutions, those in two dimensions are adapted)`;
  if ((shape.length !== 2 && shape.length !== 4) || shape.includes(0)) return `not a matrix: ${shapeText(shape)}`;
  if (embedding?.test(name) === true || linear?.test(name) === true) return undefined;
  if (shape.length === 4 && shape[1] === 1 && shape[0]! > 1 && shape[2]! * shape[3]! > 1) return "a convolution of each channel by itself, or of one channel: the first has no adapter; --linear says that it is the second";
  return whyWithoutEffect(name.slice(0, -WEIGHT.length), config.types, (tensor) => base.tensors.has(tensor));
}

/** What the weight belongs to: by the options, its shape, a bias beside it (which has a length per output, and embeddings have none), then by name. */
function kindOf(base: Checkpoint, { name, shape }: Tensor, transposed: ReadonlySet<string>, { config, fanInFanOut, embedding, linear }: LayerOptions): Pick<Layer, "kind" | "transposed"> {
  if (shape.length === 4) return { kind: "convolution", transposed: false };
  const module = name.slice(0, -WEIGHT.length);
  const outputs = biasLength(base, module);
  const [rows, columns] = shape as [number, number];
  const square = rows === columns;
  const byBias = outputs === columns && (!square || transposed.has(lastOf(module)));
  const isTransposed = byBias || isConv1D(module, config.types) || (fanInFanOut && !OUTPUT_LAYER.test(module) && (square || outputs !== rows));
  if (embedding?.test(name) === true) return { kind: "embedding", transposed: isTransposed };
  const hasBias = outputs === rows || outputs === columns;
  const kind = linear?.test(name) === true || hasBias ? "linear" : kindByName(module, config.types.length > 0) ?? "undecided";
  return { kind, transposed: isTransposed };
}

/** Last parts of the names of weights that are in × out: not square, with a bias as long as a row. */
function transposedNames(base: Checkpoint): ReadonlySet<string> {
  const names = [...base.tensors.values()].filter(({ name, shape }) => {
    return shape.length === 2 && name.endsWith(WEIGHT) && shape[0] !== shape[1] && biasLength(base, name.slice(0, -WEIGHT.length)) === shape[1];
  });
  return new Set(names.map(({ name }) => lastOf(name.slice(0, -WEIGHT.length))));
}

function biasLength(base: Checkpoint, module: string): number | undefined {
  const shape = base.tensors.get(`${module}.bias`)?.shape;
  return shape?.length === 1 ? shape[0] : undefined;
}
