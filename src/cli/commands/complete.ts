import { Command, InvalidArgumentError } from "commander";
import { basename } from "node:path";
import { type Completion, type Evaluation, evaluate, predictMatrix, predictPlaces, saveModel } from "../../index";
import { type CompletingOptions, addCompletingOptions, completeEntries, featuresOf, readEntries, settingsOf } from "./completing";
import { UsageError } from "../failure";
import type { EntryFile } from "../files/entries/entry-file";
import { MATRIX_FORMATS, type MatrixFormat, formatMatrix } from "../files/matrix/matrix";
import { Outputs } from "../files/output";
import { isBinary, outputFormat, targetOf } from "../files/targets";
import { quoted } from "../files/text/format";
import { addFormatOption, wholeNumber } from "../options";
import { HEAT_LINES } from "../plots/completion";
import { drawPlot, plotNames } from "../report/completion-plots";
import { type Baselines, baselinesOf } from "../report/baselines";
import { asJson, milliseconds, percent, significant, whole } from "../report/format";
import { namedTable, readingTable } from "../report/table";
import { isBaseline, trialsTable } from "../report/trials";
import { splitEntries } from "./split";
import { tableOptionsOf } from "./table-options";
import type { Terminal } from "../terminal";

const SEED = 20260101;
/** Of predictions, which stand beside names. */
const TEXT_FORMATS: readonly MatrixFormat[] = ["csv", "tsv"];

interface Options extends CompletingOptions {
  readonly heldOut: number;
  readonly seed: number;
  readonly output?: string;
  readonly format?: MatrixFormat;
  readonly model?: string;
  readonly plot?: string;
  readonly json?: true;
}

export function completeCommand(terminal: Terminal): Command {
  const command = new Command("complete")
    .description("Fills the holes of a table by a model of low rank, and says how well it predicts entries it has not seen.")
    .argument("<table>", "CSV, TSV, Parquet, Arrow or JSON with empty cells, perhaps with names; or a list row,column,value or row,column (in text also separated by ::)");
  addFormatOption(addCompletingOptions(command), MATRIX_FORMATS);
  return command
    .option("--held-out <share>", "entries, drawn at random, by which the error is measured; 0 for none", share, 0.1)
    .option("--seed <number>", "of the draw", wholeNumber(0), SEED)
    .option("-o, --output <file>", "write the completed table, as .csv, .tsv, .npy or .mtx; of a list, predictions, as .csv or .tsv: of its lines without a value, or else of the held-out ones")
    .option("--model <file>", "write the model, as .model, for `lowrank recommend` and `loadModel`")
    .option("--plot <prefix>", `write <prefix>-predicted.svg, -error.svg (by iteration), -spectrum.svg (or into a folder/), and of tables up to ${HEAT_LINES} × ${HEAT_LINES} -table.svg`)
    .option("--json", "print the report as JSON")
    .addHelpText("after", `
A file is a list if :: separates its columns, or if it has three or four (or --columns names three) that can be no table with holes; where both fit, its
names (user, item, rating) and what is missing decide, or --as has to say. So are two columns without a hole whose entries recur: each line counts 1.
The report says how the file was read. Of a table, --columns takes any columns.
The error is that of a model of the other entries; the completed table, asked predictions and the model file come from all.
In a completed table every entry that was there stays as it was.

Example:
  lowrank complete ratings.dat --columns 1,2,3 --method als --rank 8 --range 0,10 --model ratings.model`)
    .action((path: string, options: Options) => run(terminal, path, options, command));
}

function run(terminal: Terminal, path: string, options: Options, command: Command): void {
  const plain = settingsOf(options);
  const outputs = new Outputs(terminal);
  const { output } = options;
  const format = output === undefined ? undefined : outputFormat(output, MATRIX_FORMATS, { asked: options.format, usual: () => "csv" });
  if (format !== undefined) outputs.claim(output!, { binary: isBinary(format) });
  if (options.model !== undefined) outputs.claim(options.model, { binary: isBinary(outputFormat(options.model, ["model"], { usual: () => "model" })) });
  const plotTarget = options.plot === undefined ? undefined : targetOf(options.plot, ["svg"]);
  const file = readEntries(terminal, path, options, tableOptionsOf(command));
  const settings = { ...plain, ...featuresOf(options, file, tableOptionsOf(command)) };
  const { train, test } = splitEntries(file.entries, options.heldOut, options.seed);
  const measured = test.value.length > 0 && train.value.length > 0;
  if (options.output !== undefined && file.kind === "list" && !measured && file.asked.row.length === 0) {
    throw new UsageError("option '-o, --output <file>' has nothing to predict: no entry is held out, and no line is without a value");
  }
  if (file.kind === "list" && format !== undefined && !TEXT_FORMATS.includes(format)) throw new UsageError(`output ${output!}: predictions stand beside names: expected .csv or .tsv`);
  const plots = plotTarget === undefined ? [] : plotNames(file, measured).map((name) => ({ name, path: plotTarget.file(name, "svg") }));
  for (const plot of plots) outputs.claim(plot.path, { makeFolder: plotTarget!.folder });

  const start = performance.now();
  const first = completeEntries(terminal, file, measured ? train : file.entries, settings);
  const baselines = measured && first.model.info.heldOutNdcg === undefined ? baselinesOf(file, train, test) : undefined;
  const tried = measured ? { model: first.model, test, errors: evaluate(first.model, test) } : undefined;
  const wanted = options.model !== undefined || plots.some(({ name }) => name === "table")
    || (options.output !== undefined && (file.kind === "table" || file.asked.row.length > 0));
  const model = measured && wanted ? completeEntries(terminal, file, file.entries, settings).model : first.model;
  const elapsed = performance.now() - start;

  if (format !== undefined) outputs.add(output!, file.kind === "table" ? completed(file, model, format) : predictions(file, model, tried?.model, test, format));
  if (options.model !== undefined) outputs.add(options.model, saveModel(model));
  for (const { name, path: target } of plots) {
    const plot = drawPlot(name, { title: basename(path), file, model, trace: first.trace, ...(tried === undefined ? {} : { tried }) });
    if (plot !== undefined) outputs.add(target, plot);
  }
  outputs.commit();
  report(outputs.report, path, file, model, { errors: tried?.errors, baselines, asked: options.heldOut, count: test.value.length, elapsed, json: options.json === true, outputs: outputs.paths });
}

interface Outcome {
  readonly errors: Evaluation | undefined;
  /** Of a model that predicts values. */
  readonly baselines: Baselines | undefined;
  /** The share that was to be held out. */
  readonly asked: number;
  readonly count: number;
  readonly elapsed: number;
  readonly json: boolean;
  readonly outputs: readonly string[];
}

function report(terminal: Terminal, path: string, file: EntryFile, { method, rank, units, info }: Completion, { errors, baselines, asked, count, elapsed, json, outputs }: Outcome): void {
  const [rows, columns, entries] = [file.rows.length, file.columns.length, file.entries.row.length];
  const density = entries / (rows * columns);
  if (json) {
    terminal.print(asJson({
      input: path, kind: file.kind, reading: file.reading, rows, columns, entries, density, method, rank, ...(units === undefined ? {} : { units }), info,
      ...(errors === undefined ? {} : { heldOut: { entries: count, ...errors, ...(baselines && { baselines }) } }), milliseconds: elapsed, outputs,
    }));
    return;
  }
  const lines: [string, string][] = [
    ["rows", whole(rows)], ["columns", whole(columns)], ["entries", whole(entries)], ["density", percent(density)],
    ["method", method], ["rank", whole(rank)],
    ...(units === undefined ? [] : [["units", `of each ${units.side}${units.robust ? ", robust" : ""}`]] as [string, string][]),
    ["iterations", whole(info.iterations)], info.rhat === undefined ? ["converged", info.converged ? "yes" : "no"] : ["chain", chainWords(info.rhat)],
    ["error on the entries fitted", significant(info.rmse)],
  ];
  const { heldOutNdcg, popularityNdcg } = info;
  if (heldOutNdcg !== undefined && popularityNdcg !== undefined) lines.push(["NDCG@10 of entries held out", significant(heldOutNdcg)], ["of the columns by popularity", significant(popularityNdcg)]);
  if (errors !== undefined) {
    lines.push(["held out", `${whole(count)} entries`], ["held-out RMSE", significant(errors.rmse)],
      ...(baselines === undefined ? [] : [["by the means of columns", significant(baselines.columnMean)], ["by damped biases", significant(baselines.biases)]] as [string, string][]), ["held-out MAE", significant(errors.mae)]);
    if (errors.coverage !== undefined) lines.push(["within intervals of 90 %", percent(errors.coverage)]);
  } else if (asked > 0) lines.push(["held out", "none: too few entries"]);
  lines.push(["time", `${milliseconds(elapsed)} ms`]);
  terminal.print(`${basename(path)}\n\n${namedTable(lines)}`);
  terminal.print(trialsTable(info.trials, info.trialsCut === true));
  if (isBaseline(info.trials)) terminal.print("No model beat the simplest predictions by more than chance: these are what the model is.\n");
  terminal.print(readingTable(file.reading, file.kind));
  terminal.print(outputs.length > 0 ? `\nwritten: ${outputs.join(", ")}\n` : "");
}

/** R-hat up to which the halves of a chain are said to agree. */
const MOST_RHAT = 1.1;

function chainWords(rhat: number): string {
  return `its halves ${rhat <= MOST_RHAT ? "agree" : "differ"} (R-hat ${rhat.toFixed(2)})`;
}

/** The table as it was, its holes filled. */
function completed({ rows, columns, entries, layout }: EntryFile, model: Completion, format: MatrixFormat): string | Uint8Array {
  const matrix = predictMatrix(model);
  entries.value.forEach((x, e) => { matrix.data[entries.row[e]! * columns.length + entries.column[e]!] = x; });
  const { head, named } = layout!;
  return formatMatrix(matrix, format, false, named ? { names: head?.slice(1), rowNames: rows, corner: head?.[0] ?? "" } : { names: head });
}

function predictions({ rows, columns, asked }: EntryFile, model: Completion, tried: Completion | undefined, test: EntryFile["entries"], format: MatrixFormat): string {
  const separator = format === "tsv" ? "\t" : ",";
  const isAsked = asked.row.length > 0;
  const { value, deviation } = predictPlaces(isAsked ? model : tried!, ...(isAsked ? [asked.row, asked.column] as const : [test.row, test.column] as const));
  const lines = Array.from(value, (x, e) => {
    const names = isAsked ? asked.names[e]! : [rows[test.row[e]!]!, columns[test.column[e]!]!];
    return [...names, ...(isAsked ? [] : [test.value[e]!]), x, ...(deviation === undefined ? [] : [deviation[e]!])].map((cell) => quoted(cell, separator)).join(separator);
  });
  const head = ["row", "column", ...(isAsked ? [] : ["value"]), "predicted", ...(deviation === undefined ? [] : ["deviation"])];
  return `${head.join(separator)}\n${lines.join("\n")}\n`;
}

function share(text: string): number {
  const [, digits = "", sign] = /^(.*?)(%?)$/s.exec(text.trim())!;
  const value = digits === "" ? NaN : Number(digits) / (sign === "%" ? 100 : 1);
  if (value >= 0 && value < 1) return value;
  throw new InvalidArgumentError("Expected a share from 0 up to 1, as 0.1 or 10%.");
}
