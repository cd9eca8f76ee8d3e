import { join } from "node:path";
import { UsageError } from "../failure";
import { isFolder } from "./output";

/** The name of standard output. A file of that name is ./- */
export const STDOUT = "-";

/** Formats in which an output may be compressed by gzip: x.csv.gz. */
const PACKED = ["csv", "tsv", "npy", "mtx"];
/** Other endings for a format. */
const ALIASES: Readonly<Record<string, readonly string[]>> = { jpg: ["jpeg"], model: ["bin", ""] };
/** Endings that say nothing of a format: --format may. */
const NEUTRAL = ["", "txt", "dat", "data", "out"];
/** Formats of bytes, which a terminal cannot show. */
const BINARY = ["npy", "npz", "png", "jpg", "pgm", "ppm", "model"];
/** Formats that hold all parts of a result in one file. */
const ARCHIVES = ["npz"];
/** The name of such a file in a folder/. */
const WHOLE = "factors";

/** The ending of a name, in lower case, with that of gzip: csv, csv.gz. "" where there is none, as in .csv and run-0.5. */
export function endingOf(path: string): string {
  return /[^/\\]\.((?=\d*[a-z])[a-z\d]{1,12}(?:\.gz)?)$/i.exec(path)?.[1]!.toLowerCase() ?? "";
}

export function isBinary(format: string): boolean {
  return BINARY.includes(format);
}

/**
 * The format of an output file: the ending of its name decides, or `asked` (--format) where it says nothing. What both say must be the same.
 *
 * @param usual  of standard output, where nothing is asked.
 */
export function outputFormat<F extends string>(path: string, formats: readonly F[], { asked, usual }: { readonly asked?: F | undefined; readonly usual?: () => F } = {}): F {
  if (path === "") throw new UsageError("the name of an output is empty");
  if (path === STDOUT && (asked ?? usual) !== undefined) return asked ?? usual!();
  const ending = endingOf(path);
  const named = formatOfEnding(ending, formats);
  if (named !== undefined && (asked ?? named) === named) return named;
  if (asked === undefined) throw new UsageError(`output ${path}: expected a name ending in ${alternatives(formats)}`);
  if (NEUTRAL.includes(ending)) return asked;
  throw new UsageError(`output ${path}: expected a name ending in .${asked}, as --format ${asked} says`);
}

/** Where several output files go. */
export interface Target<F extends string> {
  readonly folder: boolean;
  /** The format that the name asks for, as x.npy does. */
  readonly format: F | undefined;
  /** The name of one of them. */
  file(part: string, format: F): string;
}

/**
 * What the names of several output files begin with: a folder/, a prefix, or x.npy for x-U.npy.
 *
 * @param alone  there is one file only, which may go to standard output.
 */
export function targetOf<F extends string>(output: string, formats: readonly F[], { asked, alone = false }: { readonly asked?: F | undefined; readonly alone?: boolean } = {}): Target<F> {
  if (output === "") throw new UsageError("the name of an output is empty: expected a prefix or a folder/");
  if (output === STDOUT) {
    if (!alone) throw new UsageError("output -: several files cannot go to standard output: expected a prefix or a folder/");
    return { folder: false, format: undefined, file: () => STDOUT };
  }
  if (isFolder(output)) return { folder: true, format: undefined, file: (part, format) => join(output, `${ARCHIVES.includes(format) ? WHOLE : part}.${format}`) };
  const ending = endingOf(output);
  const format = formatOfEnding(ending, formats);
  if (format !== undefined) {
    if ((asked ?? format) !== format) throw new UsageError(`output ${output}: expected a prefix, or a name ending in .${asked}, as --format ${asked} says`);
    const stem = output.slice(0, -ending.length - 1);
    return { folder: false, format, file: (part) => (ARCHIVES.includes(format) ? output : `${stem}-${part}.${ending}`) };
  }
  if (ending !== "" && asked === undefined) {
    throw new UsageError(`output ${output}: .${ending} is none of ${alternatives(formats)}: expected one of them, a prefix without an ending, or a folder/`);
  }
  return { folder: false, format: undefined, file: (part, of) => (ARCHIVES.includes(of) ? `${output}.${of}` : `${output}-${part}.${of}`) };
}

function formatOfEnding<F extends string>(ending: string, formats: readonly F[]): F | undefined {
  const plain = ending.replace(/\.gz$/, "");
  return formats.find((format) => (plain === format || ALIASES[format]?.includes(plain)) && (plain === ending || PACKED.includes(plain)));
}

/** Endings in words: .csv, .tsv or .npy. */
function alternatives(formats: readonly string[]): string {
  const endings = formats.map((format) => `.${format}`);
  const last = endings.pop()!;
  return endings.length === 0 ? last : `${endings.join(", ")} or ${last}`;
}
