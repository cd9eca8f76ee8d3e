import { extname, join } from "node:path";
import { UsageError } from "../failure";
import { isFolder } from "./output";
import { type MatrixFormat, formatOfName } from "./matrix";

/** What the names of several output files begin with. */
export interface Target {
  /** "folder/" for a folder, "prefix-" otherwise. */
  readonly stem: string;
  readonly folder: boolean;
  /** The format that the prefix asks for, as x.npy does. */
  readonly format: MatrixFormat | undefined;
}

export function targetOf(output: string): Target {
  if (output === "") throw new UsageError("option '-o, --output <prefix>' is empty");
  if (isFolder(output)) {
    return { stem: join(output, "/"), folder: true, format: undefined };
  }
  const format = formatOfName(output);
  return { stem: `${format === undefined ? output : output.slice(0, -extname(output).length)}-`, folder: false, format };
}
