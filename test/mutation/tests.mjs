// The test files as one bundle in which the module under test can be changed: WebAssembly by a global, a file of src/ by its text.
import { readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What is replaced in files of the project, and by what: each must be found. */
const PATCHES = {
  "test/support/builds.ts": (text) => replaced(replaced(text, /const others = \[[^;]*;\n/, ""), /await others\[0\], await others\[1\], await others\[2\]/, "shipped, shippedModule, shippedCompletion").replace("[simd, debug]", "[simd]"),
  "test/support/platform.ts": (text) => replaced(text, /new Uint8Array\(readFileSync\(url\(path\)\)\)/, "path.endsWith('.wasm') ? globalThis.__mutant.bytes : new Uint8Array(readFileSync(url(path)))"),
};

function replaced(text, pattern, by) {
  if (!pattern.test(text)) throw new Error(`${pattern} is not in the file: test/mutation/tests.mjs must follow`);
  return text.replace(pattern, by);
}

/**
 * Bundles test files into a folder.
 *
 * @param files  paths from the root, as test/svd.test.ts.
 * @param mutated  the text of files of src/, by their path.
 */
export async function bundleTests(files, outdir, mutated = {}) {
  await build({
    entryPoints: files.map((file) => `${root}/${file}`), outbase: root, outdir, outExtension: { ".js": ".mjs" },
    bundle: true, splitting: true, format: "esm", platform: "node", target: "node20", packages: "external", logLevel: "error",
    plugins: [{
      name: "mutants",
      setup({ onResolve, onLoad }) {
        // One copy of the runner for the tests and for the thread that runs them.
        onResolve({ filter: /^vitest$/ }, () => ({ path: pathToFileURL(`${root}/build/mutation/vitest.mjs`).href, external: true }));
        // The mutated module takes the place of the shipped one, and has every assert, so that the debug build is no other.
        onResolve({ filter: /^\.\/binary-\w+$/ }, () => ({ path: "binary", namespace: "mutant" }));
        onLoad({ filter: /./, namespace: "mutant" }, () => ({ contents: "export const binary = globalThis.__mutant.module;" }));
        onLoad({ filter: /\.ts$/ }, ({ path }) => {
          const name = relative(root, path).replaceAll("\\", "/");
          if (name.startsWith("node_modules")) return undefined;
          const text = PATCHES[name]?.(readFileSync(path, "utf8")) ?? mutated[name] ?? readFileSync(path, "utf8");
          return { contents: text.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)), loader: "ts", resolveDir: dirname(path) };
        });
      },
    }],
  });
}
