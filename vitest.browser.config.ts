// npm run test:browser: the tests of public behaviour once more, in a page, and the tests that drive browsers from outside.
import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { chromiumLaunch } from "./test/support/chromium.ts";
import { NODE_ONLY } from "./test/support/page.ts";
import { otherBuilds, pagePlatform } from "./test/support/vite.ts";

const built = (name: string) => fileURLToPath(new URL(`dist/${name}.js`, import.meta.url));

const page: TestProjectInlineConfiguration = {
  plugins: [otherBuilds(), pagePlatform()],
  resolve: { alias: [{ find: /^lowrank$/, replacement: built("index") }, { find: /^lowrank\/pool$/, replacement: built("pool") }] },
  // Found in the middle of a run they would reload the page.
  optimizeDeps: { include: ["@assemblyscript/loader", "fast-check", "ml-matrix", "ndarray"] },
  test: {
    name: "page",
    include: ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...Object.keys(NODE_ONLY).map((path) => path.replace(/\/$/, "/**"))],
    testTimeout: 60_000,
    browser: {
      enabled: true,
      isolate: false, // one page for all files: half the time
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: chromiumLaunch() }),
      instances: [{ browser: "chromium" }],
    },
  },
};

export default defineConfig({
  test: {
    projects: [
      page,
      { test: { name: "driven from outside", include: ["test/browser/*.test.ts"], testTimeout: 60_000 } },
    ],
  },
});
