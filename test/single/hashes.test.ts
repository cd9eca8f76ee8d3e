// The same bits everywhere, in single precision, too. After a change that is meant to change bits: npm run hashes
import { beforeAll, describe, expect, it } from "vitest";
import * as lowrank from "../../src/index";
import { single } from "../../src/single/single";
import { singleHashes } from "../hashes/single";
import { textFile } from "../support/platform";

const expected = JSON.parse(textFile("test/fixtures/hashes-single.json")) as Record<string, string>;

describe("results in single precision have the committed bits", () => {
  let found: Record<string, string>;

  beforeAll(() => {
    found = singleHashes(lowrank, single);
  }, 120_000);

  it.each(Object.keys(expected))("%s", (name) => expect(found[name]).toBe(expected[name]));

  it("no case is without a hash", () => expect(Object.keys(found)).toEqual(Object.keys(expected)));
});
