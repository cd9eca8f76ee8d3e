/** What both vitest configurations add to Vite. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vitest/config";
import { encodeWasm } from "../../tools/encode-wasm.mjs";

const BUILD = /\?build=(\w+)$/;

const THREADS = "?build=threads";
const threadsHave = (_: string, name: string) => `/src/threads/${name === "module" ? "core" : name}.ts`;

/**
 * `import("src/index?build=debug")`: the package once more, as it stands in src/, on the modules build/debug-*.wasm. `import("src/threads/threads?build=threads")`: as
 * tools/threads-build.ts bundles lowrank/threads.
 */
export const otherBuilds = (): Plugin => ({
  name: "lowrank: other builds",
  enforce: "pre",
  async resolveId(source, importer) {
    const build = BUILD.exec(importer ?? "")?.[0];
    if (build === undefined || !/^\.|^lowrank$/.test(source)) return null;
    const path = source === "lowrank" ? fileURLToPath(new URL("../../src/index", import.meta.url)) : source;
    const found = await this.resolve(path, importer!.replace(BUILD, ""), { skipSelf: true });
    return found && { ...found, id: (build === THREADS ? found.id.replace(/\/src\/wasm\/(module|completion)\.ts$/, threadsHave) : found.id) + build };
  },
  load(id) {
    const [build, name] = [BUILD.exec(id)?.[1], /\/src\/wasm\/binary-(\w+)\.ts/.exec(id)?.[1]];
    if (build === undefined || name === undefined || name === "threads") return null;
    const bytes = readFileSync(fileURLToPath(new URL(`../../build/${build}-${name}.wasm`, import.meta.url)));
    return `export const binary = "${encodeWasm(bytes)}";`;
  },
});

/** support/platform.ts and pool-platform.ts are Node's; a page gets platform.page.ts and pool-platform.page.ts. */
export const pagePlatform = (): Plugin => ({
  name: "lowrank: platform of the page",
  enforce: "pre",
  resolveId(source, importer) {
    return /\/(pool-)?platform$/.test(source) ? this.resolve(`${source}.page`, importer, { skipSelf: true }) : null;
  },
});
