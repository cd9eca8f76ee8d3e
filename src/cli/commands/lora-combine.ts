import { basename } from "node:path";
import { DataError, UsageError } from "../failure";
import { Outputs } from "../files/output";
import { quoted, shown } from "../files/json";
import { type OutputType, SafetensorsOutput } from "../files/safetensors/output";
import { tensorNames } from "../lora/adapter";
import { type ModuleReport, combine, modulesOf } from "../lora/combine";
import { withRanks } from "../lora/config";
import { type SavedAdapter, openAdapter } from "../lora/saved-adapter";
import { type Target, claim } from "../lora/target";
import { asJson, milliseconds, percent, significant, whole } from "../report/format";
import { withProgress } from "../report/progress";
import { columnTable, namedTable } from "../report/table";
import type { Terminal } from "../terminal";

export interface CombineOptions {
  readonly rank?: number;
  readonly energy?: number;
  readonly alpha?: number;
  readonly dtype: OutputType;
  readonly weights?: readonly number[];
  readonly output?: string;
  readonly json?: true;
}

/** Brings an adapter to another rank. */
export function resize(terminal: Terminal, paths: readonly string[], options: CombineOptions): void {
  if (paths.length !== 1) throw new UsageError(`option '--resize' takes one adapter, not ${paths.length}: its new rank is given by --rank or --energy`);
  if (options.rank === undefined && options.energy === undefined) throw new UsageError("option '--resize' needs --rank or --energy");
  if (options.weights !== undefined) throw new UsageError("option '--weights <numbers>' is for --merge");
  run(terminal, paths, [1], options);
}

/** Makes one adapter that does what several do together, each times its weight. */
export function merge(terminal: Terminal, paths: readonly string[], options: CombineOptions): void {
  if (paths.length < 2) throw new UsageError("option '--merge' takes two adapters or more");
  const weights = options.weights ?? paths.map(() => 1);
  if (weights.length !== paths.length) throw new UsageError(`option '--weights <numbers>' has ${weights.length} numbers for ${paths.length} adapters`);
  run(terminal, paths, weights, options);
}

function run(terminal: Terminal, paths: readonly string[], weights: readonly number[], options: CombineOptions): void {
  const outputs = new Outputs(terminal);
  const target = claim(outputs, options.output);
  const adapters: SavedAdapter[] = [];
  try {
    for (const path of paths) adapters.push(openAdapter(path));
    write(terminal, adapters, weights, options, outputs, target);
  } finally {
    outputs.discard();
    for (const adapter of adapters) adapter.weights.close();
  }
}

function write(terminal: Terminal, adapters: readonly SavedAdapter[], weights: readonly number[], options: CombineOptions, outputs: Outputs, target: Target | undefined): void {
  const start = performance.now();
  const { alpha, dtype } = options;
  const [first] = adapters as [SavedAdapter];
  for (const { weights: { path }, others } of adapters.length > 1 ? adapters : []) {
    if (others.length > 0) throw new DataError(`${path}: ${quoted(others[0]!.name)} is no factor: whole tensors cannot be merged, only the changes that factors make`);
  }
  const modules = modulesOf(adapters, weights);
  const planned = [...modules.flatMap(({ module, forms }) => [...forms.keys()].flatMap((form) => Object.values(tensorNames(module, form)))).map((name) => ({ name, dimensions: 4 })), ...first.others.map(({ name, shape }) => ({ name, dimensions: shape.length }))];
  const file = target === undefined ? undefined : new SafetensorsOutput(outputs.begin(target.adapter), target.adapter, planned, { format: "pt" });
  const plan = { rank: options.rank, energy: options.energy, alpha };
  let numbersStored = 0;
  let reports: ModuleReport[];
  try {
    const numbers = modules.reduce((sum, { forms }) => sum + [...forms.values()].flat().reduce((all, { pair }) => all + (pair.out + pair.into) * pair.rank ** 2, 0), 0);
    reports = withProgress(terminal, "modules", modules, 4 * numbers, (module) => {
      const { report, tensors } = combine(module, plan);
      for (const { name, shape, values } of tensors) {
        file?.append(name, shape, values, dtype);
        numbersStored += values.length;
      }
      return report;
    });
    if (reports.every(({ rank }) => rank === 0)) throw new DataError(`${adapters.map(({ weights: { path } }) => path).join(", ")}: ${adapters.length === 1 ? "changes" : "together change"} nothing`);
    for (const tensor of first.others) file?.copy(tensor.name, tensor.shape, tensor.type, first.weights.pieces(tensor));
    file?.finish();
  } finally {
    file?.close();
  }
  const ranks = new Map(reports.filter(({ rank }) => rank > 0).map(({ module, rank }) => [module, rank]));
  if (target !== undefined) outputs.add(target.config, withRanks(first.config, ranks, alpha));
  outputs.commit();
  report(terminal, { adapters: adapters.map(({ weights: { name } }) => name), weights, modules: reports, warnings: warningsOf(adapters), numbersStored, numbersBefore: before(adapters), milliseconds: performance.now() - start, outputs: outputs.paths }, options);
}

function before(adapters: readonly SavedAdapter[]): number {
  return adapters.reduce((sum, { pairs }) => sum + pairs.reduce((all, { out, into, rank }) => all + rank * (out + into), 0), 0);
}

/** Settings that adapters to be merged should have in common. */
function warningsOf(adapters: readonly SavedAdapter[]): string[] {
  const [first] = adapters as [SavedAdapter];
  return ["base_model_name_or_path", "task_type", "fan_in_fan_out"].flatMap((field) => {
    const other = adapters.find(({ config }) => config[field] !== first.config[field]);
    return other === undefined ? [] : [`${field} is ${shown(first.config[field])} in ${first.weights.path}, but ${shown(other.config[field])} in ${other.weights.path}: that of the first is written`];
  });
}

interface Outcome {
  readonly adapters: readonly string[];
  readonly weights: readonly number[];
  readonly modules: readonly ModuleReport[];
  readonly warnings: readonly string[];
  /** Numbers in the factors now, and in those that were read. */
  readonly numbersStored: number;
  readonly numbersBefore: number;
  readonly milliseconds: number;
  readonly outputs: readonly string[];
}

function report(terminal: Terminal, outcome: Outcome, { json, alpha, dtype }: CombineOptions): void {
  const { adapters, weights, modules, warnings, numbersStored, numbersBefore, outputs } = outcome;
  const most = modules.reduce((size, { norm }) => Math.max(size, norm), 0);
  const [total, kept] = modules.reduce(([all, part], { norm, energy }) => [all + (norm / most) ** 2, part + energy * (norm / most) ** 2], [0, 0]);
  const energy = Math.min(1, kept / total);
  if (json) {
    terminal.print(asJson({ ...outcome, energy, alpha: alpha ?? null, dtype }));
    return;
  }
  terminal.print(`${adapters.map((name, i) => (weights[i] === 1 ? basename(name) : `${weights[i]!} × ${basename(name)}`)).join(" + ")}: ${modules.length} modules\n\n`);
  terminal.print(columnTable(["module", "size", "change", "rank before", "rank", "energy kept"], modules.map((module) => [
    module.module, `${module.rows} × ${module.columns}`, significant(module.norm), String(module.rankBefore), String(module.rank), percent(module.energy),
  ])));
  if (warnings.length > 0) terminal.print(`\nwarning\n${warnings.map((line) => `  ${line}\n`).join("")}`);
  terminal.print(`\n${namedTable([
    ["energy kept in all", percent(energy)],
    ["numbers stored", `${whole(numbersStored)} for ${whole(numbersBefore)}, as ${dtype}`],
    ["time", `${milliseconds(outcome.milliseconds)} ms`],
  ])}`);
  terminal.print(outputs.length > 0 ? `\nwritten: ${outputs.join(", ")}\n` : "");
}
