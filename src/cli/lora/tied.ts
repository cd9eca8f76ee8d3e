import { DataError } from "../failure";
import { quoted } from "../files/json";
import { WEIGHT, lastOf } from "./names";
import type { ModelConfig } from "./model-config";

/** A module whose weight is stored under the name of another one. */
export interface Tie {
  readonly module: string;
  /** The module whose weight it shares, as the file names it. */
  readonly source: string;
  /** Output layers are linear, the rest are embeddings. */
  readonly linear: boolean;
  /** How that is known. */
  readonly reason: string;
}

/** Names of tensors, with the number of their rows. */
export type RowsByName = ReadonlyMap<string, number>;

export interface TieOptions {
  readonly config: ModelConfig;
  /** Given by the user: module = source, or a module alone. */
  readonly tied: readonly string[];
  /** false: only what the user gives. */
  readonly guess: boolean;
  /** What some writers say in the file: the tensor that is not there = the one that is. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** The layer that turns tokens into vectors, in the models that are around. */
const TOKENS = /^(embed_tokens|word_embeddings?|wte|shared|tok_embeddings|embed_in|embeddings|embedding|tokens_embed|token_embedding|input_embedding|w)$/;
/** What an output layer is called where it is not lm_head, or the module of its bias. */
const OUTPUTS: Readonly<Record<string, string>> = {
  whisper: "proj_out", moonshine: "proj_out", moonshine_streaming: "proj_out", canary: "proj_out", trocr: "output_projection", biogpt: "output_projection",
  gpt_neox_japanese: "embed_out", modernbert: "decoder", "modernbert-decoder": "decoder", "bert-generation": "lm_head.decoder", t5gemma: "lm_head.out_proj",
  t5gemma2: "lm_head.out_proj", speecht5: "text_decoder_postnet.lm_head",
};
/** Classes without an output layer over the vocabulary, and those that are called alike. */
const HEADLESS = /(Model|Encoder|Classification|Classifier|QuestionAnswering|MultipleChoice|Detection|Segmentation|Retrieval|Similarity|XVector|Regression|Prediction)$/;
const WITH_HEAD = /(LMHead|DoubleHeads|MT|EncoderDecoder)Model$/;
/** Where a model proper begins, below a class with a head. */
const BODY = /^(model|transformer|backbone)$/;

/** The tied modules of a model, by all that is known: the user, the file, its configuration. */
export function findTies(rows: RowsByName, options: TieOptions): Tie[] {
  const ties = new Map<string, Tie>();
  const add = (tie: Tie) => { if (!ties.has(tie.module) && !rows.has(tie.module + WEIGHT) && rows.has(tie.source + WEIGHT)) ties.set(tie.module, tie); };
  for (const text of options.tied) add(given(text, rows));
  if (!options.guess) return [...ties.values()];
  for (const [missing, kept] of options.metadata) {
    if (!missing.endsWith(WEIGHT) || !kept.endsWith(WEIGHT)) continue;
    const module = stem(missing);
    add({ module, source: stem(kept), linear: !isTokens(module), reason: "the file says so" });
  }
  const tokens = tokenEmbeddings(rows);
  for (const module of tokens) for (const tie of branches(module, rows)) add(tie);
  for (const tie of outputs(tokens, rows, options.config)) add(tie);
  return [...ties.values()];
}

function stem(tensor: string): string {
  return tensor.slice(0, -WEIGHT.length);
}

function isTokens(module: string): boolean {
  return TOKENS.test(lastOf(module));
}

/** module=source, or a module that shares the only token embedding. */
function given(text: string, rows: RowsByName): Tie {
  const [module = "", source] = text.split("=").map((part) => (part.endsWith(WEIGHT) ? stem(part) : part));
  if (rows.has(module + WEIGHT)) throw new DataError(`--tied ${text}: ${quoted(module + WEIGHT)} is in the base model: it shares no other's numbers`);
  const candidates = source === undefined ? mainOf(tokenEmbeddings(rows), rows) : [source];
  if (candidates.length !== 1) throw new DataError(`--tied ${text}: the base model has ${candidates.length} token embeddings: give ${module}=NAME`);
  const [name] = candidates as [string];
  if (!rows.has(name + WEIGHT)) throw new DataError(`--tied ${text}: the base model has no tensor ${quoted(name + WEIGHT)}`);
  return { module, source: name, linear: !isTokens(module), reason: "--tied" };
}

/** The modules of a file that look like token embeddings. An embedding has no bias. */
function tokenEmbeddings(rows: RowsByName): string[] {
  return [...rows.keys()].filter((name) => name.endsWith(WEIGHT) && isTokens(stem(name)) && !rows.has(`${stem(name)}.bias`)).map(stem);
}

/** Encoder and decoder read one table: shared, or the table of one of them, stands for those of all. */
function branches(module: string, rows: RowsByName): Tie[] {
  const last = lastOf(module);
  const parent = module.slice(0, -last.length);
  const found = (at: string) => new Set([...rows.keys()].filter((name) => name.startsWith(at)).map((name) => name.slice(at.length).split(".", 1)[0]!));
  const tie = (name: string): Tie => ({ module: name, source: module, linear: false, reason: "encoder and decoder share it" });
  const sides = [...found(parent)].filter((name) => /^(text_)?(en|de)coder$/.test(name));
  if (last === "shared") return sides.map((name) => tie(`${parent}${name}.embed_tokens`));
  if (last === "word_embeddings") return sides.map((name) => tie(`${parent}${name}.word_embeddings`)); // ProphetNet
  const [, above = "", side] = /^(.*\.)?(encoder|decoder)\.embed_tokens$/.exec(module) ?? [];
  if (side === undefined || rows.has(`${above}shared${WEIGHT}`)) return [];
  const other = side === "encoder" ? "decoder" : "encoder";
  const has = found(`${above}${other}.`);
  // An encoder of sounds or pictures has no tokens, but convolutions.
  return has.size > 0 && !has.has("embed_tokens") && ![...has].some((name) => /^(conv|patch)/.test(name)) ? [tie(`${above}shared`), tie(`${above}${other}.embed_tokens`)] : [];
}

/** The embeddings whose table an output layer would share. */
function mainOf(tokens: readonly string[], rows: RowsByName): string[] {
  const shared = tokens.filter((name) => lastOf(name) === "shared");
  const decoders = tokens.filter((name) => /(^|\.)(text_)?decoder\./.test(name));
  const of = shared.length > 0 ? shared : decoders.length > 0 && decoders.length < tokens.length ? decoders : tokens;
  const most = Math.max(...of.map((name) => rows.get(name + WEIGHT)!));
  return of.filter((name) => rows.get(name + WEIGHT) === most);
}

/** Output layers that have no weight of their own in the file. */
function outputs(tokens: readonly string[], rows: RowsByName, config: ModelConfig): Tie[] {
  const sources = mainOf(tokens, rows);
  const [source] = sources;
  if (source === undefined) return [];
  const vocabulary = rows.get(source + WEIGHT)!;
  const named = config.types.map((type) => OUTPUTS[type]).find((name) => name !== undefined);
  const found: Tie[] = [];
  for (const [name, length] of rows) {
    const module = name.slice(0, -".bias".length);
    if (!name.endsWith(".bias") || length !== vocabulary || rows.has(module + WEIGHT)) continue;
    const inner = rows.has(`${module}.dense${WEIGHT}`) || rows.has(`${module}.transform.dense${WEIGHT}`);
    found.push({ module: inner ? `${module}.decoder` : named ?? module, source, linear: true, reason: `${name} has no weight beside it` });
  }
  if (found.length > 0 || config.tied === false || sources.length > 1) return found;
  const prefix = headOf(source, config);
  return prefix === undefined ? [] : [{ module: prefix + (named ?? "lm_head"), source, linear: true, reason: config.path === undefined ? "the file has no output layer" : "config.json" }];
}

/** What the name of the output layer over an embedding begins with; undefined if the class has none. */
function headOf(source: string, { types, classes }: ModelConfig): string | undefined {
  if (classes.length > 0 && classes.every((name) => HEADLESS.test(name) && !WITH_HEAD.test(name))) return undefined;
  const parts = source.split(".");
  const body = parts.findIndex((part) => BODY.test(part) || types.some((type) => part === type.replaceAll("-", "_")));
  if (body < 0 && classes.length === 0 && source !== "shared") return undefined; // the model proper, saved without a head
  return parts.slice(0, Math.max(0, body)).map((part) => `${part}.`).join("");
}
