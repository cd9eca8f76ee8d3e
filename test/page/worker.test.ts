// Only in a page: results in web workers have the committed bits.
import { expect, it } from "vitest";
import { textFile } from "../support/platform";

const inWorker = () =>
  new Promise<unknown>((resolve, reject) => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => (worker.terminate(), resolve(data));
    worker.onerror = ({ message }) => reject(new Error(message));
  });

it("two workers at once", async () => {
  const expected = JSON.parse(textFile("test/fixtures/hashes.json")) as unknown;
  expect(await Promise.all([inWorker(), inWorker()])).toEqual([expected, expected]);
});
