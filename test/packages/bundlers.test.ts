import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import commonjs from "@rollup/plugin-commonjs";
import resolve from "@rollup/plugin-node-resolve";
import { build as esbuild, transform } from "esbuild";
import { rollup } from "rollup";
import { afterAll, describe, expect, inject, it } from "vitest";
import webpack from "webpack";
import { encodeWasm } from "../../tools/encode-wasm.mjs";
import { node } from "../support/packed";
import { closeBrowser, visit } from "./support/browser";
import { consumer } from "./support/consumer";
import { OWN_WORKERS, serve } from "./support/serve";

afterAll(closeBrowser);

const MOST_BESIDE_THE_MODULE = 15_000;

type Entry = "page.mjs" | "pool-page.mjs" | "pool-page-webpack.mjs" | "node.mjs" | "pool-node.mjs" | "required.cjs";
const isPage = (entry: Entry) => entry.includes("page");

/** Each bundles a page for browsers or a program for Node into bundle/out.mjs with default settings, and returns its warnings. */
const bundlers: Record<string, (root: string, entry: Entry) => Promise<string[]>> = {
  async esbuild(root, entry) {
    const { warnings } = await esbuild({
      entryPoints: [join(root, entry)], outfile: out(root), bundle: true, minify: true, format: "esm", platform: isPage(entry) ? "browser" : "node", logLevel: "silent",
    });
    return warnings.map(({ text }) => text);
  },

  async Rollup(root, entry) {
    const warnings: string[] = [];
    const bundle = await rollup({
      input: join(root, entry), plugins: [resolve({ browser: isPage(entry) }), commonjs()], onwarn: ({ message }) => void warnings.push(message),
    });
    await bundle.write({ file: out(root), format: "esm" });
    await bundle.close();
    return warnings;
  },

  webpack: (root, entry) => new Promise((done, failed) => {
    const compiler = webpack({
      mode: "production", context: root, entry: `./${entry}`, target: isPage(entry) ? "web" : "node20",
      output: { path: join(root, "bundle"), filename: "out.mjs", module: true, chunkFormat: "module" }, experiments: { outputModule: true },
      performance: { hints: false }, // the size has a gate of its own
    });
    compiler.run((error, stats) => {
      compiler.close(() => {
        if (error !== null) { failed(error); return; }
        const { errors = [], warnings = [] } = stats!.toJson({ all: false, errors: true, warnings: true });
        done([...errors, ...warnings].map(({ message }) => message));
      });
    });
  }),
};

const out = (root: string) => join(root, "bundle/out.mjs");

describe.each(Object.keys(bundlers))("%s", (name) => {
  /** Bundled without a warning, and looked at. */
  async function page(entry: Entry, policy?: string): Promise<{ text: string; problems: string[] }> {
    const root = consumer();
    expect(await bundlers[name]!(root, entry)).toEqual([]);
    writeFileSync(join(root, "bundle/index.html"), readFileSync(join(root, "index.html"), "utf8").replace("/page.mjs", "/out.mjs"));
    return visit(await serve(join(root, "bundle"), policy));
  }

  it("bundles for a page", async () => expect(await page("page.mjs")).toEqual({ text: inject("expected"), problems: [] }));
  it("bundles a page with a pool", async () => expect(await page("pool-page.mjs")).toEqual({ text: inject("pooled"), problems: [] }));
  it.runIf(name === "webpack")("takes the address of the pool's script, for a page that allows workers from its own origin only", async () =>
    expect(await page("pool-page-webpack.mjs", OWN_WORKERS)).toEqual({ text: inject("pooled"), problems: [] }));

  it("bundles for Node", async () => {
    const root = consumer();
    expect(await bundlers[name]!(root, "node.mjs")).toEqual([]);
    expect(node(join(root, "bundle"), "out.mjs").trim()).toBe(inject("expected"));
  });

  it("bundles a pool for Node", async () => {
    const root = consumer();
    expect(await bundlers[name]!(root, "pool-node.mjs")).toEqual([]);
    expect(node(join(root, "bundle"), "out.mjs").trim()).toBe(inject("pooled"));
  });

  it("bundles a CommonJS program", async () => {
    const root = consumer();
    expect(await bundlers[name]!(root, "required.cjs")).toEqual([]);
    expect(node(join(root, "bundle"), "out.mjs").trim()).toBe("4,3 4 4,3");
  });

  it("leaves out what is not used: frobeniusNorm alone is the module and little else", async () => {
    const root = consumer();
    writeFileSync(join(root, "node.mjs"), `import { frobeniusNorm } from "lowrank"; console.log(frobeniusNorm([[3, 0], [0, 4]]));`);
    expect(await bundlers[name]!(root, "node.mjs")).toEqual([]);
    expect(node(join(root, "bundle"), "out.mjs").trim()).toBe("5");
    const { code } = await transform(readFileSync(out(root), "utf8"), { minify: true });
    expect(code).not.toMatch(/soft-impute|massey|optimal-threshold|divide-and-conquer/);
    const module = encodeWasm(readFileSync(join(root, "node_modules/lowrank/dist/lowrank.wasm")));
    expect(code.split(module)).toHaveLength(2);
    expect(code.length - module.length).toBeLessThan(MOST_BESIDE_THE_MODULE);
  });
});
