// npm run mutation: makes programs of the sources beside it in build/mutation, and runs the first.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
process.chdir(here("../.."));
await build({
  entryPoints: ["main", "lane", "worker", "vitest"].map((name) => here(`${name}.ts`)),
  outdir: "build/mutation", outExtension: { ".js": ".mjs" },
  bundle: true, format: "esm", platform: "node", target: "node20", packages: "external", logLevel: "warning",
});
await import(new URL("../../build/mutation/main.mjs", import.meta.url).href);
