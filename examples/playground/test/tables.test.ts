import { complete, crossValidate, predict } from "lowrank";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { copied, drop, expectAccessible, expectNoSideways, layoutShift, longTasks, PHONE, runProgram, screenshot, useBrowser } from "./support/browse";

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
  expect(await layoutShift(page)).toBeLessThan(0.01);
  await expectAccessible(page);
  await screenshot(page, "tables-light");
  const [about, rows] = (await runProgram(page, await copied(page))).map((line) => JSON.parse(line) as unknown[]);
  expect(about!.slice(0, 2)).toEqual(["als", 1]);
  expect((rows![0] as number[][])[0]![2]).toBeCloseTo(10, 6);
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

/** Ratings of `users` people, one line each, as many as `each` of 60 films. */
function list(users: number, each: number): string {
  const lines = Array.from({ length: users * each }, (_, e) => {
    const [user, film] = [Math.floor(e / each), (Math.floor(e / each) * 7 + (e % each) * 11) % 60];
    return `user ${user},"Film, no. ${film}",${1 + ((user * film) % 5)}`;
  });
  return `user,item,rating\n${lines.join("\n")}\n`;
}

it("a list of user, item, rating that is dropped: read as one, said, shown in part, typed in without a long task", async () => {
  const page = await visit("tables");
  await drop(page, "ratings.csv", list(2000, 12));
  await page.getByText("ratings.csv was read as a list of row, column, value: 2,000 × 60.").waitFor();
  await page.getByText("24 of 2,000 rows and 12 of 60 columns are shown, those with most entries; all are computed with.").waitFor();
  await page.getByRole("combobox", { name: "Method" }).selectOption("als");
  await page.getByRole("spinbutton", { name: "Rank" }).fill("2");
  await expect.poll(() => page.locator(".tables .stat", { hasText: "Model" }).locator("b").textContent(), { timeout: 30_000 }).toBe("als");
  expect(await page.locator(".cells.edit input").count()).toBe(24 * 12);
  const tasks = await longTasks(page);
  const field = page.locator(".cells.edit input").first();
  await field.focus();
  for (const key of ["3", "Backspace", "4", "ArrowDown", "2"]) await page.keyboard.press(key);
  await page.waitForTimeout(500);
  expect(await tasks()).toEqual([]);
  expect(await page.locator(".code pre").last().textContent()).toContain("recommend(model");
  await expectAccessible(page);
  await screenshot(page, "tables-large");
});

it("a pasted list, and the other reading of it", async () => {
  const page = await visit("tables");
  await page.getByLabel("Ann, Film 1").focus();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "ann\tUp\t5\nann\tHeat\t1\nbob\tUp\t4\nbob\tJaws\t2\ncy\tHeat\t2\ncy\tJaws\t3\n");
    document.activeElement!.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  });
  await page.getByText("What you pasted was read as a list of row, column, value: 3 × 3.").waitFor();
  expect(await page.getByLabel("bob, Jaws").inputValue()).toBe("2");
  await expect.poll(async () => (await completed(page)).flat().every((cell) => cell !== "")).toBe(true);
  const [, recommended] = [0, await copied(page)];
  expect(recommended).toContain("recommend(model, 0");
  await page.getByRole("button", { name: "Read it as a table instead" }).click();
  await page.getByText("What you pasted was read as a table: 5 × 2.").waitFor();
});

it("a file that cannot be read leaves nothing of the last table; nothing stale beside a cell that is no number", async () => {
  const page = await visit("tables");
  await page.getByRole("region", { name: "Completed table" }).waitFor();
  await page.getByLabel("Ann, Film 2").fill("many");
  await expect.poll(() => page.getByRole("region", { name: "Completed table" }).count()).toBe(0);
  await page.getByLabel("A table of your own").setInputFiles({ name: "picture.png", mimeType: "image/png", buffer: Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13]) });
  await page.getByText("This is no text").waitFor();
  expect(await page.getByLabel("Ann, Film 1").count()).toBe(0);
  expect(await page.getByRole("region", { name: "Completed table" }).count()).toBe(0);
});

it("the address holds the table and how it is completed; the back button returns to the example before", async () => {
  const page = await visit("tables");
  await page.getByLabel("Ann, Film 2").fill("7");
  await page.getByRole("combobox", { name: "Method" }).selectOption("soft-impute");
  await expect.poll(() => page.url()).toMatch(/table=.*method=soft-impute/);
  await page.reload();
  expect(await page.getByLabel("Ann, Film 2").inputValue()).toBe("7");
  expect(await page.getByRole("combobox", { name: "Method" }).inputValue()).toBe("soft-impute");
  await page.getByRole("radio", { name: "Films" }).check();
  await page.getByLabel("Viewer 1, Iron Man 3").waitFor();
  await page.goBack();
  await page.getByLabel("Ann, Film 2").waitFor();
  expect(await page.getByLabel("Ann, Film 2").inputValue()).toBe("7");
});

it("fits a phone", async () => {
  const page = await visit("tables", { viewport: PHONE });
  await page.getByRole("region", { name: "Completed table" }).waitFor();
  await page.getByRole("radio", { name: "Films" }).check();
  await expectNoSideways(page);
  await expectAccessible(page);
  await screenshot(page, "tables-phone");
});
