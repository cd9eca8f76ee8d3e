import { complete, crossValidate, predict } from "lowrank";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { expectAccessible, expectNoSideways, PHONE, screenshot, useBrowser } from "./support/browse";

const visit = useBrowser();

const completed = (page: Page) => page.getByRole("region", { name: "Completed table" }).locator("tbody tr").evaluateAll((rows) =>
  rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent)));

it("the three friends: the one exact completion of rank 1", async () => {
  const page = await visit("tables");
  await expect.poll(() => completed(page).catch(() => [])).toEqual([
    ["2", "7.50", "10.0", "5.00", "5"],
    ["0.80", "3", "4", "2.00", "2"],
    ["0.40", "1.50", "2", "1", "1.00"],
  ]);
  expect(await page.locator(".stat", { hasText: "Error on what is there" }).locator("b").textContent()).toBe("exact");
  await expectAccessible(page);
  await screenshot(page, "tables-light");
});

it("editing by keyboard completes the table anew, as in Node", async () => {
  const page = await visit("tables");
  await page.getByLabel("Ann, Film 1").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  expect(await page.evaluate(() => document.activeElement!.getAttribute("aria-label"))).toBe("Ben, Film 2");
  await page.keyboard.type("6");
  await page.keyboard.press("Enter");
  const node = complete([[2, null, null, null, 5], [null, 6, 4, null, 2], [null, null, 2, 1, null]], { method: "auto", rank: 1 });
  const expected = predict(node, 0, 1).value;
  expect(expected).toBeCloseTo(15, 9);
  await expect.poll(async () => (await completed(page))[0]![1]).toBe("15.0");

  await page.getByLabel("Ben, Film 2").fill("many");
  await page.getByText("One cell is not a number").waitFor();
  await page.getByLabel("Ben, Film 2").fill("?");
  await expect.poll(async () => (await completed(page))[1]![0]).toBe("0.80");
});

it("every method and its options; the Bayesian one has intervals, Node's", async () => {
  const page = await visit("tables");
  await page.getByRole("radio", { name: "Films" }).check();
  const small = page.getByRole("region", { name: "Completed table" }).locator("td small");
  await expect.poll(() => small.count()).toBeGreaterThan(10);
  const table = await page.getByRole("region", { name: "Your table" }).locator("tbody tr").evaluateAll((rows) =>
    rows.map((row) => [...row.querySelectorAll("input")].map(({ value }) => (value === "" ? null : Number(value)))));
  const row = table.findIndex((line) => line.includes(null));
  const column = table[row]!.indexOf(null);
  const { value, deviation } = predict(complete(table, { method: "bayesian", rank: 2 }), row, column);
  expect((await completed(page))[row]![column]).toBe(`${value < 10 ? value.toFixed(2) : value.toFixed(1)}± ${(1.645 * deviation!).toFixed(2)}`);
  await screenshot(page, "tables-films");

  for (const method of ["auto", "als", "soft-impute", "hard-impute", "fill", "implicit"]) {
    await page.getByRole("combobox", { name: "Method" }).selectOption(method);
    await expect.poll(() => page.locator(".stat", { hasText: "Model" }).locator("b").textContent()).toBe(method === "auto" ? complete(table, { method: "auto", rank: 2 }).method : method);
  }
});

it("ranks and penalties compared on entries held out", async () => {
  const page = await visit("tables", { colorScheme: "dark" });
  await page.getByRole("radio", { name: "Films" }).check();
  await page.getByRole("combobox", { name: "Method" }).selectOption("als");
  const table = await page.getByRole("region", { name: "Your table" }).locator("tbody tr").evaluateAll((rows) =>
    rows.map((row) => [...row.querySelectorAll("input")].map(({ value }) => (value === "" ? null : Number(value)))));
  await page.getByRole("button", { name: "Compare penalties" }).click();
  const best = crossValidate(table, { method: "als", rank: 2, lambda: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30] }).best;
  await page.getByText(`Least error ${best.rmse.toFixed(2)} with penalty λ ${best.lambda}`).waitFor();
  await page.getByRole("button", { name: "Use it" }).click();
  expect(await page.getByRole("spinbutton", { name: "Penalty λ" }).inputValue()).toBe(String(best.lambda));
  await page.getByRole("button", { name: "Compare ranks" }).click();
  await page.getByText(/^Least error .* with rank \d$/).waitFor();
  await expectAccessible(page);
  await screenshot(page, "tables-dark");
});

it("a pasted block replaces the table, names and all", async () => {
  const page = await visit("tables");
  await page.getByLabel("Ann, Film 1").focus();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "\tNorth\tSouth\nJune\t1\t2\nJuly\t2\t\n");
    document.activeElement!.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await page.getByLabel("July, South").waitFor();
  await expect.poll(async () => (await completed(page))[1]).toEqual(["2", "4.00"]);
  await page.getByRole("button", { name: "Add a row" }).click();
  await page.getByRole("button", { name: "Add a column" }).click();
  await page.getByLabel("Row 3, Column 3").fill("5");
  await expect.poll(async () => (await completed(page)).length).toBe(3);
});

it("fits a phone", async () => {
  const page = await visit("tables", { viewport: PHONE });
  await page.getByRole("region", { name: "Completed table" }).waitFor();
  await page.getByRole("radio", { name: "Films" }).check();
  await expectNoSideways(page);
  await expectAccessible(page);
  await screenshot(page, "tables-phone");
});
