// The built package, bundled and minified for a page with a content security policy: the committed bits, in the page and in a worker of it.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { chromiumLaunch } from "../support/chromium";
import { root } from "../support/packed";

interface Browser { readonly name: string; readonly program: string | undefined; readonly words: (profile: string) => string[] }

const CHROMIUM: Browser = { name: "Chromium", program: chromiumLaunch().executablePath, words: (profile) => [...chromiumLaunch().args, `--user-data-dir=${profile}`] };
const FIREFOX: Browser = {
  name: "Firefox",
  program: [process.env.FIREFOX_PATH, "/usr/bin/firefox-esr", "/usr/bin/firefox"].find((path) => path !== undefined && existsSync(path)),
  words: (profile) => ["--headless", "--no-remote", "--profile", profile],
};

/** Milliseconds, less than a test may take. */
const PATIENCE = 50_000;

/** Firefox is to open the page and nothing else. */
const PREFERENCES: Record<string, boolean | number | string> = {
  "app.normandy.enabled": false, "app.update.enabled": false, "browser.aboutwelcome.enabled": false, "browser.region.update.enabled": false,
  "browser.safebrowsing.update.enabled": false, "browser.shell.checkDefaultBrowser": false, "browser.startup.page": 0, "datareporting.policy.dataSubmissionEnabled": false,
  "dom.push.connection.enabled": false, "extensions.getAddons.cache.enabled": false, "extensions.update.enabled": false, "media.gmp-manager.updateEnabled": false,
  "network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false, "services.settings.server": "data:,", "toolkit.telemetry.enabled": false,
};

const PAGE = `
import * as lowrank from "./dist/index.js";
import { hashes } from "./test/hashes/cases";
if (typeof document === "undefined") postMessage(hashes(lowrank));
else {
  const tell = (found) => fetch("/found", { method: "POST", body: JSON.stringify(found) });
  onerror = (message) => tell({ error: String(message) });
  const worker = new Worker("/page.js");
  worker.onerror = ({ message }) => tell({ error: "worker: " + message });
  worker.onmessage = ({ data }) => tell({ page: hashes(lowrank), worker: data });
}`;

const textOf = async (request: IncomingMessage): Promise<string> => Buffer.concat((await request.toArray()) as Buffer[]).toString("utf8");

/** What the page tells when the browser opens it. */
async function visit({ program, words }: Browser): Promise<unknown> {
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: root }, bundle: true, format: "iife", platform: "browser", target: "es2022", minify: true, write: false, logLevel: "error",
  });
  const script = outputFiles[0]!.text;
  const profile = mkdtempSync(join(tmpdir(), "lowrank-profile-"));
  writeFileSync(join(profile, "user.js"), Object.entries(PREFERENCES).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`).join("\n"));
  let browser: ChildProcess | undefined;
  const server = createServer();
  try {
    return await new Promise((resolve, reject) => {
      server.on("request", (request, response) => {
        response.setHeader("content-security-policy", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'");
        if (request.url === "/found") textOf(request).then((text) => { response.end(); resolve(JSON.parse(text)); }, reject);
        else if (request.url === "/page.js") response.setHeader("content-type", "text/javascript").end(script);
        else if (request.url === "/") response.setHeader("content-type", "text/html").end(`<!doctype html><script src="/page.js"></script>`);
        else response.writeHead(404).end();
      });
      server.listen(0, "127.0.0.1", () => {
        browser = spawn(program!, [...words(profile), `http://127.0.0.1:${(server.address() as AddressInfo).port}/`], { stdio: "ignore", detached: true });
        browser.on("error", reject);
        browser.on("exit", (code) => reject(new Error(`the browser ended with ${code}`)));
        setTimeout(() => reject(new Error("the page told nothing")), PATIENCE).unref();
      });
    });
  } finally {
    if (browser?.pid !== undefined) {
      const ended = new Promise((resolve) => browser!.once("exit", resolve));
      process.kill(-browser.pid, "SIGKILL"); // the browser and the processes it started
      await ended;
    }
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  }
}

describe.each([CHROMIUM, FIREFOX])("$name", (browser) => {
  // On a machine of one's own Firefox may be missing; .ci/run installs it.
  it.skipIf(browser === FIREFOX && FIREFOX.program === undefined && !process.env.CI)("gives the committed bits", async () => {
    expect(browser.program, "set FIREFOX_PATH or install firefox-esr").toBeDefined();
    const expected = JSON.parse(readFileSync(join(root, "test/fixtures/hashes.json"), "utf8")) as Record<string, string>;
    expect(await visit(browser)).toEqual({ page: expected, worker: expected });
  });
});
