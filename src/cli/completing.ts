import { type Command, InvalidArgumentError, Option } from "commander";
import { type CompleteOptions, type Completion, type CompletionMethod, type Progress, complete } from "../index";
import { UsageError } from "./failure";
import { readEntryFile } from "./files/entries";
import type { EntryFile, EntryKind } from "./files/entry-file";
import { numberFrom, wholeNumber } from "./options";
import { significant } from "./report/format";
import { following } from "./report/progress";
import type { Terminal } from "./terminal";

/** What the commands `complete` and `recommend` share: how a file is read and how a model is fitted. */
export interface CompletingOptions {
  readonly as?: EntryKind;
  readonly columns?: readonly string[];
  readonly method?: CompletionMethod;
  readonly rank?: number;
  readonly lambda?: number;
  readonly range?: readonly [number, number];
}

const METHODS: readonly CompletionMethod[] = ["auto", "bayesian", "als", "soft-impute", "hard-impute", "fill", "implicit"];

/** Those with a penalty to choose. */
const PENALIZED: readonly (CompletionMethod | undefined)[] = ["als", "soft-impute", "implicit"];

export function addCompletingOptions(command: Command): Command {
  return command
    .addOption(new Option("-m, --method <method>", "how to complete; auto takes what predicts best").choices(METHODS).default("auto"))
    .option("-k, --rank <rank>", "factors per row and column; otherwise chosen by the method", wholeNumber(0))
    .option("--lambda <weight>", "weight of the penalty of als, soft-impute or implicit; otherwise chosen on held-out entries", numberFrom(0))
    .option("--range <lowest,highest>", "clip predictions, as 1,5", range)
    .addOption(new Option("--as <kind>", "what the file is, where that is not plain: a table with holes, or a list row,column,value").choices(["table", "list"]))
    .option("--columns <row,column,value>", "the three columns of a list, by name or number from 1; others are ignored", threeColumns);
}

export function settingsOf({ method, rank, lambda, range: limits }: CompletingOptions): CompleteOptions {
  if (rank === 0 && method !== "als" && method !== "bayesian") throw new UsageError("option '--rank 0', biases alone, is for '--method als' and '--method bayesian'");
  if (lambda !== undefined && !PENALIZED.includes(method)) throw new UsageError(`option '--lambda' is for ${PENALIZED.map((name) => `'--method ${name}'`).join(", ")}`);
  return {
    ...(method === undefined ? {} : { method }), ...(rank === undefined ? {} : { rank }),
    ...(lambda === undefined ? {} : { lambda }), ...(limits === undefined ? {} : { range: limits }),
  };
}

/** A part of the entries as a table for `complete`. */
export function tableOf({ rows, columns }: EntryFile, entries: EntryFile["entries"]) {
  return { rows: rows.length, columns: columns.length, entries };
}

export function readEntries(terminal: Terminal, path: string, { as, columns }: CompletingOptions): EntryFile {
  return following(terminal, "reading {bar} {percentage} %, {duration_formatted}", (onRead) => readEntryFile(path, as, columns, onRead));
}

/** The model of a part of the entries, and its iterations. */
export function completeEntries(
  terminal: Terminal, file: EntryFile, entries: EntryFile["entries"], settings: CompleteOptions,
): { model: Completion; trace: Progress[] } {
  const trace: Progress[] = [];
  const model = following(terminal, "fitting: iteration {value}, change {change}, {duration_formatted}", (report) =>
    complete(tableOf(file, entries), {
      ...settings,
      onProgress: (progress) => {
        trace.push(progress);
        report?.(progress.iteration, 0, { change: significant(progress.change, 2) });
      },
    }));
  return { model, trace };
}

/** A number or a name as a cell of a CSV file, quoted where it holds what would end the cell. */
export function csvCell(value: string | number, separator = ","): string {
  const text = String(value);
  return /["\r\n#]|^\s|\s$/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
}

function range(text: string): [number, number] {
  const [lowest, highest, ...rest] = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  if (rest.length === 0 && lowest! < highest! && Math.abs(lowest!) < Infinity && Math.abs(highest!) < Infinity) return [lowest!, highest!];
  throw new InvalidArgumentError("Expected the lowest and the highest value, as 1,5.");
}

function threeColumns(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.length === 3 && !names.includes("") && new Set(names).size === 3) return names;
  throw new InvalidArgumentError("Expected three columns, as user,item,rating or 1,2,3.");
}
