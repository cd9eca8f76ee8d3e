import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { exampleData } from "./plugins/example-data.ts";
import { links, preview } from "./plugins/links.ts";
import { numericWithoutEval } from "./plugins/numeric-without-eval.ts";
import { POLICY } from "./policy.ts";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Built pages only: the development server needs inline styles. */
const policyTag: Plugin = {
  name: "content security policy",
  apply: "build",
  transformIndexHtml: () => [{ tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: POLICY }, injectTo: "head-prepend" }],
};

export default defineConfig({
  base: "./",
  // As a user has it after `npm install lowrank`; here it is the package this folder belongs to.
  resolve: {
    alias: [
      { find: /^lowrank$/, replacement: path("../../dist/index.js") },
      { find: /^lowrank\/(pool|image)$/, replacement: path("../../dist/$1.js") },
      { find: /^lowrank\/(pool-worker\.js)/, replacement: path("../../dist/$1") },
    ],
  },
  plugins: [policyTag, preview(), links(), exampleData(), numericWithoutEval()],
  worker: { format: "es", plugins: () => [exampleData(), numericWithoutEval()] },
  build: {
    outDir: path("../../build/playground"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { fs: { allow: [path("../..")] } },
  preview: { headers: { "Content-Security-Policy": POLICY } },
});
