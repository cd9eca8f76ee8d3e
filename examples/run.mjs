// The main jobs on the real data in this folder, with the package as it was built. Pictures, plots and a copy of what is
// printed go to out/. A new job is a file in sections/ and a line here.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ready } from "lowrank";
import { completion } from "./sections/completion.mjs";
import { noise } from "./sections/noise.mjs";
import { photographs } from "./sections/photographs.mjs";
import { season } from "./sections/season.mjs";

const SECTIONS = [photographs, noise, completion, season];

const folder = fileURLToPath(new URL("../out/", import.meta.url));
const start = performance.now();
const report = [];
const files = [];
const out = {
  /** Prints a text, and keeps it for the report. */
  print(text) {
    process.stdout.write(text);
    report.push(text);
  },
  /** Writes a file to out/. */
  write(name, bytes) {
    writeFileSync(folder + name, bytes);
    files.push(name);
  },
};

mkdirSync(folder, { recursive: true });
await ready();
for (const section of SECTIONS) section(out);
out.write("report.txt", report.join(""));
process.stdout.write(`\nout/ holds ${files.join(", ")}\nAll in ${((performance.now() - start) / 1000).toFixed(1)} s.\n`);
