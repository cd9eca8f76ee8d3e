import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The path of a file in examples/. */
export function example(name) {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}

/** The lines of a text file in examples/. */
export function linesOf(name) {
  return readFileSync(example(name), "utf8").trimEnd().split(/\r?\n/);
}
