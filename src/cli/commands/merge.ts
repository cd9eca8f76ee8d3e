import { Command } from "commander";
import { merge as mergeFiles } from "../../partial/partial";
import { DataError } from "../failure";
import { readBytes } from "../files/input";
import { Outputs } from "../files/output";
import { asJson, whole } from "../report/format";
import { namedTable } from "../report/table";
import type { Terminal } from "../terminal";
import { isPartial } from "./gather";

interface Options {
  readonly output: string;
  readonly dropDuplicates?: true;
  readonly json?: true;
}

export function mergeCommand(terminal: Terminal): Command {
  return new Command("merge")
    .description("Brings partials of one job together: the same bytes, in whatever order and groups they come.")
    .argument("<partials...>", "files of `lowrank partial`, or merged ones")
    .requiredOption("-o, --output <file>", "the merged partial, as all.lrp, or - (standard output)")
    .option("--drop-duplicates", "leave out a leaf that is there twice, if it is the same to the byte: work that was done again")
    .option("--json", "print the report as JSON")
    .addHelpText("after", `
A leaf that is missing is no error here: it may be merged later. \`lowrank svd\` and \`lowrank pca\` name it.

Example:
  lowrank merge leaf-*.lrp -o all.lrp && lowrank svd all.lrp`)
    .action((paths: string[], options: Options) => merge(terminal, paths, options));
}

function merge(terminal: Terminal, paths: readonly string[], options: Options): void {
  const outputs = new Outputs(terminal);
  outputs.claim(options.output, { binary: true });
  const files = paths.map((path) => {
    if (!isPartial(path)) throw new DataError(`${path}: is no partial, expected a file of \`lowrank partial\``);
    return readBytes(path);
  });
  const merged = named(paths, () => mergeFiles(files, { duplicates: options.dropDuplicates ? "drop" : "refuse" }));
  outputs.add(options.output, merged);
  outputs.commit();
  const { report } = outputs;
  if (options.json) report.print(asJson({ inputs: paths, bytes: merged.length, outputs: outputs.paths }));
  else report.print(`${namedTable([["partials", whole(paths.length)], ["merged", `${whole(merged.length)} bytes`]])}\nwritten: ${outputs.paths.join(", ")}\n`);
}

/** Errors with the names of files, and with the option that the command has. */
function named<R>(paths: readonly string[], body: () => R): R {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const text = error.message.replace(/^partials(?:\[(\d+)\])? /, (_, i: string | undefined) => `${paths[Number(i ?? 0)]}: `);
    throw new DataError(text.replace('merge(…, { duplicates: "drop" })', "--drop-duplicates"));
  }
}
