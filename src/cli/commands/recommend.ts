import { Command } from "commander";
import { basename } from "node:path";
import { type CompleteOptions, type Completion, loadModel, recommend } from "../../index";
import { type CompletingOptions, addCompletingOptions, completeEntries, featuresOf, readEntries, settingsOf } from "./completing";
import { DataError, UsageError } from "../failure";
import type { EntryFile } from "../files/entries/entry-file";
import { readBytes } from "../files/input";
import { placeOf } from "../files/text/alike";
import { wholeNumber } from "../options";
import { asJson, significant, whole } from "../report/format";
import { columnTable, readingTable } from "../report/table";
import { tableOptionsOf } from "./table-options";
import type { Terminal } from "../terminal";
import { visibleLine } from "../visible";

interface Options extends CompletingOptions {
  readonly row: string;
  readonly count: number;
  readonly model?: string;
  readonly json?: true;
}

export function recommendCommand(terminal: Terminal): Command {
  const command = new Command("recommend")
    .description("The columns that a row has no entry in and would value most, by a model of the table.")
    .argument("<ratings>", "a list row,column,value or a table with holes, as `lowrank complete` reads them")
    .requiredOption("-r, --row <name>", "the row: its name, or its number from 1 in a table without names")
    .option("-n, --count <count>", "how many columns", wholeNumber(1), 10)
    .option("--model <file>", "the model that `lowrank complete --model` wrote for this file; otherwise one is fitted");
  return addCompletingOptions(command)
    .option("--json", "print as JSON")
    .addHelpText("after", `
Example:
  lowrank complete ratings.dat --model ratings.model
  lowrank recommend ratings.dat --model ratings.model --row 1 --count 5`)
    .action((path: string, options: Options) => run(terminal, path, options, command));
}

function run(terminal: Terminal, path: string, options: Options, command: Command): void {
  for (const name of ["method", "rank", "lambda", "scaling", "robust", "budget", "range", "objective", "loss", "rowFeatures", "columnFeatures"] as const) {
    const given = command.getOptionValueSource(name) === "cli";
    if (options.model !== undefined && given) throw new UsageError(`option '--${name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}' is for fitting: it does not go with '--model <file>'`);
  }
  const plain = rankingSettings(settingsOf(options));
  const file = readEntries(terminal, path, options, tableOptionsOf(command));
  const settings = { ...plain, ...featuresOf(options, file, tableOptionsOf(command)) };
  const row = placeOf(file.rows, options.row, path);
  if (row < 0) throw new DataError(`${path}: has no row ${JSON.stringify(options.row)}`);
  if (file.rows.includes(file.rows[row]!, row + 1)) throw new DataError(`${path}: has several rows ${JSON.stringify(options.row)}`);
  const model = options.model === undefined ? completeEntries(terminal, file, file.entries, settings).model : modelOf(options.model, path, file);
  const exclude = file.entries.column.filter((_, e) => file.entries.row[e] === row);
  const best = recommend(model, row, { count: options.count, exclude });
  const named = best.map(({ column, score }) => ({ column: file.columns[column]!, score }));
  if (options.json) {
    terminal.print(asJson({ input: path, kind: file.kind, reading: file.reading, row: options.row, entries: exclude.length, method: model.method, rank: model.rank, info: model.info, recommendations: named }));
    return;
  }
  terminal.print(`${basename(path)}, row ${options.row}: ${whole(exclude.length)} entries of ${whole(file.columns.length)} columns\n\n`);
  if (named.length === 0) {
    terminal.print(`every column has an entry already\n${readingTable(file.reading, file.kind)}`);
    return;
  }
  const width = Math.max(6, ...named.map(({ column }) => visibleLine(column).length));
  terminal.print(columnTable(["", "column".padEnd(width), isScore(model) ? "score" : "predicted"], named.map(({ column, score }, i) => [String(i + 1), visibleLine(column).padEnd(width), significant(score)])));
  const { heldOutNdcg, popularityNdcg } = model.info;
  if (heldOutNdcg !== undefined && popularityNdcg !== undefined) terminal.print(`\nNDCG@10 of entries held out ${significant(heldOutNdcg)}, of the columns by popularity ${significant(popularityNdcg)}\n`);
  terminal.print(readingTable(file.reading, file.kind));
}

/** Of models that rank, and do not predict values. */
function isScore({ method }: Completion): boolean {
  return method === "item" || method === "implicit";
}

/** Columns are ranked by what rows like, unless a method, a rank or an objective is asked for: a model of values puts what few gave much before what all like. */
function rankingSettings(settings: CompleteOptions): CompleteOptions {
  return settings.method === "auto" && settings.rank === undefined && settings.objective === undefined ? { ...settings, objective: "ranking" } : settings;
}

function modelOf(model: string, path: string, { rows, columns }: EntryFile): Completion {
  const bytes = readBytes(model);
  let loaded: Completion;
  try {
    loaded = loadModel(Uint8Array.from(bytes));
  } catch (error) {
    throw new DataError(`${model}: ${(error as Error).message}`);
  }
  if (loaded.rows === rows.length && loaded.columns === columns.length) return loaded;
  throw new DataError(`${model}: is of a table ${loaded.rows} × ${loaded.columns}, but ${path} is ${rows.length} × ${columns.length}`);
}
