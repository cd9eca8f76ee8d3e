import { copyFileSync, mkdirSync } from "node:fs";
import { type Options, defineConfig } from "tsup";
import { braceLoops } from "./tools/brace-loops";
import { notices } from "./tools/notices";
import { poolOptions } from "./tools/pool-build";
import { SHIPPED, shortExports } from "./tools/short-exports.mjs";
import { threadsOptions, threadsTypes } from "./tools/threads-build";
import { trimMaps } from "./tools/trim-maps";

/** Node's programs, one file each that needs nothing beside it. What they bundle may still call `require` for Node's modules. */
const program: Options = {
  format: ["esm"],
  platform: "node",
  target: "node20",
  minify: true,
  noExternal: [/./],
  banner: { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' },
};

/** The library, for every engine. Not minified: an uncaught error prints the line that threw, and bundlers minify anyway. */
const library: Options = {
  platform: "neutral",
  target: "es2022",
  pure: ["Object.freeze"],
  sourcemap: true,
  onSuccess: trimMaps,
  plugins: [{ name: "loops in braces", renderChunk: (code) => ({ code: braceLoops(code) }) }],
};

/** Imports of src/index.ts become imports of the package, which is then there once. */
const packageStaysOutside: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "the package stays outside",
  setup: (build) => build.onResolve({ filter: /^\.{1,2}\/(\.\.\/)*index$/ }, () => ({ path: "lowrank", external: true })),
};

/** The classes of errors are those of the package, so that `instanceof` tells them; the helpers beside them are ours. */
const errorsOfThePackage: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "errors of the package",
  setup(build) {
    const namespace = "errors";
    build.onResolve({ filter: /^\.{1,2}\/([\w.]+\/)*errors$/ }, ({ namespace: from }) => (from === namespace ? undefined : { path: "errors", namespace }));
    build.onResolve({ filter: /^lowrank$/ }, ({ path }) => ({ path, external: true }));
    build.onLoad({ filter: /.*/, namespace }, () => ({
      contents: 'export { ConvergenceError, OutOfMemoryError, UnsupportedError } from "lowrank"; export { isOurs, outOfRange, wrongKind } from "./src/errors";', resolveDir: process.cwd(),
    }));
  },
};

/** The bytes of a module beside its text, for who runs it elsewhere. */
const partialAsFile: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "the module as a file",
  setup: (build) => build.onEnd(() => { mkdirSync("dist", { recursive: true }); copyFileSync("build/lowrank-partial.wasm", "dist/lowrank-partial.wasm"); }),
};

/** Cloudflare Workers compile no bytes: there an import of a .wasm file is a compiled module. It takes the place of the text. */
const binariesAsFiles: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "the binaries as files",
  setup: (build) => build.onLoad({ filter: /[\\/]wasm[\\/]binary-\w+\.ts$/ }, ({ path }) => ({
    contents: `export { default as binary } from "../../build/${SHIPPED[/-(\w+)\.ts$/.exec(path)![1]!]!}.wasm";`,
  })),
};

export default defineConfig([
  { ...library, entry: { index: "src/index.ts" }, format: ["esm", "cjs"], dts: true, esbuildPlugins: [shortExports, notices] },
  {
    ...library,
    entry: { workerd: "src/index.ts" },
    format: ["esm"],
    loader: { ".wasm": "copy" },
    esbuildOptions: (options) => { options.assetNames = "[name]"; },
    esbuildPlugins: [notices, binariesAsFiles, shortExports],
  },
  // Entry points beside the main one: the package itself stays outside of them.
  { ...library, entry: { "ml-matrix": "src/ml-matrix/ml-matrix.ts" }, format: ["esm", "cjs"], dts: true, external: ["ml-matrix"], esbuildPlugins: [packageStaysOutside, notices] },
  { ...library, entry: { partial: "src/partial/partial.ts" }, format: ["esm", "cjs"], dts: true, external: ["lowrank"], esbuildPlugins: [packageStaysOutside, errorsOfThePackage, partialAsFile, notices] },
  { ...library, entry: { image: "src/image/image.ts" }, format: ["esm", "cjs"], dts: true, external: ["lowrank"], esbuildPlugins: [packageStaysOutside, notices] },
  { ...library, entry: { threads: "src/threads/threads.ts" }, ...threadsOptions },
  { entry: { threads: "src/threads/threads.ts" }, ...threadsTypes },
  { ...library, entry: { single: "src/single/single.ts" }, format: ["esm", "cjs"], dts: true, external: ["lowrank"], esbuildPlugins: [shortExports, notices] },
  {
    ...library, entry: { "single-workerd": "src/single/single.ts" }, format: ["esm"], external: ["lowrank"], loader: { ".wasm": "copy" },
    esbuildOptions: (options) => { options.assetNames = "[name]"; },
    esbuildPlugins: [notices, binariesAsFiles, shortExports],
  },
  { ...library, entry: { pool: "src/pool/pool.ts" }, format: ["esm", "cjs"], dts: true, ...poolOptions },
  { ...program, entry: { cli: "src/cli/main.ts" }, esbuildPlugins: [notices] },
  {
    // Pictures, plots and tables for examples/, which use the built package beside them as anyone would.
    ...program,
    entry: { examples: "src/cli/examples.ts" },
    outDir: "build",
    esbuildPlugins: [packageStaysOutside],
  },
]);
