import { Command, Option } from "commander";
import { basename } from "node:path";
import { type Svd, chooseRank, singularValues, svd, verify } from "../../index";
import { single } from "../../single/single";
import { UsageError } from "../failure";
import { type FileOptions, readMatrixFile } from "../files/matrix/matrix";
import { FACTOR_FORMATS, type FactorFormat, FactorFiles } from "../files/matrix/factors";
import { Outputs } from "../files/output";
import { readTableFile } from "../files/matrix/table";
import { targetOf } from "../files/targets";
import { wholeNumber } from "../options";
import { asJson, milliseconds, percent, significant } from "../report/format";
import { withProgress } from "../report/progress";
import { columnTable, namedTable, readingTable } from "../report/table";
import { isPartial, streams } from "./gather";
import { type Precision, precisionOption, precisionRow, widened } from "./precision";
import { type SearchOptions, addSearchOptions, checkRank, refuseSearch } from "./search";
import { streamedSvd } from "./streamed";
import { addArrayOption, addMissingOption, addTableOptions, tableOptionsOf } from "./table-options";
import type { Terminal } from "../terminal";
import { decomposeTruncated } from "./svd-truncated";

/** Lines of the printed table; --json and -o give all values. */
const MOST_LINES = 25;
/** From this share of the singular values on, all of them without vectors take less time. */
const VALUES_SHARE = 0.25;

interface Options extends SearchOptions {
  readonly rank?: number;
  readonly output?: string;
  readonly format?: FactorFormat;
  readonly valuesOnly?: true;
  readonly stream?: true;
  readonly precision?: Precision;
  readonly json?: true;
}

export function svdCommand(terminal: Terminal): Command {
  const command = new Command("svd")
    .description("The singular value decomposition A = U diag(S) Vᵀ of a matrix.")
    .argument("<matrix>", "CSV or TSV (one row per line), Parquet, Arrow, JSON, .npy, Matrix Market .mtx, or a partial .lrp")
    .option("-k, --rank <count>", "only the leading singular values and vectors", wholeNumber(1))
    .option("-o, --output <prefix>", "write U, S and V to <prefix>-U.csv and so on, into a folder/, or all to x.npz; S alone, or with --format npz all, may go to - (standard output)")
    .addOption(new Option("--format <format>", "format of the output files; otherwise by the prefix (x.npy, x.csv.gz, x.npz), or as the input").choices(FACTOR_FORMATS));
  return addArrayOption(addMissingOption(addTableOptions(addSearchOptions(command))))
    .option("--values-only", "singular values without vectors: several times faster")
    .addOption(precisionOption())
    .option("--stream", "read the matrix a piece at a time, as is done from 1 GB on: one reading, and one more for U")
    .option("--json", "print the report as JSON")
    .addHelpText("after", `
The residual and orthogonality are LAPACK's test ratios, in units of rounding error: of order 1 for a right answer.
With -k only the leading triplets are computed, and a Matrix Market coordinate file is read as a stream and stays sparse. The residuals
are then measured, max(‖A v − s u‖, ‖Aᵀ u − s v‖), in the unit of the entries: a singular value of A is that near. As a share of the value,
in the last column, never below what measuring rounds, they say how many of its digits are right: few where the first value is far above it, as in data with a mean, unless
--relative-tolerance asks for them.
V is V, not its transpose: row j of V belongs to column j of the matrix.

Example:
  lowrank svd measurements.csv --rank 10 -o results/ --format npy
  lowrank svd table.csv --columns numeric --missing drop`)
    .action((path: string, options: Options) => decompose(terminal, path, options, tableOptionsOf(command)));
}

function decompose(terminal: Terminal, path: string, options: Options, tableOptions: FileOptions): void {
  const names = options.valuesOnly ? ["S"] as const : ["U", "S", "V"] as const;
  const target = options.output === undefined ? undefined : targetOf(options.output, FACTOR_FORMATS, { asked: options.format, alone: names.length === 1 || options.format === "npz" });
  if (isPartial(path) || streams(path, options.stream)) {
    refuseSearch(options);
    streamedSvd(terminal, path, tableOptions, { rank: options.rank, target, format: options.format, coordinates: options.valuesOnly !== true, json: options.json === true });
    return;
  }
  if (options.rank === undefined && (options.tolerance ?? options.relativeTolerance ?? options.seed) !== undefined) {
    throw new UsageError("options --tolerance, --relative-tolerance and --seed belong to -k: without it everything is computed, to rounding");
  }
  const { matrix, format: inputFormat, reading, isSingle = false } = options.rank === undefined ? readMatrixFile(path, tableOptions) : readTableFile(path, tableOptions);
  const precision = options.precision ?? (isSingle && !("rowStart" in matrix) ? "single" : "double");
  const format = options.format ?? target?.format ?? inputFormat;
  const outputs = new Outputs(terminal);
  const files = new FactorFiles(outputs, target, format);
  files.claim(names);

  const { rows, columns } = matrix;
  const most = Math.min(rows, columns);
  const rank = options.rank ?? most;
  checkRank(rank, matrix, path);
  const valuesAlone = options.valuesOnly && rank > VALUES_SHARE * most;
  if ("rowStart" in matrix || (options.rank !== undefined && !valuesAlone)) {
    decomposeTruncated(terminal, path, matrix, rank, { outputs, files, names, reading, precision, isSingle }, options);
    return;
  }

  const start = performance.now();
  const cost = (options.valuesOnly ? 3 : 20) * rows * columns * most;
  const [result] = withProgress(terminal, "decomposition", [matrix], cost, (a): Partial<Svd> & Pick<Svd, "S"> => {
    if (precision === "double") return options.valuesOnly ? { S: singularValues(a) } : svd(a);
    return options.valuesOnly ? { S: Float64Array.from(singularValues(a, { precision: single })) } : widened(svd(a, { precision: single }));
  }) as [Partial<Svd> & Pick<Svd, "S">];
  const elapsed = performance.now() - start;

  const { U, S, V } = result;
  const quality = U === undefined || V === undefined ? undefined : verify(matrix, { U, S, V }, precision === "single" ? { precision: single } : undefined);
  const parts = { U, S: { rows: rank, columns: 1, data: S.slice(0, rank) }, V };
  for (const name of names) files.add(name, parts[name]!, name === "S");
  files.end();
  const { curve } = chooseRank(S, most, matrix);
  outputs.commit(); // nothing is computed behind it
  const { report: told } = outputs;

  if (options.json) {
    const values = curve.slice(0, rank).map(({ value, energy }) => ({ value, energy }));
    const report = {
      input: path, rows, columns, ...(reading && { reading }), rank, singularValues: values.map(({ value }) => value), energy: values.map(({ energy }) => energy),
      ...quality, precision, milliseconds: elapsed, outputs: outputs.paths,
    };
    told.print(asJson(report));
    return;
  }
  told.print(`${basename(path)}: ${rows} × ${columns}\n\n`);
  told.print(columnTable(
    ["", "singular value", "energy up to here"],
    curve.slice(0, Math.min(rank, MOST_LINES)).map(({ rank: i, value, energy }) => [String(i), significant(value, 8), percent(energy)]),
  ));
  if (rank > MOST_LINES) told.print(`${rank - MOST_LINES} more: --json or -o gives them all\n`);
  const checks = quality === undefined ? [] : [
    ["residual", `${significant(quality.residual, 3)} units of rounding`],
    ["orthogonality", `U ${significant(quality.orthogonalityU, 3)}, V ${significant(quality.orthogonalityV, 3)} units of rounding`],
  ] as const;
  told.print(`\n${namedTable([...checks, ...precisionRow(precision, isSingle), ["time", `${milliseconds(elapsed)} ms`]])}`);
  told.print(readingTable(reading));
  told.print(outputs.paths.length > 0 ? `\nwritten: ${outputs.paths.join(", ")}\n` : "");
}
