// npm run hashes: writes test/fixtures/hashes.json anew, from the built package, and says what changed.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const file = new URL("../test/fixtures/hashes.json", import.meta.url);
const cases = new URL("../build/hashes.mjs", import.meta.url);
await build({ entryPoints: [fileURLToPath(new URL("../test/hashes/cases.ts", import.meta.url))], bundle: true, format: "esm", outfile: fileURLToPath(cases), logLevel: "error" });
const { hashes } = await import(cases);
const found = hashes(await import("../dist/index.js"));
const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
const names = [...new Set([...Object.keys(before), ...Object.keys(found)])];
for (const name of names) {
  if (!(name in found)) console.log(`gone: ${name}`);
  else if (!(name in before)) console.log(`new: ${name}`);
  else if (found[name] !== before[name]) console.log(`changed: ${name}`);
}
writeFileSync(file, `${JSON.stringify(found, null, 1)}\n`);
console.log(`${Object.keys(found).length} hashes in test/fixtures/hashes.json`);
