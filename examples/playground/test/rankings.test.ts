import { readFileSync } from "node:fs";
import { type Game, standings, winProbability } from "lowrank";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { copied, expectAccessible, expectNoSideways, layoutShift, PHONE, runProgram, screenshot, useBrowser } from "./support/browse";

const visit = useBrowser();

function gamesOf(season: string): Game[] {
  return readFileSync(new URL("../../football-england/matches.csv", import.meta.url), "utf8").trim().split("\n").map((line) => line.split(","))
    .filter(([year, league]) => year === season && league === "en.1")
    .map(([, , date, home, away, homeScore, awayScore]) => ({ date: date!, home: home!, away: away!, homeScore: Number(homeScore), awayScore: Number(awayScore) }));
}

/** Team, rating and deviation, as shown. */
const shown = (page: Page) => page.getByRole("region", { name: "Table of ratings" }).locator("tbody tr").evaluateAll((rows) =>
  rows.map((row) => [row.querySelector("th")!.textContent, row.querySelector("b")!.textContent, row.querySelector("b + small")!.textContent]));

const text = (value: number) => value.toFixed(2).replace(/^-0\.00$/, "0.00").replace("-", "−");
const inNode = (games: readonly Game[], method: "massey" | "colley" | "low-rank") =>
  standings(games, { method }).teams.map(({ team, rating, deviation }) => [team, text(rating), `± ${text(deviation)}`]);

it("half a season at first sight; the end by keyboard: the table that Node gets, with the chances of a pair", async () => {
  const page = await visit("rankings");
  const slider = page.getByRole("slider", { name: "Match day" });
  await slider.focus();
  expect(await slider.getAttribute("aria-valuetext")).toMatch(/2025, 207 matches played/);
  await expectAccessible(page);
  await screenshot(page, "rankings-light");
  await slider.press("End");
  await expect.poll(() => slider.getAttribute("aria-valuetext")).toMatch(/25 May 2025, 380 matches played/);
  const games = gamesOf("2024-25");
  expect(await shown(page)).toEqual(inNode(games, "massey"));

  await page.getByRole("combobox", { name: "At home" }).selectOption("Everton FC");
  await page.getByRole("combobox", { name: "Away" }).selectOption("Liverpool FC");
  const { home, draw, away } = winProbability(standings(games), "Everton FC", "Liverpool FC");
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  await expect.poll(() => page.locator(".odds-text b").allTextContents()).toEqual([percent(home), percent(draw), percent(away)]);
  await slider.press("Home");
  await page.getByText("Not both of them have played yet.").waitFor();
});

it("the address holds season, method, day and pair; the program computes the same; nothing moves", async () => {
  const page = await visit("rankings?season=2015-16&method=colley&date=2016-05-17&home=Leicester+City&away=Arsenal+FC");
  await page.locator(".odds-text b").first().waitFor();
  await page.waitForTimeout(300);
  expect(await layoutShift(page)).toBeLessThan(0.01);
  const chances = await page.locator(".odds-text b").allTextContents();
  expect(await page.getByRole("combobox", { name: "At home" }).inputValue()).toBe("Leicester City");
  const [table, pair] = (await runProgram(page, await copied(page))).map((line) => (JSON.parse(line) as unknown[])[0]);
  expect((table as [string, number, number][]).map(([team, rating, deviation]) => [team, text(rating), `± ${text(deviation)}`])).toEqual(await shown(page));
  const { home, draw, away } = pair as Record<"home" | "draw" | "away", number>;
  expect([home, draw, away].map((share) => `${(100 * share).toFixed(0)} %`)).toEqual(chances);
  await page.getByRole("button", { name: "Swap" }).click();
  await expect.poll(() => page.url()).toContain("home=Arsenal");
  await page.goBack();
  await expect.poll(() => page.locator(".odds-text b").allTextContents()).toEqual(chances);
});

it("other seasons and methods", async () => {
  const page = await visit("rankings");
  await page.getByRole("slider", { name: "Match day" }).waitFor();
  await page.getByRole("combobox", { name: "Premier League season" }).selectOption("2015-16");
  await expect.poll(async () => (await shown(page)).flat()).toContain("Leicester City");
  for (const method of ["colley", "low-rank"] as const) {
    await page.getByRole("combobox", { name: "Method" }).selectOption(method);
    await page.getByRole("slider", { name: "Match day" }).press("End");
    await expect.poll(() => shown(page)).toEqual(inNode(gamesOf("2015-16"), method));
  }
});

it("plays by itself, and pauses", async () => {
  const page = await visit("rankings", { colorScheme: "dark" });
  const slider = page.getByRole("slider", { name: "Match day" });
  await slider.press("Home");
  await page.getByRole("button", { name: "Play" }).press("Enter");
  await expect.poll(() => slider.inputValue().then(Number)).toBeGreaterThan(5);
  await page.getByRole("button", { name: "Pause" }).click();
  const stopped = await slider.inputValue();
  await page.waitForTimeout(500);
  expect(await slider.inputValue()).toBe(stopped);
  await slider.fill("107");
  await page.getByRole("button", { name: "Play" }).click();
  await expect.poll(() => slider.inputValue()).toBe("108");
  await page.getByRole("button", { name: "Play" }).waitFor(); // it stopped at the end
  await expectAccessible(page);
  await screenshot(page, "rankings-dark");
});

it("fits a phone", async () => {
  const page = await visit("rankings", { viewport: PHONE });
  await page.getByRole("slider", { name: "Match day" }).waitFor();
  await expectNoSideways(page);
  await expectAccessible(page);
  await screenshot(page, "rankings-phone");
});
