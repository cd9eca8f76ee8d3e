// The same bits on any number of threads: those of the package.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashes } from "../hashes/cases";
import { textFile } from "../support/platform";
import { core, crewOf, threads } from "../support/threads";

const expected = JSON.parse(textFile("test/fixtures/hashes.json")) as Record<string, string>;

afterAll(() => threads.setThreads(1));

describe.each([1, 2, 3, 8])("results have the committed bits on %i threads", (count) => {
  let found: Record<string, string>;

  beforeAll(async () => {
    await crewOf(count);
    expect(core.exports().crewCount()).toBe(count - 1);
    found = hashes(threads);
  }, 240_000);

  it.each(Object.keys(expected))("%s", (name) => expect(found[name]).toBe(expected[name]));
});
