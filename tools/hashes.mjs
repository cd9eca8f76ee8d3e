// npm run hashes: writes test/fixtures/hashes.json and hashes-single.json anew, from the built package, and says what changed.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const path = (name) => new URL(`../${name}`, import.meta.url);

/** What a file of test/hashes exports. */
async function cases(name) {
  const outfile = path(`build/${name}.mjs`);
  await build({ entryPoints: [fileURLToPath(path(`test/hashes/${name}.ts`))], bundle: true, format: "esm", outfile: fileURLToPath(outfile), logLevel: "error" });
  return import(outfile);
}

function write(fixture, found) {
  const file = path(`test/fixtures/${fixture}.json`);
  const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const names = [...new Set([...Object.keys(before), ...Object.keys(found)])];
  for (const name of names) {
    if (!(name in found)) console.log(`gone: ${name}`);
    else if (!(name in before)) console.log(`new: ${name}`);
    else if (found[name] !== before[name]) console.log(`changed: ${name}`);
  }
  writeFileSync(file, `${JSON.stringify(found, null, 1)}\n`);
  console.log(`${Object.keys(found).length} hashes in test/fixtures/${fixture}.json`);
}

const lowrank = await import("../dist/index.js");
const { single } = await import("../dist/single.js");
write("hashes", (await cases("cases")).hashes(lowrank));
write("hashes-single", (await cases("single")).singleHashes(lowrank, single));
