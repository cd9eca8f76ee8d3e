import { Command, Option } from "commander";
import { basename } from "node:path";
import { type Matrix, type Pca, type PcaOptions, type SparseMatrix, pca } from "../../index";
import { UsageError } from "../failure";
import { FACTOR_FORMATS, type FactorFormat, FactorFiles } from "../files/matrix/factors";
import type { FileOptions } from "../files/matrix/matrix";
import { Outputs } from "../files/output";
import { type TableFile, readTableFile } from "../files/matrix/table";
import { transposed } from "../files/matrix/transposed";
import { targetOf } from "../files/targets";
import { countOrShare } from "../options";
import { asJson, milliseconds, percent, significant } from "../report/format";
import { withProgress } from "../report/progress";
import { columnTable, namedTable, readingTable } from "../report/table";
import { isPartial, streams } from "./gather";
import { type SearchOptions, addSearchOptions, checkRank, refuseSearch, searchJson, searchLine, searchOf, sizeOf } from "./search";
import { shareRow, streamedPca } from "./streamed";
import { addArrayOption, addMissingOption, addTableOptions, tableOptionsOf } from "./table-options";
import type { Terminal } from "../terminal";

/** Lines of the printed table; --json and -o give all components. */
const MOST_LINES = 25;
/** Components whose weights are printed, and how many weights of each. */
const SHOWN = { components: 5, weights: 6, unvaried: 5 };

interface Options extends SearchOptions {
  readonly rank?: number;
  readonly output?: string;
  readonly format?: FactorFormat;
  readonly scale?: true;
  readonly stream?: true;
  readonly json?: true;
}

export function pcaCommand(terminal: Terminal): Command {
  const command = new Command("pca")
    .description("Principal components of a table: the directions along which its rows vary most, and how much.")
    .argument("<table>", "CSV or TSV (one row per line, perhaps a first line of names), Parquet, Arrow, JSON, .npy, Matrix Market .mtx, or a partial .lrp")
    .option("-k, --rank <count>", "only this many components; below 1, as 0.95 or 95%, as many as explain that share of the variance", countOrShare)
    .option("--scale", "divide every column by its standard deviation first; for columns of different units")
    .option("-o, --output <prefix>", "write <prefix>-components.csv, -scores, -mean, -variance (and -deviation), into a folder/, or all to x.npz")
    .addOption(new Option("--format <format>", "format of the output files; otherwise by the prefix (x.npy, x.csv.gz, x.npz), or as the input").choices(FACTOR_FORMATS));
  return addArrayOption(addMissingOption(addTableOptions(addSearchOptions(command))))
    .option("--stream", "read the table a piece at a time, as is done from 1 GB on: one reading, and one more for the scores")
    .option("--json", "print the report as JSON")
    .addHelpText("after", `
The components are written one per line, in the columns of the table and under its names; the scores one line per row of the table, under its name.
A row is mean + scores · components. A Matrix Market coordinate file is read as a stream, stays sparse, and is centred implicitly.
The residual says how far a component is from an exact one, in the unit of the entries.
Columns are given by name or number from 1; the report says what was taken for names of columns and rows, and what was left out.

Example:
  lowrank pca measurements.csv -k 3 --scale -o results/
  lowrank pca iris.csv --drop species
  lowrank pca survey.csv --columns numeric --missing mean`)
    .action((path: string, options: Options) => analyse(terminal, path, options, tableOptionsOf(command)));
}

function analyse(terminal: Terminal, path: string, options: Options, tableOptions: FileOptions): void {
  const target = options.output === undefined ? undefined : targetOf(options.output, FACTOR_FORMATS, { asked: options.format });
  if (isPartial(path) || streams(path, options.stream)) {
    if (options.scale) throw new UsageError("option '--scale' needs all of a table at once, and this one is read in pieces (or is a partial): scale it before");
    refuseSearch(options);
    streamedPca(terminal, path, tableOptions, { rank: options.rank, target, format: options.format, coordinates: true, json: options.json === true });
    return;
  }
  const { matrix, format: inputFormat, names, rowNames, corner, reading } = readTableFile(path, tableOptions);
  const format = options.format ?? target?.format ?? inputFormat;
  const outputs = new Outputs(terminal);
  const files = new FactorFiles(outputs, target, format);
  const parts = ["components", "scores", "mean", "variance", ...(options.scale ? ["deviation"] : [])];
  files.claim(parts);

  const share = options.rank !== undefined && options.rank < 1 ? options.rank : undefined;
  const most = share === undefined ? options.rank ?? Math.min(matrix.rows, matrix.columns) : Math.min(matrix.rows, matrix.columns);
  checkRank(most, matrix, path);
  const start = performance.now();
  const search: PcaOptions = { scores: target !== undefined, scale: options.scale === true, ...searchOf(options) };
  const countOf = (a: Matrix | SparseMatrix) => (share === undefined ? most : pca(a, { ...search, components: share, scores: false }).explainedVariance.length);
  const cost = 20 * most * ("rowStart" in matrix ? matrix.value.length : matrix.data.length);
  const [model] = withProgress(terminal, "components", [matrix], cost, (a) => pca(a, { ...search, components: countOf(a) })) as [Pca];
  const rank = model.explainedVariance.length;
  const elapsed = performance.now() - start;

  if (target !== undefined) {
    const line = (data: Float64Array): Matrix => ({ rows: 1, columns: data.length, data });
    const ofColumns = { components: transposed(model.components), mean: line(model.mean), ...(model.scale && { deviation: line(model.scale) }) };
    for (const [part, values] of Object.entries(ofColumns)) files.add(part, values, false, { names });
    const ofRows = rowNames && { names: Array.from({ length: rank }, (_, c) => `component ${c + 1}`), rowNames, corner };
    files.add("scores", model.scores!, false, ofRows);
    files.add("variance", { rows: rank, columns: 1, data: model.explainedVariance }, true);
    files.end();
  }
  outputs.commit();
  report(terminal, path, matrix, model, { names, reading }, { json: options.json === true, share, search: options, elapsed, outputs: outputs.paths });
}

interface Outcome {
  readonly json: boolean;
  /** Of the variance, where that was asked for. */
  readonly share: number | undefined;
  readonly search: SearchOptions;
  readonly elapsed: number;
  readonly outputs: readonly string[];
}

function report(terminal: Terminal, path: string, table: Matrix | SparseMatrix, model: Pca, { names, reading }: Pick<TableFile, "names" | "reading">, { json, share, search, elapsed, outputs }: Outcome): void {
  const { explainedVariance, explainedVarianceRatio, totalVariance, mean, components, scale, constantColumns = [], residuals, info } = model;
  const rank = explainedVariance.length;
  let sum = 0;
  const cumulative = Array.from(explainedVarianceRatio, (share) => Math.min(1, sum += share));
  if (json) {
    terminal.print(asJson({
      input: path, rows: table.rows, columns: table.columns, ...("rowStart" in table ? { entries: table.value.length } : {}),
      ...(names === undefined ? {} : { names }), ...(reading && { reading }), rank, ...(share === undefined ? {} : { share }), explainedVariance: [...explainedVariance],
      explainedVarianceRatio: [...explainedVarianceRatio], cumulative, totalVariance, mean: [...mean],
      ...(scale === undefined ? {} : { deviation: [...scale], constantColumns }),
      components: Array.from({ length: rank }, (_, c) => columnOf(components, c)), residuals: [...residuals!], info: searchJson(info!),
      milliseconds: elapsed, outputs,
    }));
    return;
  }
  terminal.print(`${basename(path)}: ${sizeOf(table)}${scale === undefined ? "" : ", every column scaled to variance 1"}${unvaried(constantColumns, names)}\n\n`);
  terminal.print(columnTable(["", "variance", "share", "up to here", "residual"], cumulative.slice(0, MOST_LINES).map((share, i) => [
    String(i + 1), significant(explainedVariance[i]!, 6), percent(explainedVarianceRatio[i]!), percent(share), significant(residuals![i]!, 3),
  ])));
  if (rank > MOST_LINES) terminal.print(`${rank - MOST_LINES} more: --json or -o gives them all\n`);
  const weights = Array.from({ length: Math.min(rank, SHOWN.components) }, (_, c) => [`component ${c + 1}`, largestWeights(columnOf(components, c), names)] as const);
  terminal.print(`\nlargest weights\n${namedTable(weights)}`);
  terminal.print(`\n${namedTable([["total variance", significant(totalVariance, 6)], ...shareRow(share, cumulative), searchLine(info!, search), ["time", `${milliseconds(elapsed)} ms`]])}`);
  terminal.print(readingTable(reading));
  terminal.print(outputs.length > 0 ? `\nwritten: ${outputs.join(", ")}\n` : "");
}

function largestWeights(weights: readonly number[], names: readonly string[] | undefined): string {
  const order = weights.map((weight, j) => ({ weight, name: names?.[j] || `column ${j + 1}` }));
  order.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return order.slice(0, SHOWN.weights).map(({ weight, name }) => `${weight < 0 ? "−" : "+"}${Math.abs(weight).toFixed(3)} ${name}`).join(", ");
}

function unvaried(columns: readonly number[], names: readonly string[] | undefined): string {
  if (columns.length === 0) return "";
  const shown = columns.slice(0, SHOWN.unvaried).map((j) => names?.[j] || `column ${j + 1}`).join(", ");
  const rest = columns.length - SHOWN.unvaried;
  return ` but ${shown}${rest > 0 ? ` and ${rest} more` : ""}, which ${columns.length === 1 ? "does not vary and has" : "do not vary and have"} weight 0`;
}

function columnOf({ rows, columns, data }: Matrix, c: number): number[] {
  return Array.from({ length: rows }, (_, i) => data[i * columns + c]!);
}
