import { readFileSync } from "node:fs";
import { pca } from "lowrank";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { copied, drop, expectAccessible, expectNoSideways, layoutShift, PHONE, runProgram, screenshot, useBrowser } from "./support/browse";

const visit = useBrowser();

const iris = () => readFileSync(new URL("../../../test/fixtures/iris.csv", import.meta.url), "utf8").trim().split("\n").slice(1).map((line) => line.split(",").slice(0, 4).map(Number));
const coordinates = async (page: Page) => {
  await page.getByText("Coordinates as a table").click();
  return page.getByRole("region", { name: "Coordinates" }).locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent)));
};
const text = (value: number) => value.toFixed(2).replace("-0.00", "0.00").replace("-", "−");

it("countries by their votes: at first sight, findable by name, nothing moves", async () => {
  const page = await visit("embeddings");
  await page.getByRole("img", { name: /rows on two principal components, component 1, [\d.]+ % of the variance across/ }).waitFor();
  await page.getByText(/holes are filled with the mean of their column/).waitFor();
  await page.waitForTimeout(300);
  expect(await layoutShift(page)).toBeLessThan(0.01);
  await page.getByLabel("Find a row").fill("France");
  await page.locator(".tip", { hasText: "France" }).waitFor();
  await page.getByLabel("Find a row").fill("Atlantis");
  await page.getByText("No row is named “Atlantis”.").waitFor();
  await page.getByLabel("Find a row").fill("");
  await expectAccessible(page);
  await screenshot(page, "embeddings-light");
});

it("irises: Node's coordinates, names under the pointer, groups; the program computes the same", async () => {
  const page = await visit("embeddings?data=iris", { colorScheme: "dark" });
  await page.getByRole("img", { name: /^150 rows/ }).waitFor();
  const { scores } = pca(iris(), { components: 4, scale: true });
  const expected = Array.from({ length: 50 }, (_, i) => [text(scores!.data[4 * i]!), text(scores!.data[4 * i + 1]!)]);
  expect(await coordinates(page)).toEqual(expected);
  expect(await page.locator(".embeddings .legend li").allTextContents()).toHaveLength(3);
  const [, printed] = await runProgram(page, await copied(page));
  expect((JSON.parse(printed!) as [Record<string, number>])[0]["0"]).toBeCloseTo(scores!.data[0]!, 10);

  await page.locator(".scatter canvas").scrollIntoViewIfNeeded();
  const box = (await page.locator(".scatter canvas").boundingBox())!;
  let found = 0;
  for (let at = 0; at < 200 && found === 0; at++) {
    await page.mouse.move(box.x + 40 + ((at * 37) % (box.width - 50)), box.y + box.height * (0.3 + 0.4 * ((at % 7) / 7)));
    found = await page.locator(".tip").count();
  }
  expect(await page.locator(".tip b").textContent()).toMatch(/^Row \d+$/);
  await expectAccessible(page);
  await screenshot(page, "embeddings-dark");
});

it("a CSV of one's own with names and holes; another file leaves nothing of it; the address and the back button", async () => {
  const page = await visit("embeddings");
  await page.getByRole("img", { name: /rows on two/ }).waitFor();
  await drop(page, "people.csv", "name,height,weight,age\nann,1.8,75,30\nbob,1.6,,41\ncy,1.7,69,22\ndi,1.75,71,35\ned,1.9,90,50\nflo,1.62,55,28\ngus,1.7,70,33\n");
  await page.getByRole("img", { name: /^7 rows/ }).waitFor();
  await page.getByText("people.csv: 7 rows, 3 columns of numbers, name as words. 1 holes are filled").waitFor();
  await page.getByLabel("Find a row").fill("bob");
  await page.locator(".tip", { hasText: "bob" }).waitFor();
  await drop(page, "notes.txt", "no table at all\njust words here\n");
  await page.getByRole("alert").filter({ hasText: "No columns of numbers" }).waitFor();
  expect(await page.locator(".scatter").count()).toBe(0);

  await page.getByRole("radio", { name: "Irises" }).check();
  await page.getByRole("combobox", { name: "Up" }).selectOption("3");
  await page.getByRole("img", { name: /component 3, [\d.]+ % of the variance up/ }).waitFor();
  expect(page.url()).toMatch(/data=iris&x=1&y=3&scale=1/);
  await page.goBack();
  await page.getByRole("img", { name: /component 2, [\d.]+ % of the variance up/ }).waitFor();
  await page.goForward();
  await page.reload();
  await page.getByRole("img", { name: /^150 rows.*component 3, [\d.]+ % of the variance up/ }).waitFor();
});

it("fits a phone", async () => {
  const page = await visit("embeddings", { viewport: PHONE });
  await page.getByRole("img", { name: /rows on two/ }).waitFor();
  await expectNoSideways(page);
  await expectAccessible(page);
  await screenshot(page, "embeddings-phone");
});
