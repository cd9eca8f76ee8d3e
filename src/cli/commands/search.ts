import { type Command, Option } from "commander";
import type { SparseMatrix, Matrix, TruncatedInfo, TruncatedSvdOptions } from "../../index";
import { DataError, UsageError } from "../failure";
import { positiveNumber, wholeNumber } from "../options";
import { significant, whole } from "../report/format";

export interface SearchOptions {
  readonly tolerance?: number;
  readonly relativeTolerance?: number;
  readonly seed?: number;
}

/** Adds the options of the iteration that finds leading singular vectors. */
export function addSearchOptions(command: Command): Command {
  return command
    .addOption(new Option("--tolerance <share>", "largest residual, relative to the largest singular value (default: 1e-10)").argParser(positiveNumber(1)))
    .addOption(
      new Option("--relative-tolerance <share>", "instead: largest residual of each singular value, relative to that value")
        .argParser(positiveNumber(1)).conflicts("tolerance"),
    )
    .addOption(new Option("--seed <number>", "seed of the random start (default: 1)").argParser(wholeNumber(0)));
}

/** Those that were given. */
export function searchOf({ tolerance, relativeTolerance, seed }: SearchOptions): TruncatedSvdOptions {
  return {
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(relativeTolerance === undefined ? {} : { tolerance: { relative: relativeTolerance } }),
    ...(seed === undefined ? {} : { seed }),
  };
}

/** Refuses more than a matrix has. */
export function checkRank(rank: number, { rows, columns }: Matrix | SparseMatrix, path: string): void {
  const most = Math.min(rows, columns);
  if (rank > most) throw new DataError(`${path}: rank ${rank} is more than this matrix of ${rows} × ${columns} has: at most ${most}`);
}

/** The size of a matrix, and how many entries it holds if it is sparse. */
export function sizeOf(matrix: Matrix | SparseMatrix): string {
  const size = `${matrix.rows} × ${matrix.columns}`;
  return "rowStart" in matrix ? `${size}, sparse, ${whole(matrix.value.length)} entries` : size;
}

/** How the search ended, for a table. */
export function searchLine({ method, converged, iterations, change }: TruncatedInfo | TruncatedInfo<Float32Array>, { relativeTolerance }: SearchOptions): readonly [string, string] {
  const how = method === "full" ? "full decomposition, cut" : `Lanczos, ${iterations} steps`;
  const end = converged ? "" : "NOT CONVERGED, ";
  return ["search", `${end}${how}; largest residual ${significant(change, 3)} of ${relativeTolerance === undefined ? "the largest value" : "its value"}`];
}

/** How it ended, as JSON has it. */
export function searchJson({ relativeUncertainty, ...info }: TruncatedInfo | TruncatedInfo<Float32Array>): object {
  return { ...info, relativeUncertainty: [...relativeUncertainty] };
}

/** Refuses what steers an iteration where there is none: what is read in pieces is decomposed to rounding. */
export function refuseSearch({ tolerance, relativeTolerance, seed }: SearchOptions): void {
  if ((tolerance ?? relativeTolerance ?? seed) !== undefined) throw new UsageError("options --tolerance, --relative-tolerance and --seed have no meaning for what is read in pieces: it is decomposed to rounding");
}
