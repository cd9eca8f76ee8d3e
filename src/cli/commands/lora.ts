import { Command, InvalidArgumentError, Option } from "commander";
import { DataError, UsageError } from "../failure";
import { Outputs } from "../files/output";
import { Checkpoint } from "../files/safetensors/checkpoint";
import { OUTPUT_TYPES, type OutputType, SafetensorsOutput } from "../files/safetensors/output";
import { isFloatType } from "../files/safetensors/numbers";
import { plannedTensors } from "../lora/adapter";
import { adapterConfig } from "../lora/config";
import type { Models } from "../lora/difference";
import { type Outcome, extract } from "../lora/extract";
import { type Layer, type Unfit, findLayers } from "../lora/layers";
import { readModelConfig } from "../lora/model-config";
import { reportExtraction } from "../lora/report";
import { ADAPTER, CONFIG } from "../lora/saved-adapter";
import { type Target, claim } from "../lora/target";
import { findTies } from "../lora/tied";
import { warningsOf } from "../lora/warnings";
import { numberFrom, positiveNumber, wholeNumber } from "../options";
import { withProgress } from "../report/progress";
import type { Terminal } from "../terminal";
import { merge, resize } from "./lora-combine";

const DEFAULT_RANK = 16;

interface Options {
  readonly rank?: number;
  readonly energy?: number;
  readonly alpha?: number;
  readonly dtype: OutputType;
  readonly baseModel?: string;
  readonly taskType?: string;
  readonly fanInFanOut?: true;
  readonly exclude?: RegExp;
  readonly embedding?: RegExp;
  readonly linear?: RegExp;
  readonly tied?: boolean | readonly string[];
  readonly config?: string;
  readonly minDifference?: number;
  readonly quick?: true;
  readonly resize?: true;
  readonly merge?: true;
  readonly weights?: readonly number[];
  readonly output?: string;
  readonly json?: true;
}

export function loraCommand(terminal: Terminal): Command {
  return new Command("lora")
    .description("The low-rank adapter (LoRA) that turns a model into its fine-tuned version, and how much of the change it holds.")
    .usage("[options] <base> <tuned>\n       lowrank lora --resize [options] <adapter>\n       lowrank lora --merge [options] <adapters...>")
    .argument("<models...>", "weights before and after: .safetensors with F32, F16, BF16 or F64, a folder, or the .index.json of shards; or adapters")
    .option("-k, --rank <rank>", `largest rank of a layer (default: ${DEFAULT_RANK}, or as --energy needs)`, wholeNumber(1))
    .option("-e, --energy <share>", "only the rank that keeps this share of the change's sum of squares, as 0.9 or 90%", positiveNumber(1))
    .option("--alpha <number>", "the α of the adapter; otherwise the rank, so that α / rank is 1", positiveNumber())
    .addOption(new Option("--dtype <type>", "type of the adapter's numbers").choices(OUTPUT_TYPES).default("F32"))
    .option("--exclude <expression>", "leave out tensors whose names match this regular expression", expression)
    .option("--embedding <expression>", "tensors whose names match are embeddings", expression)
    .option("--linear <expression>", "tensors whose names match are weights of linear layers or convolutions", expression)
    .option("--tied <modules>", "modules that share the weight of another, as lm_head=model.embed_tokens, with commas between (else what config.json and the file say)", names)
    .option("--no-tied", "no module shares the weight of another")
    .option("--config <file>", "the configuration of the base model (default: config.json beside its weights)")
    .option("--fan-in-fan-out", "the weights are in × out, as in GPT-2 (else what config.json and the shapes of biases say)")
    .option("--min-difference <share>", "tensors no entry of which differs by more than this share of itself count as equal; 0: any difference counts (default: what rounding to the types explains)", numberFrom(0))
    .option("--base-model <name>", "name of the base model, for the configuration")
    .option("--task-type <type>", "task type for the configuration, as CAUSAL_LM")
    .option("--quick", "do not look for the rank for 90 % where it is above the adapter's: it takes all singular values of a layer")
    .option("-o, --output <adapter>", `write the adapter and ${CONFIG} beside it, or both into a folder`)
    .option("--resize", "bring an adapter to the rank of --rank or --energy")
    .option("--merge", "add adapters up to one: exactly, or to the rank of --rank or --energy")
    .option("--weights <numbers>", "with --merge, how often each adapter counts, as 1,0.5 (default: once)", numbers)
    .option("--json", "print the report as JSON")
    .addHelpText("after", `
One tensor at a time is in memory. The adapter is the best of its rank for every layer, in two factors of equal norm, named as the PEFT
library loads them: from a folder with ${ADAPTER} and ${CONFIG}. Output layers that share the weight of an embedding
get factors of their own. Biases, norms and tensors of different shapes cannot be part of it: those that changed are listed. Without -o
nothing is written, only reported. Adapters are resized and merged in their factors, without the weights that they are for.

Examples:
  lowrank lora base.safetensors tuned.safetensors --rank 16 -o adapter/
  lowrank lora --resize adapter/ --rank 8 -o smaller/
  lowrank lora --merge one/ other/ --weights 0.7,0.3 --rank 16 -o both/`)
    .action((paths: string[], options: Options) => start(terminal, paths, options));
}

function names(text: string, before: unknown): string[] {
  return [...(Array.isArray(before) ? before as string[] : []), ...text.split(",").map((name) => name.trim())];
}

function numbers(text: string): number[] {
  const weights = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  if (weights.every(Number.isFinite)) return weights;
  throw new InvalidArgumentError("Expected numbers with commas between them.");
}

function expression(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new InvalidArgumentError("Expected a regular expression.");
  }
}

/** Options that only an extraction has. */
const EXTRACTING = ["exclude", "embedding", "linear", "config", "fanInFanOut", "minDifference", "baseModel", "taskType", "quick"] as const;

function start(terminal: Terminal, paths: readonly string[], options: Options): void {
  const mode = options.resize === true ? "--resize" : "--merge";
  if (options.resize !== true && options.merge !== true) {
    if (paths.length !== 2) throw new UsageError(`expected two models, before and after, not ${paths.length} (or --resize or --merge, for adapters)`);
    if (options.weights !== undefined) throw new UsageError("option '--weights <numbers>' is for --merge");
    open(terminal, paths as [string, string], options);
    return;
  }
  if (options.resize === options.merge) throw new UsageError("option '--resize' cannot be used with option '--merge'");
  const stray = EXTRACTING.find((name) => options[name] !== undefined);
  if (stray !== undefined || options.tied !== undefined) throw new UsageError(`option '--${(stray ?? "tied").replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}' cannot be used with option '${mode}'`);
  (options.resize === true ? resize : merge)(terminal, paths, options);
}

function open(terminal: Terminal, [basePath, tunedPath]: readonly [string, string], options: Options): void {
  const outputs = new Outputs(terminal);
  const target = claim(outputs, options.output);
  const base = new Checkpoint(basePath, PREFERRED);
  try {
    const tuned = new Checkpoint(tunedPath, PREFERRED);
    try {
      adapt(terminal, { base, tuned }, options, outputs, target);
    } finally {
      outputs.discard();
      tuned.close();
    }
  } finally {
    base.close();
  }
}

/** Of several files in a folder. */
const PREFERRED = ["model.safetensors"];

function adapt(terminal: Terminal, models: Models, options: Options, outputs: Outputs, target: Target | undefined): void {
  const { alpha, energy, dtype, fanInFanOut = false, tied } = options;
  const { base, tuned } = models;
  const start = performance.now();
  const config = readModelConfig(base.folder, options.config);
  const rows = new Map([...base.tensors.values()].map(({ name, shape }) => [name, shape[0] ?? 0]));
  const ties = findTies(rows, { config, tied: Array.isArray(tied) ? tied as string[] : [], guess: tied !== false, metadata: base.metadata });
  const items = findLayers(models, { config, fanInFanOut, exclude: options.exclude, embedding: options.embedding, linear: options.linear, ties });
  const layers = items.filter((item): item is Layer => "kind" in item);
  if (layers.length === 0) throw new DataError(`${base.path} and ${tuned.path}: no weight matrix in common${reasonOfNone(items)}`);
  const plan = { rank: options.rank ?? (energy === undefined ? DEFAULT_RANK : undefined), energy, alpha, quick: options.quick === true, minimum: options.minDifference };
  const file = target === undefined ? undefined : new SafetensorsOutput(outputs.begin(target.adapter), target.adapter, layers.flatMap(plannedTensors), { format: "pt" });
  let found: Outcome[];
  let numbersStored = 0;
  try {
    const numbers = layers.reduce((sum, layer) => sum + layer.rows * layer.columns, 0);
    found = withProgress(terminal, "tensors", items, 20 * (plan.rank ?? 100) * numbers, (item) => {
      const outcome = extract(models, item, plan);
      if (outcome.kind !== "adapted") return outcome;
      for (const { name, shape, values } of outcome.tensors) {
        file?.append(name, shape, values, dtype);
        numbersStored += values.length;
      }
      return { ...outcome, tensors: [] };
    });
    if (!found.some(({ kind }) => kind === "adapted")) throw new DataError(`${tuned.path}: every weight matrix is that of ${base.path}${whyNothing(found)}: nothing to adapt`);
    file?.finish();
  } finally {
    file?.close();
  }
  const reports = found.flatMap((outcome) => (outcome.kind === "adapted" ? [outcome.report] : []));
  const adapted = layers.filter(({ name }) => reports.some(({ layer }) => layer === name));
  if (target !== undefined) outputs.add(target.config, adapterConfig(adapted, reports, { alpha, fanInFanOut, baseModel: options.baseModel, taskType: options.taskType }));
  outputs.commit();
  reportExtraction(terminal, {
    base: base.name, tuned: tuned.name, config: config.path ?? null, layers: reports, unchanged: layers.length - reports.length,
    negligible: found.flatMap((outcome) => (outcome.kind === "negligible" ? [outcome.negligible] : [])),
    skipped: found.flatMap((outcome) => (outcome.kind === "skipped" ? [outcome.skipped] : [])),
    ties: adapted.flatMap((layer) => layer.ties), warnings: warningsOf(adapted, config), milliseconds: performance.now() - start, outputs: outputs.paths, numbersStored, alpha: alpha ?? null, dtype,
  }, options.json === true);
}

/** Why no tensor is a layer, where it is the type. */
function reasonOfNone(items: readonly (Layer | Unfit)[]): string {
  const types = new Set(items.flatMap(({ base, tuned }) => [base?.type, tuned?.type]).filter((type) => type !== undefined && !isFloatType(type)));
  return types.size === 0 ? "" : `: tensors of type ${[...types].join(", ")} are not read, only F32, F16, BF16 and F64`;
}

function whyNothing(found: readonly Outcome[]): string {
  const reasons = new Set(found.flatMap((outcome) => (outcome.kind === "negligible" && outcome.layer ? [outcome.negligible.reason] : [])));
  return reasons.size === 0 ? "" : ` but for rounding (${[...reasons].join(", ")}; --min-difference 0 counts it)`;
}
