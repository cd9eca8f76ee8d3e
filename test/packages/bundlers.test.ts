import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import commonjs from "@rollup/plugin-commonjs";
import resolve from "@rollup/plugin-node-resolve";
import { build as esbuild } from "esbuild";
import { rollup } from "rollup";
import { afterAll, describe, expect, inject, it } from "vitest";
import webpack from "webpack";
import { node } from "../support/packed";
import { closeBrowser, visit } from "./support/browser";
import { consumer } from "./support/consumer";
import { serve } from "./support/serve";

afterAll(closeBrowser);

const TARGETS = ["page", "node"] as const;
type Target = (typeof TARGETS)[number];

/** Each bundles `page.mjs` for browsers or `node.mjs` for Node into bundle/out.js or .mjs with default settings, and returns its warnings. */
const bundlers: Record<string, (root: string, target: Target) => Promise<string[]>> = {
  async esbuild(root, target) {
    const { warnings } = await esbuild({
      entryPoints: [join(root, `${target}.mjs`)], outfile: out(root), bundle: true, minify: true, format: "esm", platform: target === "page" ? "browser" : "node", logLevel: "silent",
    });
    return warnings.map(({ text }) => text);
  },

  async Rollup(root, target) {
    const warnings: string[] = [];
    const bundle = await rollup({
      input: join(root, `${target}.mjs`), plugins: [resolve({ browser: target === "page" }), commonjs()], onwarn: ({ message }) => void warnings.push(message),
    });
    await bundle.write({ file: out(root), format: "esm" });
    await bundle.close();
    return warnings;
  },

  webpack: (root, target) => new Promise((done, failed) => {
    const compiler = webpack({
      mode: "production", context: root, entry: `./${target}.mjs`, target: target === "page" ? "web" : "node20",
      output: { path: join(root, "bundle"), filename: "out.mjs", module: true, chunkFormat: "module" }, experiments: { outputModule: true },
      performance: { hints: false }, // the size has a gate of its own
    });
    compiler.run((error, stats) => {
      compiler.close(() => {
        if (error !== null) return failed(error);
        const { errors = [], warnings = [] } = stats!.toJson({ all: false, errors: true, warnings: true });
        done([...errors, ...warnings].map(({ message }) => message));
      });
    });
  }),
};

const out = (root: string) => join(root, "bundle/out.mjs");

describe.each(Object.keys(bundlers))("%s", (name) => {
  it("bundles for a page", async () => {
    const root = consumer();
    expect(await bundlers[name]!(root, "page")).toEqual([]);
    writeFileSync(join(root, "bundle/index.html"), readFileSync(join(root, "index.html"), "utf8").replace("/page.mjs", "/out.mjs"));
    expect(await visit(await serve(join(root, "bundle")))).toEqual({ text: inject("expected"), problems: [] });
  });

  it("bundles for Node", async () => {
    const root = consumer();
    expect(await bundlers[name]!(root, "node")).toEqual([]);
    expect(node(join(root, "bundle"), "out.mjs").trim()).toBe(inject("expected"));
  });
});
