import { basename } from "node:path";
import { type Matrix, type SparseMatrix, type TruncatedInfo, type TruncatedSvd, frobeniusNorm, truncatedSvd } from "../../index";
import { single } from "../../single/single";
import type { FactorFiles } from "../files/matrix/factors";
import type { Outputs } from "../files/output";
import type { Reading } from "../files/text/reading";
import { asJson, milliseconds, percent, significant } from "../report/format";
import { withProgress } from "../report/progress";
import { columnTable, namedTable, readingTable } from "../report/table";
import { type Precision, precisionRow, widened } from "./precision";
import { type SearchOptions, searchJson, searchLine, searchOf, sizeOf } from "./search";
import type { Terminal } from "../terminal";

/** Lines of the printed table; --json and -o give all values. */
const MOST_LINES = 25;
/** Products with a column that the search takes per triplet, roughly. */
const PRODUCTS = 15;

/** The files to write, by what goes into each. */
export interface SvdFiles {
  readonly outputs: Outputs;
  readonly files: FactorFiles;
  readonly names: readonly ("U" | "S" | "V")[];
  readonly reading: Reading | undefined;
  readonly precision: Precision;
  /** Whether that is why. */
  readonly isSingle: boolean;
}

type Found = Omit<TruncatedSvd, "residuals" | "info"> & { readonly residuals: ArrayLike<number>; readonly info: TruncatedInfo | TruncatedInfo<Float32Array> };

/** The leading triplets alone, with their measured residuals. */
export function decomposeTruncated(
  terminal: Terminal, path: string, a: Matrix | SparseMatrix, rank: number, { outputs, files, names, reading, precision, isSingle }: SvdFiles,
  options: SearchOptions & { readonly json?: true },
): void {
  const start = performance.now();
  const cost = PRODUCTS * rank * entriesOf(a).length;
  const [{ U, S, V, residuals, info }] = withProgress(terminal, "decomposition", [a], cost, (m): Found =>
    precision === "double" ? truncatedSvd(m, rank, searchOf(options)) : widened(truncatedSvd(m, rank, { ...searchOf(options), precision: single })),
  ) as [Found];
  const elapsed = performance.now() - start;
  const parts = { U, S: { rows: rank, columns: 1, data: S }, V };
  for (const name of names) files.add(name, parts[name], name === "S");
  files.end();
  const energy = energies(S, frobeniusNorm({ rows: 1, columns: entriesOf(a).length, data: entriesOf(a) }));
  outputs.commit();
  const { report: told } = outputs;

  if (options.json) {
    const entries = "rowStart" in a ? { entries: a.value.length } : {};
    told.print(asJson({
      input: path, rows: a.rows, columns: a.columns, ...entries, ...(reading && { reading }), rank, singularValues: [...S], energy, residuals: Array.from(residuals), info: searchJson(info),
      precision, milliseconds: elapsed, outputs: outputs.paths,
    }));
    return;
  }
  told.print(`${basename(path)}: ${sizeOf(a)}\n\n`);
  const lines = energy.slice(0, MOST_LINES).map((share, i) => [String(i + 1), significant(S[i]!, 8), percent(share), significant(residuals[i]!, 3), significant(info.relativeUncertainty[i]!, 3)]);
  told.print(columnTable(["", "singular value", "energy up to here", "residual", "residual / value"], lines));
  if (rank > MOST_LINES) told.print(`${rank - MOST_LINES} more: --json or -o gives them all\n`);
  told.print(`\n${namedTable([searchLine(info, options), ...precisionRow(precision, isSingle), ["time", `${milliseconds(elapsed)} ms`]])}`);
  told.print(readingTable(reading));
  told.print(outputs.paths.length > 0 ? `\nwritten: ${outputs.paths.join(", ")}\n` : "");
}

function entriesOf(a: Matrix | SparseMatrix): Float64Array {
  return "rowStart" in a ? a.value : a.data;
}

/** Shares of the sum of squares up to each value, 1 for a zero matrix. */
function energies(S: Float64Array, norm: number): number[] {
  let sum = 0;
  return Array.from(S, (s) => (norm === 0 ? 1 : Math.min(1, sum += (s / norm) ** 2)));
}
