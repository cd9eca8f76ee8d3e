import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { copied, expectAccessible, expectNoSideways, layoutShift, longTasks, PHONE, runProgram, screenshot, useBrowser } from "./support/browse";

const visit = useBrowser();

const cells = (page: Page, library: string) => page.getByRole("row", { name: new RegExp(`^${library}`) }).locator("td");

async function choose(page: Page, ...sizes: string[]): Promise<void> {
  for (const box of await page.getByRole("group", { name: "Sizes" }).getByRole("checkbox").all()) await box.uncheck();
  for (const size of sizes) await page.getByRole("checkbox", { name: size, exact: true }).check();
}

it("measures four libraries, each right on a random matrix, and draws the times", async () => {
  const page = await visit("benchmark");
  await choose(page, "10×10", "50×50");
  await page.getByRole("button", { name: "Measure" }).click();
  await page.getByRole("img", { name: /^Time against the number of rows.*numeric: 10×10 [\d.]+ .?s, 50×50 [\d.]+ .?s/ }).waitFor();
  for (const library of ["lowrank", "ml-matrix", "svd-js", "numeric"]) {
    for (const cell of await cells(page, library).allTextContents()) {
      const [, time, residual, orthogonality] = /^([\d.]+) (?:µs|ms|s).*residual ([\d.]+), orth\. ([\d.]+)$/.exec(cell)!;
      expect(Number(time)).toBeGreaterThan(0);
      expect(Number(residual)).toBeLessThan(10);
      expect(Number(orthogonality)).toBeLessThan(10);
    }
  }
  await expect.poll(() => page.getByRole("button", { name: "Measure" }).isEnabled()).toBe(true);
  await expectAccessible(page);
  await screenshot(page, "benchmark-light");
});

it("opens with the last result and a button: one that comes with the page, then one's own", async () => {
  const page = await visit("benchmark");
  await page.getByText(/^Shown: measured .+, \d+ \w+ \d{4}\.$/).waitFor();
  for (const cell of await cells(page, "lowrank").allTextContents()) expect(cell).toMatch(/residual/);
  expect(await layoutShift(page)).toBeLessThan(0.01);
  await choose(page, "10×10");
  await page.getByRole("button", { name: "Measure" }).click();
  await page.getByText(/^Shown: measured in this browser/).waitFor();
  const measured = await cells(page, "numeric").allTextContents();
  await page.goto("about:blank");
  await page.goBack();
  await page.getByText(/^Shown: measured in this browser/).waitFor();
  expect(await cells(page, "numeric").allTextContents()).toEqual(measured);
  expect(JSON.parse((await runProgram(page, await copied(page)))[0]!)).toMatchObject([expect.any(Number), "ms", { residual: expect.any(Number) }]);
});

it("a matrix of low rank: all answer, and lowrank is right", async () => {
  const page = await visit("benchmark", { colorScheme: "dark" });
  await choose(page, "100×100");
  await page.getByRole("combobox", { name: "Matrix" }).selectOption("low rank");
  await page.getByRole("button", { name: "Measure" }).click();
  await expect.poll(() => cells(page, "numeric").first().textContent(), { timeout: 30_000 }).toMatch(/orth\./);
  expect(await cells(page, "lowrank").first().textContent()).toMatch(/^[\d.]+ .?sresidual [\d.]+, orth\. [\d.]+$/);
  await screenshot(page, "benchmark-dark");
});

it("can be cancelled in the middle of a long run, and measures again", async () => {
  const page = await visit("benchmark");
  await choose(page, "1000×1000");
  await page.getByRole("checkbox", { name: "lowrank" }).uncheck();
  await page.getByRole("button", { name: "Measure" }).click();
  await page.getByText("ml-matrix, 1000×1000").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect.poll(() => page.getByRole("button", { name: "Measure" }).isEnabled()).toBe(true);
  expect(await cells(page, "ml-matrix").first().textContent()).toBe("·");
  await choose(page, "10×10");
  await page.getByRole("button", { name: "Measure" }).click();
  await expect.poll(() => cells(page, "numeric").first().textContent()).toMatch(/residual/);
});

it("the main thread stays free while 1000 × 1000 is decomposed", async () => {
  const page = await visit("benchmark");
  const tasks = await longTasks(page);
  await choose(page, "1000×1000");
  for (const library of ["ml-matrix", "svd-js", "numeric"]) await page.getByRole("checkbox", { name: library }).uncheck();
  await page.getByRole("button", { name: "Measure" }).click();
  await expect.poll(() => cells(page, "lowrank").first().textContent(), { timeout: 60_000 }).toMatch(/residual/);
  expect(await tasks()).toEqual([]);
});

it("fits a phone", async () => {
  const page = await visit("benchmark", { viewport: PHONE });
  await expectNoSideways(page);
  await expectAccessible(page);
  await screenshot(page, "benchmark-phone");
});
