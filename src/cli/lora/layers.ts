import { type Safetensors, isFloatType } from "../files/safetensors";
import { type TensorEntry, shapeText } from "../files/safetensors-header";

/** A weight matrix that both models have. */
export interface Layer {
  /** The module: the name of the tensor without ".weight". */
  readonly name: string;
  readonly base: TensorEntry;
  readonly tuned: TensorEntry;
  /** Embeddings have adapter tensors of other names, and like the transposed layers (in × out) the factors change places. */
  readonly embedding: boolean;
  readonly transposed: boolean;
}

export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

export interface LayerOptions {
  /** Weights of linear layers are in × out, as those of Conv1D in GPT-2. */
  readonly fanInFanOut: boolean;
  /** Tensors whose names match are left out. */
  readonly exclude: RegExp | undefined;
}

/** What embeddings are called in the models that are around. */
const EMBEDDING = /(^|\.)([a-z_]*embed(ding|dings|_tokens|_positions|_in)?|wte|wpe|shared)$/i;
/** The output layer is a plain linear one in models of Conv1D, too. */
const OUTPUT_LAYER = /(^|\.)(lm_head|score|classifier)$/;
const WEIGHT = ".weight";

/** The layers that an adapter can hold, in the order of the base file, and the tensors that it cannot, with the reason. */
export function findLayers(base: Safetensors, tuned: Safetensors, { fanInFanOut, exclude }: LayerOptions): { layers: Layer[]; skipped: Skipped[] } {
  const layers: Layer[] = [];
  const skipped: Skipped[] = [];
  for (const entry of base.tensors.values()) {
    const other = tuned.tensors.get(entry.name);
    const reason = reasonToSkip(base, entry, tuned, other, exclude);
    if (reason !== undefined) skipped.push({ name: entry.name, reason });
    else if (isCandidate(entry) && other !== undefined) {
      const name = entry.name.slice(0, -WEIGHT.length);
      const embedding = EMBEDDING.test(name);
      layers.push({ name, base: entry, tuned: other, embedding, transposed: embedding || (fanInFanOut && !OUTPUT_LAYER.test(name)) });
    }
  }
  for (const { name } of tuned.tensors.values()) if (!base.tensors.has(name)) skipped.push({ name, reason: "only in the tuned model" });
  return { layers, skipped };
}

function isCandidate({ name, shape }: TensorEntry): boolean {
  return shape.length === 2 && shape[0]! > 0 && shape[1]! > 0 && name.endsWith(WEIGHT) && name.length > WEIGHT.length;
}

/** undefined for what an adapter can hold, and for what is the same in both models. */
function reasonToSkip(base: Safetensors, entry: TensorEntry, tuned: Safetensors, other: TensorEntry | undefined, exclude: RegExp | undefined): string | undefined {
  if (other === undefined) return "only in the base model";
  if (exclude?.test(entry.name)) return "excluded";
  if (entry.shape.length !== other.shape.length || entry.shape.some((n, d) => n !== other.shape[d])) {
    return `${shapeText(entry.shape)} in the base, ${shapeText(other.shape)} in the tuned model`;
  }
  const floats = isFloatType(entry.type) && isFloatType(other.type);
  if (isCandidate(entry) && floats) return undefined;
  if (isSame(base, entry, tuned, other)) return undefined;
  if (!floats) return `changed, but of type ${isFloatType(entry.type) ? other.type : entry.type}`;
  return entry.shape.length === 2 ? "changed, but not the weight of a module" : `changed, but not a matrix: ${shapeText(entry.shape)}`;
}

/** Whether two tensors of one shape hold the same. */
function isSame(base: Safetensors, entry: TensorEntry, tuned: Safetensors, other: TensorEntry): boolean {
  if (entry.type === other.type) return everyPair(base.pieces(entry), tuned.pieces(other), (a, b) => a.equals(b));
  if (!isFloatType(entry.type) || !isFloatType(other.type)) return false;
  return everyNumber(base.numbers(entry), tuned.numbers(other));
}

function everyPair<T>(first: Iterable<T>, second: Iterator<T>, same: (a: T, b: T) => boolean): boolean {
  for (const a of first) if (!same(a, second.next().value as T)) return false;
  return true;
}

/** The pieces of tensors of different types differ in length. */
function everyNumber(first: Iterable<ArrayLike<number>>, second: Iterator<ArrayLike<number>>): boolean {
  let [piece, at]: [ArrayLike<number>, number] = [[], 0];
  for (const numbers of first) {
    for (let p = 0; p < numbers.length; p++) {
      if (at === piece.length) [piece, at] = [second.next().value as ArrayLike<number>, 0];
      if (numbers[p] !== piece[at++]) return false;
    }
  }
  return true;
}
