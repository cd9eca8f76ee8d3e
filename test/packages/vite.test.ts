import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { build, createLogger, createServer, preview, type InlineConfig } from "vite";
import { node } from "../support/packed";
import { closeBrowser, visit } from "./support/browser";
import { consumer } from "./support/consumer";
import { OWN_WORKERS, serve } from "./support/serve";

afterAll(closeBrowser);

/** A configuration that says nothing about the package; warnings are collected. */
function configuration(root: string): { config: InlineConfig; warnings: string[] } {
  const warnings: string[] = [];
  const logger = createLogger("warn");
  const collect = (message: string) => { warnings.push(message); };
  Object.assign(logger, { warn: collect, warnOnce: collect, error: collect });
  return { config: { root, configFile: false, logLevel: "warn", customLogger: logger, server: { host: "127.0.0.1", port: 0 } }, warnings };
}

describe("Vite", () => {
  it("serves a page in development, the package pre-bundled", async () => {
    const root = consumer();
    const { config, warnings } = configuration(root);
    const server = await createServer(config);
    onTestFinished(() => server.close());
    await server.listen();
    expect(await visit(server.resolvedUrls!.local[0]!)).toEqual({ text: inject("expected"), problems: [] });
    expect(existsSync(join(root, "node_modules/.vite/deps/lowrank.js"))).toBe(true);
    expect(warnings).toEqual([]);
  });

  it("serves a page with a pool in development", async () => {
    const { config, warnings } = configuration(consumer());
    const server = await createServer(config);
    onTestFinished(() => server.close());
    await server.listen();
    for (const page of ["pool.html", "pool-vite.html"]) {
      expect(await visit(`${server.resolvedUrls!.local[0]!}${page}`)).toEqual({ text: inject("pooled"), problems: [] });
    }
    expect(warnings).toEqual([]);
  });

  it("builds a page and serves what it built", async () => {
    const root = consumer();
    const { config, warnings } = configuration(root);
    await build(config);
    const server = await preview({ ...config, preview: { host: "127.0.0.1", port: 0 } });
    onTestFinished(() => server.close());
    expect(await visit(server.resolvedUrls!.local[0]!)).toEqual({ text: inject("expected"), problems: [] });
    expect(warnings).toEqual([]);
  });

  it("renders on the server in development", async () => {
    const { config, warnings } = configuration(consumer());
    const server = await createServer({ ...config, appType: "custom", server: { middlewareMode: true }, optimizeDeps: { noDiscovery: true } });
    onTestFinished(() => server.close());
    const { answer } = (await server.ssrLoadModule("/answer.mjs")) as { answer(): string };
    expect(answer()).toBe(inject("expected"));
    expect(warnings).toEqual([]);
  });

  it.each([
    ["kept outside", undefined],
    ["bundled", { noExternal: true as const }],
  ])("builds for the server, the package %s", async (_, ssr) => {
    const root = consumer();
    const { config, warnings } = configuration(root);
    await build({ ...config, ssr, build: { ssr: "answer.mjs", outDir: "server" } });
    const [file] = readdirSync(join(root, "server"));
    const url = pathToFileURL(join(root, "server", file!)).href;
    expect(node(root, "--input-type=module", "-e", `import { answer } from "${url}"; console.log(answer());`).trim()).toBe(inject("expected"));
    expect(warnings).toEqual([]);
  });
});

describe("a content security policy", () => {
  it("with 'wasm-unsafe-eval' is enough", async () => {
    const root = consumer();
    await build(configuration(root).config);
    const url = await serve(join(root, "dist"), "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src data:");
    expect(await visit(url)).toEqual({ text: inject("expected"), problems: [] });
  });

  it.each([
    ["for workers from its own origin: the pool's script is a file", "pool-vite.html", OWN_WORKERS],
    ["for workers from blobs: the pool's script is in the module", "pool.html", OWN_WORKERS.replace("worker-src 'self'", "worker-src blob:")],
  ])("%s", async (_, page, policy) => {
    const root = consumer();
    const { config, warnings } = configuration(root);
    await build({ ...config, build: { rolldownOptions: { input: join(root, page) } } });
    expect(warnings).toEqual([]);
    expect(await visit(`${await serve(join(root, "dist"), policy)}${page}`)).toEqual({ text: inject("pooled"), problems: [] });
  });

  it("without it gives an error that says what to allow", async () => {
    const root = consumer();
    await build(configuration(root).config);
    const { text } = await visit(await serve(join(root, "dist"), "default-src 'none'; script-src 'self'; img-src data:"));
    expect(text).toMatch(/^UnsupportedError: .*script-src must allow 'wasm-unsafe-eval'/);
  });
});
