import { type Options, defineConfig } from "tsup";

/** Node's programs, one file each that needs nothing beside it. What they bundle may still call `require` for Node's modules. */
const program: Options = {
  format: ["esm"],
  platform: "node",
  target: "node20",
  minify: true,
  noExternal: [/./],
  banner: { js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);' },
};

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
  { ...program, entry: { cli: "src/cli/main.ts" } },
  {
    // Pictures, plots and tables for examples/, which use the built package beside them as anyone would.
    ...program,
    entry: { examples: "src/cli/examples.ts" },
    outDir: "build",
    esbuildPlugins: [{
      name: "the package stays outside",
      setup: (build) => build.onResolve({ filter: /^(\.\.\/)+index$/ }, () => ({ path: "lowrank", external: true })),
    }],
  },
]);
