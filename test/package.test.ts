import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { binary as completion } from "../src/wasm/binary-completion";
import { binary as core } from "../src/wasm/binary-core";
import { decodeWasm } from "../src/wasm/decode";
import { encodeWasm } from "../tools/encode-wasm.mjs";
import { withAddress, withLinks } from "../tools/address.mjs";
import { renameExports, shortNames } from "../tools/short-exports.mjs";
import { copyInstalled, node, npm, packedProject, root } from "./support/packed";

/** The command line has a build of its own. */
const hasCommand = existsSync(join(root, "src/cli/main.ts"));

let project: string;
let files: string[];

beforeAll(() => ({ project, files } = packedProject()), 120_000);
afterAll(() => rmSync(dirname(project), { recursive: true, force: true }));

const installed = (...path: string[]) => join(project, "node_modules/lowrank", ...path);

function run(file: string, source: string): string {
  writeFileSync(join(project, file), source);
  return node(project, file).trim();
}

/** A module as text, with short names, as dist/ has it. */
const shipped = (name: string) => encodeWasm(renameExports(readFileSync(join(root, `build/${name}.wasm`)), shortNames()));

describe("the tarball", () => {
  it("holds what its entry points are, what says how it may be used, and nothing else", () => {
    const library = ["image", "index", "ml-matrix", "partial", "pool", "single", "threads"].flatMap((name) => ["js", "cjs", "js.map", "cjs.map", "d.ts", "d.cts"].map((end) => `dist/${name}.${end}`));
    const others = ["workerd.js", "workerd.js.map", "pool-worker.js", "cli.js", "lowrank.wasm", "lowrank-completion.wasm", "lowrank-partial.wasm", "lowrank-single.wasm", "single-workerd.js", "single-workerd.js.map", "THIRD-PARTY-NOTICES.txt", "sbom.cdx.json"].map((name) => `dist/${name}`);
    const spark = ["README.md", "child.mjs", "driver.mjs", "lowrank_spark.py"].map((name) => `spark/${name}`);
    expect([...files].sort()).toEqual([...library, ...others, ...spark, "CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md", "package.json"].sort());
  });

  it("has source maps that lead to the sources, without the modules' text in them", () => {
    for (const name of ["index.js", "index.cjs", "pool.js", "image.js", "ml-matrix.cjs", "workerd.js"]) {
      const map = JSON.parse(readFileSync(installed(`dist/${name}.map`), "utf8")) as { sources: string[]; sourcesContent: (string | null)[] };
      expect(readFileSync(installed(`dist/${name}`), "utf8")).toMatch(new RegExp(`//# sourceMappingURL=${name}\\.map\\s*$`));
      expect(map.sources.length).toBeGreaterThan(1);
      map.sources.forEach((source, i) => {
        const text = map.sourcesContent[i];
        if (/^\.\.\/src\/(?!wasm\/binary)/.test(source)) expect(text).toBe(readFileSync(join(root, source.slice(3)), "utf8"));
        else if (source.includes("binary-")) expect(text).toBeNull();
      });
      expect(map.sources.some((source) => source.startsWith("../src/"))).toBe(true);
    }
  });

  it("tells where the project lives by one constant, or not at all while there is no address", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, unknown>;
    expect(withAddress(manifest)).toStrictEqual(manifest);
    const [bare, address] = [{ name: "x", version: "1", description: "y", files: [], bugs: "old" }, "https://code.test/we/lowrank"];
    expect(withAddress(bare, address)).toStrictEqual({ name: "x", version: "1", description: "y", homepage: `${address}#readme`, repository: { type: "git", url: `git+${address}.git` }, bugs: { url: `${address}/issues` }, files: [] });
    expect(withAddress(bare, "")).toStrictEqual({ name: "x", version: "1", description: "y", files: [] });
    expect(withLinks("[a](docs/a.md) ![b](docs/b.png) [c](#c) [d](https://d.test)", address)).toBe(`[a](${address}/blob/HEAD/docs/a.md) ![b](${address}/raw/HEAD/docs/b.png) [c](#c) [d](https://d.test)`);
    const texts = ["SECURITY.md", "CONTRIBUTING.md", "README.md"].map((name) => readFileSync(join(root, name), "utf8")).join();
    expect(texts.match(/https?:\/\/(www\.)?(github|gitlab|npmjs)\.[^\s)]+|example\.(com|org)/g) ?? []).toEqual([]);
  });

  it("has every file that package.json names", () => {
    const manifest = JSON.parse(readFileSync(installed("package.json"), "utf8"));
    const named = new Set<string>();
    const collect = (value: unknown): void => {
      if (typeof value === "string") named.add(value);
      else Object.values(value as object).forEach(collect);
    };
    collect([manifest.main, manifest.module, manifest.types, manifest.exports, hasCommand ? manifest.bin : []]);
    for (const file of named) expect(existsSync(installed(file)), file).toBe(true);
    expect(Object.keys(manifest.exports["."].import)[0]).toBe("types");
    expect(Object.keys(manifest.exports["."].require)[0]).toBe("types");
    expect(manifest.sideEffects).toBe(false);
  });

  it("installs no dependency", () => {
    const tree = JSON.parse(npm(project, "ls", "--all", "--omit=dev", "--json"));
    expect(Object.keys(tree.dependencies)).toEqual(["lowrank"]);
    const below = Object.values<{ version?: string }>(tree.dependencies.lowrank.dependencies ?? {});
    expect(below.filter(({ version }) => version !== undefined)).toEqual([]); // an optional peer is listed, not installed
    expect(readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["lowrank"]);
  });

  it("is free of runtime dependencies in package.json", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect({ ...manifest.dependencies, ...manifest.optionalDependencies }).toEqual({});
    const needed = Object.keys(manifest.peerDependencies).filter((name) => !manifest.peerDependenciesMeta[name]?.optional);
    expect(needed).toEqual([]);
  });

  it("carries the module that was tested", () => {
    const names = shortNames();
    for (const [text, built, shipped] of [[core, "core", "lowrank"], [completion, "completion", "lowrank-completion"]] as const) {
      const bytes = readFileSync(join(root, `build/${built}.wasm`));
      expect(Buffer.from(decodeWasm(text)).equals(bytes)).toBe(true);
      const short = renameExports(bytes, names);
      expect(readFileSync(installed("dist/index.js"), "utf8")).toContain(encodeWasm(short));
      expect(readFileSync(installed(`dist/${shipped}.wasm`)).equals(short)).toBe(true);
      // Nothing but the names of exports differs: under the long ones again it is the same to the byte.
      expect(Buffer.from(renameExports(short, new Map([...names].map(([long, name]) => [name, long])))).equals(bytes)).toBe(true);
    }
  });

  it("has short names for what only the modules have", () => {
    const names = shortNames();
    expect(new Set(names.values()).size).toBe(names.size);
    for (const report of ["lowrank", "pool"]) {
      const words = new Set(readFileSync(join(root, `etc/${report}.api.md`), "utf8").match(/\w+/g));
      expect([...names.keys()].filter((name) => words.has(name))).toEqual([]);
    }
    const text = readFileSync(installed("dist/index.js"), "utf8");
    expect([...names.keys()].filter((name) => text.includes(`.${name}`))).toEqual([]);
  });

  it("has a build for Workers that imports the module and compiles no bytes", () => {
    const text = readFileSync(installed("dist/workerd.js"), "utf8");
    for (const name of ["lowrank", "lowrank-completion"]) expect(text.match(new RegExp(`from ?"\\./${name}\\.wasm"`, "g"))).toHaveLength(1);
    for (const binary of ["core", "completion"].map(shipped)) expect(text).not.toContain(binary.slice(600, 640));
  });

  it("carries the licences of what it contains", () => {
    const text = readFileSync(installed("dist/THIRD-PARTY-NOTICES.txt"), "utf8");
    const packages = [...text.matchAll(/^={100}\n\n(\S+) \S+ \((.*)\)\n\n((?:(?!={100}).*\n)*)/gm)].map(([, name, , licence]) => ({ name: name!, licence: licence! }));
    expect(packages.filter(({ licence }) => !/copyright|Apache License/i.test(licence))).toEqual([]);
    const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));
    const imported = new Set(sources.flatMap((file) => [...readFileSync(join(root, "src", file), "utf8").matchAll(/^(?:import|export) [^;]*?from "((?:@[\w-]+\/)?[\w-]+)[\w/.-]*";/gm)].map(([, name]) => name!)));
    const inside = [...imported].filter((name) => !["lowrank", "ml-matrix"].includes(name) && !builtinModules.includes(name));
    expect(inside).toEqual(expect.arrayContaining(["commander", "echarts", "workerpool"]));
    expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining([...inside, "assemblyscript", "zrender"]));
  });

  it("names no path of the machine it was built on", () => {
    for (const file of files.filter((name) => /\.(js|cjs|ts|cts|json)$/.test(name))) {
      expect(readFileSync(installed(file), "utf8"), file).not.toContain(root);
    }
  });
});

const USE = `
const { U, S, V } = svd([[4, 11, 14], [8, 7, -2]]);
console.log(S[0].toFixed(10), S[1].toFixed(10), U.data.length, V.data.length, reconstruct(lowRank([[4, 11, 14], [8, 7, -2]], 1)).rows);
`;
const PRINTED = "18.9736659610 9.4868329805 4 6 2";

describe("an empty project that installed the tarball", () => {
  it("imports it", () => {
    expect(run("esm.mjs", `import { svd, lowRank, reconstruct } from "lowrank";${USE}`)).toBe(PRINTED);
  });

  it("imports it as a namespace, with every name the CommonJS build has", () => {
    const esm = run("names.mjs", `import * as all from "lowrank"; console.log(Object.keys(all).sort().join());`);
    const cjs = run("names.cjs", `console.log(Object.keys(require("lowrank")).sort().join());`);
    expect(esm).toBe(cjs);
    expect(esm.split(",")).toEqual(expect.arrayContaining(["lowRank", "matrix", "ready", "svd"]));
  });

  it("requires it", () => {
    expect(run("cjs.cjs", `const { svd, lowRank, reconstruct } = require("lowrank");${USE}`)).toBe(PRINTED);
  });

  it("may load both: the results are the same bits", () => {
    const source = `
      import { createRequire } from "node:module";
      import { isDeepStrictEqual } from "node:util";
      import { svd, reconstruct } from "lowrank";
      const other = createRequire(import.meta.url)("lowrank");
      const a = [[1, 2], [3, 4], [5, 6]];
      console.log(isDeepStrictEqual(svd(a), other.svd(a)), other.reconstruct(svd(a)).rows);`;
    expect(run("both.mjs", source)).toBe("true 3");
  });

  it.runIf(hasCommand)("has the command, which needs nothing beside it", () => {
    expect(node(project, join("node_modules", ".bin", "lowrank"), "--help")).toMatch(/^Usage: lowrank/);
  });

  it("can read its package.json", () => {
    expect(run("manifest.cjs", `console.log(require("lowrank/package.json").name);`)).toBe("lowrank");
  });

  it("compiles nothing and changes no global at import; ready() compiles", () => {
    const source = `
      const { Module, Instance, compile, instantiate } = WebAssembly;
      let compiled = 0;
      WebAssembly.Module = new Proxy(Module, { construct(target, args) { compiled++; return new target(...args); } });
      WebAssembly.compile = (bytes) => { compiled++; return compile(bytes); };
      WebAssembly.instantiate = (bytes) => { compiled++; return instantiate(bytes); };
      const names = Reflect.ownKeys(globalThis).length;
      const { ready, svd } = await import("lowrank");
      const atImport = compiled;
      await ready();
      svd([[1]]); svd([[2]]);
      console.log(atImport, compiled, Reflect.ownKeys(globalThis).length - names);`;
    expect(run("lazy.mjs", source)).toBe("0 1 0");
  });

  it("is told clearly when WebAssembly may not be compiled", () => {
    const source = `
      WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError("refused by policy"); } };
      WebAssembly.compile = async () => { throw new WebAssembly.CompileError("refused by policy"); };
      const { svd, ready, UnsupportedError } = await import("lowrank");
      const said = (error) => console.log(error instanceof UnsupportedError, error.message.includes("wasm-unsafe-eval"), error.message.includes("refused by policy"));
      try { svd([[1]]); } catch (error) { said(error); }
      await ready().catch(said);`;
    expect(run("refused.mjs", source)).toBe("true true true\ntrue true true");
  });

  it("drops what it does not use: a bundle of one helper has no WebAssembly", async () => {
    writeFileSync(join(project, "shake.mjs"), `import { OutOfMemoryError } from "lowrank"; console.log(OutOfMemoryError.name);`);
    const result = await build({ entryPoints: [join(project, "shake.mjs")], bundle: true, format: "esm", minify: true, write: false, logLevel: "silent" });
    expect(result.outputFiles[0]!.text.length).toBeLessThan(completion.length / 2);
  });

  it.each([
    ["decompositions", "frobeniusNorm, svd, lowRank, truncatedSvd, pca, leastSquares, appendRows", [true, false]],
    ["completion", "complete, predict, standings", [true, true]],
    ["what is done with a model", "predict, recommend, loadModel", [false, true]],
  ])("drops the module that is not used: %s", async (_, names, modules) => {
    writeFileSync(join(project, "part.mjs"), `import { ${names} } from "lowrank"; console.log(${names});`);
    const result = await build({ entryPoints: [join(project, "part.mjs")], bundle: true, format: "esm", minify: true, write: false, logLevel: "silent" });
    const text = result.outputFiles[0]!.text;
    expect([text.includes(shipped("core")), text.includes(shipped("completion"))]).toEqual(modules);
  });
});

describe("lowrank/ml-matrix, where ml-matrix is installed", () => {
  beforeAll(() => copyInstalled("ml-matrix", project));

  const PROGRAM = `
const svd = new SVD(new Matrix([[4, 11, 14], [8, 7, -2]]), { autoTranspose: true });
console.log(svd.rank, svd.norm2.toFixed(10), svd.leftSingularVectors.mmul(svd.diagonalMatrix).rows, svd.constructor.name, typeof QR, all.default === Matrix, all.SVD === original.SVD, all.Matrix === original.Matrix);`;
  const SAYS = "2 18.9736659610 2 SingularValueDecomposition function true false true";

  it("imports and requires it, and one Matrix class is shared", () => {
    const esm = `import { Matrix, QR, SVD } from "lowrank/ml-matrix"; import * as all from "lowrank/ml-matrix"; import * as original from "ml-matrix";`;
    expect(run("ml.mjs", esm + PROGRAM)).toBe(SAYS);
    const cjs = `const { Matrix, QR, SVD } = require("lowrank/ml-matrix"); const all = require("lowrank/ml-matrix"), original = require("ml-matrix");`;
    expect(run("ml.cjs", cjs + PROGRAM)).toBe(SAYS);
  });

  it("has the types of ml-matrix", () => {
    const source = `
import { AbstractMatrix, EVD, Matrix, pseudoInverse, QR, SingularValueDecomposition, solve, SVD, type ISVDOptions } from "lowrank/ml-matrix";
const options: ISVDOptions = { autoTranspose: true };
const svd: SingularValueDecomposition = new SVD(Matrix.ones(2, 3), options);
const values: number[] = svd.diagonal;
const x: Matrix = svd.solve(Matrix.columnVector([1, 2])).mmul(svd.inverse().subMatrix(0, 0, 0, 1));
const more: AbstractMatrix = solve([[1, 2], [3, 4]], x, true).add(pseudoInverse([[1, 2], [3, 4]]).get(0, 0));
export const all = [values, more, svd.rank + svd.norm2, new QR(x), new EVD([[1]])];
// @ts-expect-error  as in ml-matrix
() => { svd.rank = 3; };
// @ts-expect-error  not an option
() => new SVD([[1]], { transpose: true });
`;
    const programs = ["ml-types.mts", "ml-types.cts", "ml-types.ts"];
    for (const program of programs) writeFileSync(join(project, program), source);
    for (const [module, moduleResolution, files] of [["node16", "node16", programs.slice(0, 2)], ["ESNext", "bundler", programs.slice(2)]]) {
      const options = { module, moduleResolution, target: "ES2022", lib: ["ES2022", "DOM"], types: [], noEmit: true, strict: true, exactOptionalPropertyTypes: true };
      writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files }));
      const compiled = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "."], { cwd: project, encoding: "utf8" });
      expect(compiled.stdout + compiled.stderr).toBe("");
    }
  });

  it("a bundle of both has lowrank once", async () => {
    writeFileSync(join(project, "ml-bundle.mjs"), `import { SVD } from "lowrank/ml-matrix"; import { svd } from "lowrank"; console.log(SVD, svd);`);
    const result = await build({ entryPoints: [join(project, "ml-bundle.mjs")], bundle: true, minify: true, format: "esm", write: false, logLevel: "silent" });
    expect(result.outputFiles[0]!.text.split(shipped("core")).length).toBe(2);
  });
});
