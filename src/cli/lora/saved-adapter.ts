import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DataError, reasonOf } from "../failure";
import { type JsonObject, isObject, parseObject, quoted, shown } from "../files/json";
import { Checkpoint, type Tensor } from "../files/safetensors/checkpoint";
import { shapeText } from "../files/safetensors/header";
import { isFloatType } from "../files/safetensors/numbers";
import type { Form } from "./adapter";

export const [ADAPTER, CONFIG] = ["adapter_model.safetensors", "adapter_config.json"];

/** The two factors of a module, as an adapter holds them: its change is scale · B A. */
export interface Pair {
  readonly module: string;
  readonly form: Form;
  readonly A: Tensor;
  readonly B: Tensor;
  /** α / rank, or what the configuration makes of it. */
  readonly scale: number;
  /** Rows of B and columns of A; of a convolution in · height · width. */
  readonly out: number;
  readonly into: number;
  readonly rank: number;
}

/** An adapter of the PEFT library, opened. */
export interface SavedAdapter {
  readonly weights: Checkpoint;
  readonly config: JsonObject;
  readonly pairs: readonly Pair[];
  /** Tensors that are no factors: biases and whole layers that were trained beside them. */
  readonly others: readonly Tensor[];
}

/** Opens an adapter: its folder, or its file with the configuration beside it. */
export function openAdapter(path: string): SavedAdapter {
  const weights = new Checkpoint(path, [ADAPTER]);
  try {
    const config = readConfig(join(weights.folder, CONFIG));
    const others = [...weights.tensors.values()].filter(({ name }) => partOf(name) === undefined);
    const magnitude = others.find(({ name }) => /\.lora_(magnitude|B\..*bias)/.test(name));
    if (magnitude !== undefined) throw new DataError(`${path}: ${quoted(magnitude.name)} is part of an adapter that is more than its factors`);
    const pairs = pairUp(path, [...weights.tensors.values()], config);
    if (pairs.length === 0) throw new DataError(`${path}: no tensor is named like a factor of PEFT, base_model.model.(module).lora_A.weight`);
    return { weights, config, pairs, others };
  } catch (error) {
    weights.close();
    throw error;
  }
}

function readConfig(path: string): JsonObject {
  if (!existsSync(path)) throw new DataError(`${path}: no such file: an adapter needs its configuration beside it`);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new DataError(`${path}: ${reasonOf(error)}`);
  }
  const config = parseObject(bytes, `${path}: the configuration`);
  const { peft_type: type, init_lora_weights: start } = config;
  if (type !== "LORA") throw new DataError(`${path}: peft_type is ${shown(type)}: expected "LORA"`);
  for (const name of ["use_dora", "layer_replication", "target_parameters", "megatron_config", "alora_invocation_tokens"]) {
    const value = config[name] ?? false;
    if (value !== false && !(Array.isArray(value) && value.length === 0)) throw new DataError(`${path}: ${name} is ${shown(value)}: such an adapter is more than its factors`);
  }
  if (typeof start === "string" && /^(pissa|olora|corda|loftq)/i.test(start)) throw new DataError(`${path}: init_lora_weights is ${shown(start)}: loading changes the base weights by a rule that depends on the rank; convert the adapter to a plain one when it is saved`);
  return config;
}

/** What a name stands for: the factor of a module, in either form, with or without the name of an adapter in it. */
function partOf(name: string): { module: string; form: Form; factor: "A" | "B" } | undefined {
  const [, module, form, factor] = /^base_model\.model\.(.+)\.lora_(embedding_)?([AB])(?:\.[^.]+)?$/s.exec(name.replace(/(\.lora_[AB](?:\.[^.]+)?)\.weight$/, "$1")) ?? [];
  if (module === undefined || (form === undefined && !name.endsWith(".weight"))) return undefined;
  return { module, form: form === undefined ? "linear" : "embedding", factor: factor as "A" | "B" };
}

function pairUp(path: string, tensors: readonly Tensor[], config: JsonObject): Pair[] {
  const halves = new Map<string, { module: string; form: Form; A?: Tensor; B?: Tensor }>();
  for (const tensor of tensors) {
    const part = partOf(tensor.name);
    if (part === undefined) continue;
    const key = `${part.form} ${part.module}`;
    const half = halves.get(key) ?? { module: part.module, form: part.form };
    if (half[part.factor] !== undefined) throw new DataError(`${path}: ${quoted(tensor.name)} and ${quoted(half[part.factor]!.name)} are the same factor: only one adapter in a file is read`);
    halves.set(key, { ...half, [part.factor]: tensor });
  }
  const scaleOf = scales(path, config);
  return [...halves.values()].map(({ module, form, A, B }) => {
    if (A === undefined || B === undefined) throw new DataError(`${path}: ${quoted((A ?? B)!.name)} has no ${A === undefined ? "A" : "B"} beside it`);
    for (const { name, type } of [A, B]) if (!isFloatType(type)) throw new DataError(`${path}: ${quoted(name)} is of type ${type}: expected F32, F16, BF16 or F64`);
    const flat = (A.shape.length === 2 || A.shape.length === 4) && A.shape.length === B.shape.length && B.shape.slice(2).every((n) => n === 1) && A.shape[0] === B.shape[1];
    const [rank = 0, ...inner] = A.shape;
    const [out = 0] = B.shape;
    const into = inner.reduce((product, n) => product * n, 1);
    if (!flat || rank === 0 || out === 0 || into === 0) throw new DataError(`${path}: ${quoted(A.name)} is ${shapeText(A.shape)} and B ${shapeText(B.shape)}: expected rank × in and out × rank, or those of a convolution`);
    return { module, form, A, B, scale: scaleOf(module, rank), out, into, rank };
  });
}

/** α / rank of a module, or α / √rank, as the configuration says. */
function scales(path: string, { lora_alpha: alpha, alpha_pattern: pattern, use_rslora: rooted }: JsonObject): (module: string, rank: number) => number {
  if (!isFinite(alpha)) throw new DataError(`${path}: lora_alpha is ${shown(alpha)}: expected a number`);
  const entries = isObject(pattern) ? Object.entries(pattern) : [];
  for (const [key, value] of entries) {
    if (!isFinite(value)) throw new DataError(`${path}: alpha_pattern of ${quoted(key)} is ${shown(value)}: expected a number`);
    if (/[\\$*+?()[\]{}|]|.\^/.test(key)) throw new DataError(`${path}: alpha_pattern has ${quoted(key)}, a regular expression: expected names of modules`);
  }
  return (module, rank) => {
    const [, own = alpha] = entries.find(([key]) => (key.startsWith("^") ? module === key.slice(1) : `.${module}`.endsWith(`.${key}`))) ?? [];
    return (own as number) / (rooted === true ? Math.sqrt(rank) : rank);
  };
}

function isFinite(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
