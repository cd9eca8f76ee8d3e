import { defineConfig } from "tsup";

export default defineConfig([
  {
    entry: { index: "src/index.ts" },
    format: ["esm", "cjs"],
    platform: "neutral",
    target: "es2022",
    dts: true,
    clean: ["!cli.js"], // its own build below writes it
    minify: true,
    noExternal: ["@assemblyscript/loader"],
  },
  {
    // The command line: one file that needs nothing beside it. What it bundles may still call `require` for Node's modules.
    entry: { cli: "src/cli/main.ts" },
    format: ["esm"],
    platform: "node",
    target: "node20",
    minify: true,
    noExternal: [/./],
    banner: { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' },
  },
]);
