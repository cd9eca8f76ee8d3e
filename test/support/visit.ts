/** Opens a page in a browser that is started for it alone, of whatever make. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromiumLaunch } from "./chromium";

export interface Browser { readonly name: string; readonly program: string | undefined; readonly words: (profile: string) => string[] }

export const CHROMIUM: Browser = { name: "Chromium", program: chromiumLaunch().executablePath, words: (profile) => [...chromiumLaunch().args, `--user-data-dir=${profile}`] };
export const FIREFOX: Browser = {
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

const textOf = async (request: IncomingMessage): Promise<string> => Buffer.concat((await request.toArray()) as Buffer[]).toString("utf8");

/** What a page with this script under this policy posts to /found when the browser opens it. The other scripts are served beside it, by name. */
export async function visit({ program, words }: Browser, script: string, policy: string, others: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const scripts = new Map(Object.entries({ "page.js": script, ...others }).map(([name, text]) => [`/${name}`, text]));
  const profile = mkdtempSync(join(tmpdir(), "lowrank-profile-"));
  writeFileSync(join(profile, "user.js"), Object.entries(PREFERENCES).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`).join("\n"));
  let browser: ChildProcess | undefined;
  const server = createServer();
  try {
    return await new Promise((resolve, reject) => {
      server.on("request", (request, response) => {
        response.setHeader("content-security-policy", policy);
        const text = scripts.get(request.url ?? "");
        if (request.url === "/found") textOf(request).then((text) => { response.end(); resolve(JSON.parse(text)); }, reject);
        else if (text !== undefined) response.setHeader("content-type", "text/javascript").end(text);
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

/** On a machine of one's own Firefox may be missing; .ci/run installs it. */
export const mayBeMissing = (browser: Browser): boolean => browser === FIREFOX && FIREFOX.program === undefined && !process.env.CI;
