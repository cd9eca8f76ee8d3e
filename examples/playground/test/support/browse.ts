import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const PICTURES = fileURLToPath(new URL("../../../../build/playground-screenshots/", import.meta.url));

export const PHONE = { width: 360, height: 740 };

export function chromiumPath(): string {
  const found = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (found === undefined) throw new Error("no Chromium: install it or set CHROMIUM_PATH");
  return found;
}

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: chromiumPath(), args: FLAGS });

export interface Visit {
  readonly colorScheme?: "light" | "dark";
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** A browser for a file of tests. Every page that `visit` opens must end without an error, warning or breach of the policy. */
export function useBrowser() {
  let browser: Browser;
  let pages: { readonly page: Page; readonly complaints: string[] }[] = [];

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    const all = pages.flatMap(({ complaints }) => complaints);
    for (const { page } of pages) await page.context().close();
    pages = [];
    expect(all).toEqual([]);
  });

  return async (section: string, { colorScheme = "light", viewport = { width: 1280, height: 900 } }: Visit = {}): Promise<Page> => {
    const context = await browser.newContext({ colorScheme, viewport, acceptDownloads: true });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
    pages.push({ page, complaints });
    await page.goto(`${inject("url")}#/${section}`);
    await page.locator(`#${section} h1`).waitFor();
    return page;
  };
}

/** The tasks of the main thread over 100 ms from now on. That the browser reports them is seen by one made on purpose. */
export async function longTasks(page: Page): Promise<() => Promise<number[]>> {
  const blocked = await page.evaluate(async () => {
    const tasks: number[] = [];
    Object.assign(globalThis, { tasks });
    const seen = new Promise<void>((resolve) => {
      new PerformanceObserver((list) => {
        tasks.push(...list.getEntries().map(({ duration }) => duration).filter((duration) => duration > 100));
        resolve();
      }).observe({ type: "longtask" });
    });
    setTimeout(() => {
      const start = performance.now();
      while (performance.now() - start < 150);
    });
    await seen;
    return tasks.splice(0).length;
  });
  expect(blocked).toBe(1);
  return () => page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks);
}

/** Nothing that axe-core finds fault with, at its strictest: WCAG 2.2 AA and good practice. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    const result = await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return result.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
  });
  expect(violations).toEqual([]);
}

/** No part of the page is wider than the window. */
export async function expectNoSideways(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

/** A picture of the whole page in build/playground-screenshots. */
export async function screenshot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}${name}.png`, fullPage: true });
}
