import { join } from "node:path";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { expect, inject, it, onTestFinished } from "vitest";
import { consumer } from "./support/consumer";

/** A Worker as Cloudflare's own tool bundles it, running in workerd. */
async function worker(conditions: string[]): Promise<(path: string) => Promise<string>> {
  const root = consumer();
  const outdir = join(root, "bundle");
  const { warnings } = await build({
    entryPoints: [join(root, "worker.mjs")], outdir, bundle: true, format: "esm", target: "es2024", conditions, loader: { ".wasm": "copy" },
    outExtension: { ".js": ".mjs" }, logLevel: "silent",
  });
  expect(warnings).toEqual([]);
  const server = new Miniflare({
    modules: true, modulesRoot: outdir, scriptPath: join(outdir, "worker.mjs"), compatibilityDate: "2025-10-01",
    modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
  });
  onTestFinished(() => server.dispose());
  const url = await server.ready;
  return async (path) => (await fetch(new URL(path, url))).text();
}

it.each(["/", "/ready"])("a Worker answers over HTTP as Node does: %s", async (path) => {
  const get = await worker(["workerd", "worker", "browser"]);
  expect(await get(path)).toBe(inject("expected"));
  expect(await get(path)).toBe(inject("expected"));
});

it("a Worker bundled without the condition is told about it", async () => {
  const get = await worker([]);
  expect(await get("/")).toMatch(/^UnsupportedError: .*on Cloudflare Workers, .* the export condition 'workerd'/);
});
