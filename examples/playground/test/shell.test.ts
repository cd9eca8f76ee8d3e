import { expect, inject, it } from "vitest";
import { POLICY } from "../policy";
import { useBrowser } from "./support/browse";

const visit = useBrowser();

it("the policy is in the page and in the header of every file, allows WebAssembly and nothing inline", async () => {
  const response = await fetch(inject("url"));
  expect(response.headers.get("content-security-policy")).toBe(POLICY);
  const html = await response.text();
  expect(html.replaceAll("&#39;", "'")).toContain(`content="${POLICY}"`);
  const script = await fetch(new URL(/src="([^"]+)"/.exec(html)![1]!, inject("url")));
  expect(script.headers.get("content-security-policy")).toBe(POLICY);
  expect(POLICY).not.toMatch(/'unsafe-|\*|https?:/);
  expect(POLICY).toContain("'wasm-unsafe-eval'");
  expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=/);
});

it("nothing is fetched from elsewhere", async () => {
  const page = await visit("pictures");
  await page.getByText("Rank 24", { exact: true }).waitFor();
  const hosts = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).host));
  expect(new Set(hosts)).toEqual(new Set([new URL(inject("url")).host]));
});

it("sections by keyboard alone; each keeps what it holds", async () => {
  const page = await visit("pictures");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement!.textContent)).toBe("Skip to the content");
  for (let i = 0; i < 3; i++) await page.keyboard.press("Tab"); // brand, Pictures, Tables
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "A table with holes" }).waitFor();
  expect(await page.title()).toBe("Tables · lowrank playground");
  expect(await page.evaluate(() => document.activeElement!.id)).toBe("main");
  await page.getByLabel("Ann, Film 2").fill("4");
  await page.goBack();
  await page.getByRole("heading", { name: "A picture in a few numbers" }).waitFor();
  await page.goForward();
  expect(await page.getByLabel("Ann, Film 2").inputValue()).toBe("4");
  expect(await page.locator("nav [aria-current=page]").textContent()).toBe("Tables");
});

it("dark and light by the system, or by choice, which is kept", async () => {
  const page = await visit("tables", { colorScheme: "dark" });
  await page.getByRole("region", { name: "Completed table" }).waitFor();
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await paper();
  await page.getByRole("button", { name: "Dark colours" }).click();
  const light = await paper();
  expect(light).not.toBe(dark);
  await page.reload();
  await page.locator("#tables h1").waitFor();
  expect(await paper()).toBe(light);
  await page.getByRole("region", { name: "Completed table" }).waitFor();
  expect(await page.getByRole("button", { name: "Dark colours" }).getAttribute("aria-pressed")).toBe("false");
});

it("leads to documentation, package and code, and is a picture where it is shared", async () => {
  const page = await visit("pictures");
  expect(await page.locator(".links a").evaluateAll((links) => links.map((link) => [link.textContent, (link as HTMLAnchorElement).href]))).toEqual([
    ["Docs", expect.stringMatching(/^https:/)], ["Package", "https://www.npmjs.com/package/lowrank"], ["Code", expect.stringMatching(/^https:/)],
  ]);
  const html = await (await fetch(inject("url"))).text();
  for (const property of ["og:title", "og:description", "og:image", "og:image:alt"]) expect(html).toMatch(new RegExp(`property="${property}" content="[^"]+"`));
  const picture = await fetch(new URL(/property="og:image" content="([^"]+)"/.exec(html)![1]!, inject("url")));
  expect(picture.headers.get("content-type")).toBe("image/jpeg");
});
