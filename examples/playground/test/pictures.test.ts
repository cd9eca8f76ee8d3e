import { readFileSync } from "node:fs";
import { decode } from "fast-png";
import { chooseRank, reconstruct, svd } from "lowrank";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { copied, expectAccessible, expectNoSideways, layoutShift, longTasks, PHONE, runProgram, screenshot, useBrowser } from "./support/browse";

const visit = useBrowser();
const CAMERA = new URL("../../photographs/camera.png", import.meta.url);

/** What Node gets for the same picture. */
function inNode(rank: number) {
  const { width, height, data, channels } = decode(readFileSync(CAMERA));
  const picture = { rows: height, columns: width, data: Float64Array.from({ length: width * height }, (_, i) => data[channels * i]!) };
  const whole = svd(picture);
  const shown = Uint8ClampedArray.from(reconstruct(whole, rank).data);
  const sum = picture.data.reduce((total, value, i) => total + (value - shown[i]!) ** 2, 0);
  return {
    shown,
    relativeError: chooseRank(whole.S, rank, picture).curve[rank - 1]!.relativeError,
    psnr: 10 * Math.log10((255 ** 2 * picture.data.length) / sum),
    optimal: chooseRank(whole.S, "optimal-threshold", picture).rank,
  };
}

const figure = (page: Page, name: string) => page.locator(".stat", { has: page.locator("dt", { hasText: name }) }).locator("b");

/** The red samples of the canvas. */
function samples(page: Page): Promise<number[]> {
  return page.locator("canvas#approximation").evaluate((canvas: HTMLCanvasElement) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true })!;
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]!);
  });
}

it("shows a compressed picture at first sight", async () => {
  const page = await visit("pictures");
  await page.getByText("Rank 24", { exact: true }).waitFor();
  expect(await figure(page, "Bytes saved").textContent()).toBe("86.7 %");
  const colours = new Set((await samples(page)).slice(0, 5000));
  expect(colours.size).toBeGreaterThan(20);
  await expectAccessible(page);
  await screenshot(page, "pictures-light");
});

it("a picture of one's own, and the slider by keyboard: the numbers and pixels that Node gets", async () => {
  const page = await visit("pictures");
  await page.getByLabel("A picture of your own").setInputFiles(CAMERA.pathname);
  const slider = page.getByRole("slider", { name: "Rank" });
  await expect.poll(() => page.locator("canvas#approximation").getAttribute("aria-label")).toBe("camera.png, 512 × 512, at rank 24");
  await slider.focus();
  for (const key of ["PageUp", "PageUp", "ArrowRight", "ArrowLeft", "ArrowDown"]) await slider.press(key);
  expect(await slider.getAttribute("aria-valuetext")).toBe("rank 43 of 512");
  await page.getByText("Rank 43", { exact: true }).waitFor();
  const node = inNode(43);
  expect(await figure(page, "Relative error").textContent()).toBe(`${(100 * node.relativeError).toFixed(2)} %`);
  expect(await figure(page, "PSNR").textContent()).toBe(`${node.psnr.toFixed(1)} dB`);
  // The page arrives at A_k from a neighbour, which may round the other way where a value lies halfway.
  const shown = await samples(page);
  expect(shown.filter((value, i) => value !== node.shown[i]).length).toBeLessThan(3);
  expect(shown.filter((value, i) => Math.abs(value - node.shown[i]!) > 1)).toEqual([]);

  await page.getByRole("button", { name: "optimal threshold" }).click();
  await expect.poll(() => slider.getAttribute("aria-valuetext")).toBe(`rank ${node.optimal} of 512`);
  await slider.focus();
  await slider.press("End");
  await expect.poll(() => figure(page, "PSNR").textContent()).toBe("exact");
});

it("a burst of changes ends at the last one", async () => {
  const page = await visit("pictures");
  await page.getByRole("radio", { name: "Camera", exact: true }).check();
  const slider = page.getByRole("slider", { name: "Rank" });
  await expect.poll(() => page.locator("canvas#approximation").getAttribute("aria-label")).toMatch(/Camera, 512/);
  for (const position of [900, 100, 800, 50, 700, 20, 1000, 400]) await slider.fill(String(position));
  await page.getByText("Rank 83", { exact: true }).waitFor();
  const node = inNode(83);
  expect(await figure(page, "PSNR").textContent()).toBe(`${node.psnr.toFixed(1)} dB`);
});

it("the original, the error map and a file to save", async () => {
  const page = await visit("pictures", { colorScheme: "dark" });
  await page.getByText("Rank 24", { exact: true }).waitFor();
  await screenshot(page, "pictures-dark");
  const before = await samples(page);
  await page.getByRole("button", { name: "Original" }).click();
  await page.getByRole("img", { name: "Cat, 451 × 300, original" }).waitFor();
  expect(await samples(page)).not.toEqual(before);
  await page.getByRole("button", { name: "Original" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save" }).click()]);
  expect(download.suggestedFilename()).toBe("cat-rank-24.png");
  const { width, height } = decode(readFileSync(await download.path()));
  expect([width, height]).toEqual([451, 300]);
  await expectAccessible(page);
});

it("a file that is no picture is refused in words, and the next one works", async () => {
  const page = await visit("pictures");
  await page.getByLabel("A picture of your own").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
  await page.getByRole("alert").filter({ hasText: "notes.txt cannot be read as a picture" }).waitFor();
  expect(await page.locator(".pictures canvas, .pictures .stats, .pictures .rules").count()).toBe(0); // nothing is left of the last one
  await page.getByRole("radio", { name: "Camera", exact: true }).check();
  await page.getByText("Rank 24", { exact: true }).waitFor();
});

it("decomposing 1000 × 1000 can be cancelled, and leaves the main thread free", async () => {
  const page = await visit("pictures");
  await page.getByText("Rank 24", { exact: true }).waitFor();
  const tasks = await longTasks(page);
  await page.getByRole("radio", { name: /Tartan/ }).check();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Cancelled.").waitFor();
  await page.getByRole("radio", { name: "Camera", exact: true }).check();
  await page.getByRole("radio", { name: /Tartan/ }).check();
  await expect.poll(() => page.locator("canvas#approximation").getAttribute("aria-label"), { timeout: 30_000 }).toMatch(/Tartan 1000 × 1000, 1000 × 1000/);
  expect(await tasks()).toEqual([]);
});

it("nothing moves while the page opens; the program computes the same", async () => {
  const page = await visit("pictures");
  await page.getByText("Rank 24", { exact: true }).waitFor();
  await page.waitForTimeout(300);
  expect(await layoutShift(page)).toBeLessThan(0.01);
  const shown = await figure(page, "Relative error").textContent();
  const cat = { contentType: "image/png", body: readFileSync(new URL("../../photographs/chelsea.png", import.meta.url)) };
  const [line] = await runProgram(page, await copied(page), { "cat.png": cat });
  expect(`${(100 * (JSON.parse(line!) as number[])[0]!).toFixed(2)} %`).toBe(shown);
});

it("the address holds picture, rank and grey; the back button returns to them", async () => {
  const page = await visit("pictures?picture=camera&rank=7");
  await page.getByRole("img", { name: "Camera, 512 × 512, at rank 7" }).waitFor();
  await page.getByRole("button", { name: "optimal threshold" }).click();
  await expect.poll(() => page.url()).toMatch(/picture=camera&rank=(?!7$)\d+/);
  await page.getByRole("radio", { name: "Cat" }).check();
  await page.getByRole("checkbox", { name: "Grey" }).check();
  await expect.poll(() => page.url()).toMatch(/picture=cat&rank=\d+&grey=1/);
  await page.getByText(/^Rank \d+$/).waitFor();
  for (const step of [/picture=cat&rank=\d+$/, /picture=camera&rank=\d+$/, /picture=camera&rank=7$/]) {
    await page.goBack();
    expect(page.url()).toMatch(step);
  }
  await page.getByRole("img", { name: "Camera, 512 × 512, at rank 7" }).waitFor();
});

it("fits a phone, every rule on it", async () => {
  const page = await visit("pictures", { viewport: PHONE });
  await page.getByText("Rank 24", { exact: true }).waitFor();
  for (const chip of await page.locator(".rules .chip").all()) {
    const { x, width } = (await chip.boundingBox())!;
    expect([x >= 0, x + width <= PHONE.width]).toEqual([true, true]);
  }
  await expectNoSideways(page);
  await expectAccessible(page);
  await screenshot(page, "pictures-phone");
});
