// How lowrank/pool is built: the worker as one script, which is a file of its own and, as text, part of the module.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Options } from "tsup";
import { braceLoops } from "./brace-loops";
import { notices } from "./notices";
import { shortExports } from "./short-exports.mjs";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

const { version } = JSON.parse(readFileSync("node_modules/workerpool/package.json", "utf8")) as { version: string };

/** Apache License 2.0, section 4. */
const NOTICE = `/*! Contains workerpool ${version}, Copyright (C) 2014-2026 Jos de Jong, under the Apache License 2.0 (THIRD-PARTY-NOTICES.txt); changed: minified, Node's modules are found without require. */`;

/** `import` of the package itself stays one, so that it is there once. */
const packageStaysOutside: Plugin = {
  name: "the package stays outside",
  setup: (build) => build.onResolve({ filter: /^lowrank$/ }, ({ path }) => ({ path, external: true })),
};

/** workerpool without `require`, which neither a browser nor an ES module has. What it would only load for child processes is left out. */
const nodeModules: Plugin = {
  name: "Node's modules",
  setup(build) {
    build.onResolve({ filter: /^(worker_threads|os|child_process)$|generated\/embeddedWorker$/ }, ({ path }) => ({ path, namespace: "node" }));
    build.onLoad({ filter: /.*/, namespace: "node" }, ({ path }) => ({
      contents:
        path === "worker_threads" ? `module.exports = globalThis.process?.getBuiltinModule?.("worker_threads")`
        : path === "os" ? `module.exports = { cpus: () => [] }`
        : `module.exports = undefined`,
    }));
  },
};

/** workerpool at the first pool, not at import: it looks for a page's names and assigns what a frozen realm forbids. */
const libraryLate: Plugin = {
  name: "workerpool when it is needed",
  setup(build) {
    build.onResolve({ filter: /^workerpool\/src\/Pool$/ }, ({ path, namespace, resolveDir }) => (namespace === "late" ? undefined : { path, namespace: "late", pluginData: resolveDir }));
    build.onLoad({ filter: /.*/, namespace: "late" }, ({ path, pluginData }) => ({
      contents: `export default function Pool(options) { return new (require("${path}"))(options); }`, resolveDir: pluginData as string,
    }));
  },
};

let script: Promise<string> | undefined;

/** `./worker?script` is the text of the worker with all that it imports. It is also written to dist/pool-worker.js. */
const workerAsText: Plugin = {
  name: "the worker as text",
  setup(build) {
    build.onResolve({ filter: /\?script$/ }, ({ path, resolveDir }) => ({ path, namespace: "script", pluginData: join(resolveDir, path.replace("?script", ".ts")) }));
    build.onLoad({ filter: /.*/, namespace: "script" }, async ({ pluginData }) => {
      script ??= build.esbuild
        .build({
          entryPoints: [pluginData as string], bundle: true, write: false, outfile: "dist/pool-worker.js", format: "iife", platform: "neutral", mainFields: ["module", "main"], target: "es2022",
          minify: true, banner: { js: NOTICE }, define: DEFINE, plugins: [nodeModules, shortExports, notices],
        })
        .then(({ outputFiles }) => braceLoops(outputFiles[0]!.text));
      mkdirSync("dist", { recursive: true });
      writeFileSync("dist/pool-worker.js", await script);
      return { contents: await script, loader: "text" };
    });
  },
};

const DEFINE = { __dirname: '""' };

/** What building src/pool/pool.ts takes beyond the options of the library. */
export const poolOptions: Options = {
  external: ["lowrank"],
  noExternal: [/workerpool/],
  banner: { js: NOTICE },
  esbuildOptions: (options) => { options.define = { ...options.define, ...DEFINE }; },
  esbuildPlugins: [packageStaysOutside, workerAsText, libraryLate, nodeModules, notices],
};
