// npm run test:engines: the built package gives the committed bits in other engines, from other compilers, and in worker threads.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../support/packed";

const expected = JSON.parse(readFileSync(join(root, "test/fixtures/hashes.json"), "utf8")) as Record<string, string>;
const { dependencies } = JSON.parse(readFileSync(join(root, "test/engines/package.json"), "utf8")) as { dependencies: Record<string, string> };
const installed = (name: string) => join(root, "test/engines/node_modules/.bin", name);
const here = process.execPath;

/** The name of an engine, its program, what stands before the script, and where it tells its version. */
const ENGINES: readonly (readonly [name: string, program: string, words: readonly string[], version: string, expected: string])[] = [
  ["this Node", here, [], "node", process.versions.node],
  ["this Node, baseline compiler", here, ["--liftoff-only"], "node", process.versions.node],
  ["this Node, optimizing compiler", here, ["--no-liftoff"], "node", process.versions.node],
  ["this Node, without AVX", here, ["--no-enable-avx"], "node", process.versions.node],
  ["a current Node", installed("node"), [], "node", dependencies.node!],
  ["a current Node, baseline compiler", installed("node"), ["--liftoff-only"], "node", dependencies.node!],
  ["a current Node, optimizing compiler", installed("node"), ["--no-liftoff"], "node", dependencies.node!],
  ["Bun (JavaScriptCore)", installed("bun"), [], "bun", dependencies.bun!],
];

let folder: string;
let cases: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lowrank-engines-"));
  const outfile = join(folder, "cases.mjs");
  cases = pathToFileURL(outfile).href;
  await build({ entryPoints: [join(root, "test/hashes/cases.ts")], bundle: true, format: "esm", outfile, logLevel: "error" });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(ENGINES)("%s", (_, program, words, version, expectedVersion) => {
  const run = (...args: string[]) => execFileSync(program, [...words, ...args], { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 26 });
  const hashesOf = (threads: number) =>
    JSON.parse(run(join(root, "test/engines/run.mjs"), cases, pathToFileURL(join(root, "dist/index.js")).href, String(threads))) as Record<string, string>[];

  it("is the engine it is said to be", () => expect(run(join(root, "test/engines/version.mjs"), version).trim()).toBe(expectedVersion));
  it("the committed bits, in the main thread", () => expect(hashesOf(0)).toEqual([expected]));
  // A thread compiles as the main thread does; three runs of the same engine suffice.
  if (words.length === 0) it("the committed bits, in two worker threads at once", () => expect(hashesOf(2)).toEqual([expected, expected]));
});

it("the current Node is a later one", () => expect(Number.parseInt(dependencies.node!)).toBeGreaterThan(Number.parseInt(process.versions.node)));
