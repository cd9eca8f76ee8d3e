// How lowrank/threads is built: the whole package once more, on the one module that shares its memory. Classes of errors are those of the package.
import { fileURLToPath } from "node:url";
import type { Options } from "tsup";
import { notices } from "./notices";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

const file = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const namespace = "errors";

const packageWithThreads: Plugin = {
  name: "the package with threads",
  setup(build) {
    build.onResolve({ filter: /^lowrank$/ }, ({ path, namespace: from }) => (from === namespace ? { path, external: true } : { path: file("src/index.ts") }));
    build.onResolve({ filter: /^(\.{1,2}\/)+(wasm\/)?(module|completion)$/ }, ({ path, resolveDir }) =>
      (resolveDir + path).includes('wasm') ? { path: file(`src/threads/${path.endsWith("module") ? "core" : "completion"}.ts`) } : undefined);
    build.onResolve({ filter: /^\.{1,2}\/([\w.]+\/)*errors$/ }, ({ path, namespace: from, resolveDir }) => (from === namespace || (path === "./errors" && resolveDir.endsWith("threads")) ? undefined : { path: "errors", namespace }));
    build.onLoad({ filter: /.*/, namespace }, () => ({
      contents: 'export { ConvergenceError, OutOfMemoryError, UnsupportedError } from "lowrank"; export { isOurs, outOfRange, wrongKind } from "./src/errors";', resolveDir: file("."),
    }));
  },
};

/** What building src/threads/threads.ts takes beyond the options of the library. */
export const threadsOptions: Options = { format: ["esm", "cjs"], esbuildPlugins: [packageWithThreads, notices] };
/** Its types are those of the package. */
export const threadsTypes: Options = { format: ["esm", "cjs"], external: ["lowrank"], dts: { only: true } };
