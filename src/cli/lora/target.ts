import { dirname, join } from "node:path";
import { UsageError } from "../failure";
import { type Outputs, isFolder } from "../files/output";
import { STDOUT, endingOf } from "../files/targets";
import { ADAPTER, CONFIG } from "./saved-adapter";

/** Where an adapter goes. */
export interface Target {
  readonly adapter: string;
  readonly config: string;
}

/** Claims the two files of an adapter: in a folder, or the configuration beside a file. undefined where nothing is to be written. */
export function claim(outputs: Outputs, output: string | undefined): Target | undefined {
  if (output === undefined) return undefined;
  if (output === "") throw new UsageError("option '-o, --output <adapter>' is empty");
  const folder = isFolder(output);
  if (output === STDOUT || (!folder && endingOf(output) !== "safetensors")) throw new UsageError(`output ${output}: expected a folder/ or a name ending in .safetensors`);
  const target = { adapter: folder ? join(output, ADAPTER) : output, config: join(folder ? output : dirname(output), CONFIG) };
  for (const path of [target.adapter, target.config]) outputs.claim(path, { makeFolder: folder });
  return target;
}
