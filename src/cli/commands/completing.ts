import { type Command, InvalidArgumentError, Option } from "commander";
import { COMPLETION_METHODS, type CompleteOptions, type Completion, type CompletionMethod, type Progress, type Scaling, complete } from "../../index";
import { UsageError } from "../failure";
import { readEntryFile } from "../files/entries/entries";
import { asTable, type EntryFile, type EntryKind } from "../files/entries/entry-file";
import { readFeatures } from "../files/features";
import { NUMERIC, splitList } from "../files/text/selection";
import type { TableOptions } from "../files/text/table";
import { numberFrom, wholeNumber } from "../options";
import { significant } from "../report/format";
import { following } from "../report/progress";
import { addTableOptions } from "./table-options";
import type { Terminal } from "../terminal";

/** What the commands `complete` and `recommend` share: how a file is read and how a model is fitted. */
export interface CompletingOptions {
  readonly as?: EntryKind;
  readonly method?: CompletionMethod;
  readonly rank?: number;
  readonly lambda?: number;
  readonly scaling?: Scaling;
  readonly robust?: true;
  readonly budget?: number;
  readonly range?: readonly [number, number];
  readonly loss?: "squared" | "student-t";
  readonly rowFeatures?: string;
  readonly columnFeatures?: string;
  readonly objective?: "values" | "ranking";
}

const METHODS = Object.keys(COMPLETION_METHODS) as CompletionMethod[];
/** Those with a penalty to choose. */
const PENALIZED = METHODS.filter((method) => (COMPLETION_METHODS[method].options as readonly string[]).includes("lambda"));
const BIASES_ALONE = METHODS.filter((method) => COMPLETION_METHODS[method].leastRank === 0);
const asOptions = (methods: readonly CompletionMethod[]) => methods.map((name) => `'--method ${name}'`);

export function addCompletingOptions(command: Command): Command {
  command
    .addOption(new Option("-m, --method <method>", "how to complete; auto takes what predicts best").choices(METHODS).default("auto"))
    .option("-k, --rank <rank>", "factors per row and column; otherwise chosen by the method", wholeNumber(0))
    .option("--lambda <weight>", `weight of the penalty of ${PENALIZED.join(", ")}; otherwise chosen on held-out entries`, numberFrom(0))
    .addOption(new Option("--scaling <lines>", "which lines have a unit of their own, a centre and a scale; auto: columns that differ by much, if that predicts better").choices(["auto", "none", "column", "row"]))
    .option("--robust", "with units: centres and scales that outliers do not move")
    .addOption(new Option("--objective <objective>", "with auto: predict values, or rank columns by what rows like; complete predicts, unless all values are equal, and recommend ranks").choices(["values", "ranking"]))
    .option("--budget <seconds>", "of auto: half of it at most for trials; they are then more, and what is chosen depends on the clock", numberFrom(0))
    .option("--range <lowest,highest>", "clip predictions, as 1,5", range)
    .addOption(new Option("--loss <loss>", "student-t: outliers hardly move anything; of bayesian, and of auto, which then tries that").choices(["squared", "student-t"]))
    .option("--row-features <file>", "what is known of rows besides: a table of numbers, names of the rows in its first column; of auto, bayesian, als, implicit")
    .option("--column-features <file>", "likewise of columns")
    .addOption(new Option("--as <kind>", "what the file is, where that is not plain: a table with holes, or a list row,column,value (or row,column, where each line counts 1)").choices(["table", "list"]));
  return addTableOptions(command);
}

export function settingsOf({ method = "auto", rank, lambda, scaling, robust, budget, range: limits, objective, loss, rowFeatures, columnFeatures }: CompletingOptions): CompleteOptions {
  const takes = (name: string) => (COMPLETION_METHODS[method].options as readonly string[]).includes(name);
  for (const [option, file] of [["--row-features", rowFeatures], ["--column-features", columnFeatures]] as const) {
    if (file !== undefined && !takes("features")) throw new UsageError(`option '${option}' is for ${asOptions(METHODS.filter((name) => (COMPLETION_METHODS[name].options as readonly string[]).includes("features"))).join(", ")}`);
  }
  if (loss === "student-t" && !takes("loss")) throw new UsageError("option '--loss student-t' is for '--method bayesian' and '--method auto'");
  if (rank === 0 && !BIASES_ALONE.includes(method)) throw new UsageError(`option '--rank 0', biases alone, is for ${asOptions(BIASES_ALONE).join(" and ")}`);
  if (lambda !== undefined && !PENALIZED.includes(method)) throw new UsageError(`option '--lambda' is for ${asOptions(PENALIZED).join(", ")}`);
  if (objective === "ranking" && method !== "auto") throw new UsageError(`option '--objective ranking' is for '--method auto'`);
  return {
    method, ...(objective === undefined ? {} : { objective }), ...(rank === undefined ? {} : { rank }),
    ...(lambda === undefined ? {} : { lambda }), ...(scaling === undefined ? {} : { scaling }), ...(robust === undefined ? {} : { robust }), ...(budget === undefined ? {} : { budget }), ...(limits === undefined ? {} : { range: limits }), ...(loss === undefined ? {} : { loss }),
  };
}

/** The features that are asked for, of the rows and columns of a file. */
export function featuresOf({ rowFeatures, columnFeatures }: CompletingOptions, { rows, columns }: EntryFile, tableOptions: TableOptions): Pick<CompleteOptions, "features"> {
  if (rowFeatures === undefined && columnFeatures === undefined) return {};
  return {
    features: {
      ...(rowFeatures === undefined ? {} : { row: readFeatures(rowFeatures, rows, "row", tableOptions) }), ...(columnFeatures === undefined ? {} : { column: readFeatures(columnFeatures, columns, "column", tableOptions) }),
    },
  };
}

/** The entries of a file. Three columns, unless the file is said to be a table, are those of a list. */
export function readEntries(terminal: Terminal, path: string, { as }: CompletingOptions, tableOptions: TableOptions): EntryFile {
  const { columns, ...rest } = tableOptions;
  const three = columns?.flatMap(splitList);
  const isList = three !== undefined && as !== "table" && (as === "list" || (three.length === 3 && !three.includes(NUMERIC) && !three.some((item) => /^#?\d+-#?\d*$/.test(item))));
  if (as === "list" && three !== undefined && (![2, 3].includes(three.length) || new Set(three).size < three.length)) {
    throw new UsageError("option '--columns <list>' is invalid for a list. Expected three columns, as user,item,rating or 1,2,3, or two where there is no value.");
  }
  return following(terminal, "reading {bar} {percentage} %, {duration_formatted}", (onRead) =>
    (isList ? readEntryFile(path, as, three, onRead, rest) : readEntryFile(path, as, undefined, onRead, tableOptions)));
}

/** The model of a part of the entries, and its iterations. */
export function completeEntries(
  terminal: Terminal, file: EntryFile, entries: EntryFile["entries"], settings: CompleteOptions,
): { model: Completion; trace: Progress[] } {
  const trace: Progress[] = [];
  const model = following(terminal, "fitting: iteration {value}, change {change}, {duration_formatted}", (report) =>
    complete(asTable(file, entries), {
      ...settings,
      onProgress: (progress) => {
        if (progress.trial === undefined) trace.push(progress);
        report?.(progress.iteration, 0, { change: significant(progress.change, 2) });
      },
    }));
  return { model, trace };
}

function range(text: string): [number, number] {
  const [lowest, highest, ...rest] = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  if (rest.length === 0 && lowest! < highest! && Math.abs(lowest!) < Infinity && Math.abs(highest!) < Infinity) return [lowest!, highest!];
  throw new InvalidArgumentError("Expected the lowest and the highest value, as 1,5.");
}
