import { Command, InvalidArgumentError, Option } from "commander";
import { statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { DataError, UsageError } from "../failure";
import { Outputs } from "../files/output";
import { Safetensors } from "../files/safetensors";
import { OUTPUT_TYPES, type OutputType, SafetensorsOutput } from "../files/safetensors-output";
import { type LayerReport, adaptLayer, tensorNames } from "../lora/adapter";
import { adapterConfig } from "../lora/config";
import { type Layer, type Skipped, findLayers } from "../lora/layers";
import { positiveNumber, wholeNumber } from "../options";
import { asJson, milliseconds, percent, significant, whole } from "../report/format";
import { withProgress } from "../report/progress";
import { columnTable, namedTable } from "../report/table";
import type { Terminal } from "../terminal";

const DEFAULT_RANK = 16;
/** Lines of skipped tensors that are printed; --json gives all. */
const MOST_SKIPPED = 20;
const [ADAPTER, CONFIG] = ["adapter_model.safetensors", "adapter_config.json"];

interface Options {
  readonly rank?: number;
  readonly energy?: number;
  readonly alpha?: number;
  readonly dtype: OutputType;
  readonly baseModel?: string;
  readonly taskType?: string;
  readonly fanInFanOut?: true;
  readonly exclude?: RegExp;
  readonly quick?: true;
  readonly output?: string;
  readonly json?: true;
}

export function loraCommand(terminal: Terminal): Command {
  return new Command("lora")
    .description("The low-rank adapter (LoRA) that turns a model into its fine-tuned version, and how much of the change it holds.")
    .argument("<base>", "weights before, .safetensors with F32, F16, BF16 or F64")
    .argument("<tuned>", "weights after, of the same names and shapes")
    .option("-k, --rank <rank>", `largest rank of a layer (default: ${DEFAULT_RANK}, or as --energy needs)`, wholeNumber(1))
    .option("-e, --energy <share>", "only the rank that keeps this share of the change's sum of squares, as 0.9 or 90%", positiveNumber(1))
    .option("--alpha <number>", "the α of the adapter; otherwise the rank, so that α / rank is 1", positiveNumber())
    .addOption(new Option("--dtype <type>", "type of the adapter's numbers").choices(OUTPUT_TYPES).default("F32"))
    .option("--exclude <expression>", "leave out tensors whose names match this regular expression", expression)
    .option("--fan-in-fan-out", "the weights are in × out, as in GPT-2")
    .option("--base-model <name>", "name of the base model, for the configuration")
    .option("--task-type <type>", "task type for the configuration, as CAUSAL_LM")
    .option("--quick", "do not look for the rank for 90 % where it is above the adapter's: it takes all singular values of a layer")
    .option("-o, --output <adapter>", `write the adapter and ${CONFIG} beside it, or both into a folder`)
    .option("--json", "print the report as JSON")
    .addHelpText("after", `
One tensor at a time is in memory. The adapter is the best of its rank for every layer, in two factors of equal norm, named as the PEFT
library loads them: from a folder with ${ADAPTER} and ${CONFIG}. Biases, norms and tensors of different shapes
cannot be part of it: those that changed are listed. Without -o nothing is written, only reported.

Example:
  lowrank lora base.safetensors tuned.safetensors --rank 16 -o adapter/`)
    .action((base: string, tuned: string, options: Options) => extract(terminal, base, tuned, options));
}

function expression(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new InvalidArgumentError("Expected a regular expression.");
  }
}

function extract(terminal: Terminal, basePath: string, tunedPath: string, options: Options): void {
  const outputs = new Outputs();
  const target = options.output === undefined ? undefined : targetOf(options.output);
  if (target !== undefined) for (const path of [target.adapter, target.config]) outputs.claim(path, target.folder);
  const base = new Safetensors(basePath);
  try {
    const tuned = new Safetensors(tunedPath);
    try {
      adapt(terminal, base, tuned, options, outputs, target);
    } finally {
      outputs.discard();
      tuned.close();
    }
  } finally {
    base.close();
  }
}

interface Target {
  readonly adapter: string;
  readonly config: string;
  readonly folder: boolean;
}

function targetOf(output: string): Target {
  if (output === "") throw new UsageError("option '-o, --output <adapter>' is empty");
  const folder = output.endsWith("/") || statSync(output, { throwIfNoEntry: false })?.isDirectory() === true;
  return { adapter: folder ? join(output, ADAPTER) : output, config: join(folder ? output : dirname(output), CONFIG), folder };
}

function adapt(terminal: Terminal, base: Safetensors, tuned: Safetensors, options: Options, outputs: Outputs, target: Target | undefined): void {
  const { alpha, energy, dtype, fanInFanOut = false } = options;
  const start = performance.now();
  const { layers, skipped } = findLayers(base, tuned, { fanInFanOut, exclude: options.exclude });
  if (layers.length === 0) throw new DataError(`${base.path} and ${tuned.path}: no weight matrix in common`);
  const plan = { rank: options.rank ?? (energy === undefined ? DEFAULT_RANK : undefined), energy, alpha, quick: options.quick === true };
  const file = target === undefined ? undefined : openAdapter(outputs, target.adapter, layers);
  let found: LayerReport[];
  try {
    const numbers = layers.reduce((sum, { base: { shape } }) => sum + shape[0]! * shape[1]!, 0);
    found = withProgress(terminal, "layers", layers, 20 * (plan.rank ?? 100) * numbers, (layer) => {
      const adapted = adaptLayer(base, tuned, layer, plan);
      for (const { name, shape, values } of adapted === undefined ? [] : [adapted.A, adapted.B]) file?.append(name, shape, values, dtype);
      return adapted?.report;
    }).filter((report) => report !== undefined);
    if (found.length === 0) throw new DataError(`${tuned.path}: every weight matrix is that of ${base.path}: nothing to adapt`);
    file?.finish();
  } finally {
    file?.close();
  }
  if (target !== undefined) {
    const config = adapterConfig(found, { alpha, fanInFanOut, baseModel: options.baseModel, taskType: options.taskType });
    outputs.add(target.config, asJson(config));
  }
  outputs.commit();
  const outcome = { base: base.path, tuned: tuned.path, layers: found, unchanged: layers.length - found.length, skipped, milliseconds: performance.now() - start, outputs: outputs.paths };
  report(terminal, outcome, options);
}

function openAdapter(outputs: Outputs, path: string, layers: readonly Layer[]): SafetensorsOutput {
  const planned = layers.flatMap((layer) => Object.values(tensorNames(layer)).map((name) => ({ name, dimensions: 2 })));
  return new SafetensorsOutput(outputs.begin(path), path, planned, { format: "pt" });
}

interface Outcome {
  readonly base: string;
  readonly tuned: string;
  readonly layers: readonly LayerReport[];
  readonly unchanged: number;
  readonly skipped: readonly Skipped[];
  readonly milliseconds: number;
  readonly outputs: readonly string[];
}

function report(terminal: Terminal, outcome: Outcome, { json, alpha, dtype }: Options): void {
  const { base, tuned, layers, unchanged, skipped, outputs } = outcome;
  const total = layers.reduce((sum, { norm }) => sum + norm ** 2, 0);
  const energy = Math.min(1, layers.reduce((sum, layer) => sum + layer.energy * (layer.norm ** 2 / total), 0));
  const numbersStored = layers.reduce((sum, { rank, rows, columns }) => sum + rank * (rows + columns), 0);
  const numbers = layers.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  if (json) {
    terminal.print(asJson({ ...outcome, energy, numbersStored, numbers, alpha: alpha ?? null, dtype }));
    return;
  }
  terminal.print(`${basename(base)} to ${basename(tuned)}: ${layers.length} weight matrices changed, ${unchanged} did not\n\n`);
  terminal.print(columnTable(["layer", "size", "change", "rank", "energy kept", "rank for 90 %"], layers.map((layer) => [
    layer.embedding ? `${layer.layer} (embedding)` : layer.layer, `${layer.rows} × ${layer.columns}`, significant(layer.norm), String(layer.rank),
    percent(layer.energy), layer.rankFor90 === null ? `> ${layer.rank}` : String(layer.rankFor90),
  ])));
  for (const { name, reason } of skipped.slice(0, MOST_SKIPPED)) terminal.print(`${name === skipped[0]!.name ? "\nnot in the adapter\n" : ""}  ${name}: ${reason}\n`);
  if (skipped.length > MOST_SKIPPED) terminal.print(`  ${skipped.length - MOST_SKIPPED} more: --json gives them all\n`);
  terminal.print(`\n${namedTable([
    ["energy kept in all", percent(energy)],
    ["numbers stored", `${whole(numbersStored)} of ${whole(numbers)}, as ${dtype}`],
    ["time", `${milliseconds(outcome.milliseconds)} ms`],
  ])}`);
  terminal.print(outputs.length > 0 ? `\nwritten: ${outputs.join(", ")}\n` : "");
}
