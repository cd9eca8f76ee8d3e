// Arguments on their way to a worker, when the engine cannot make the arrays: an OutOfMemoryError, and the arguments are as they were.
import { withRefusedArrays } from "../support/faults"; // before the package
import { describe, expect, it } from "vitest";
import { pack } from "../../src/pool/transfer";
import { hash } from "../hashes/hash";
import { calls, NAMES } from "../support/calls";
import { withoutFunctions } from "../support/outcome";

const isSent = (value: unknown): boolean => typeof value !== "function" && (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || Object.values(value).every(isSent));
const all = calls().filter(({ args }) => isSent(args));
/** Lists with gaps, matrices with `get`, views that are no arrays of numbers. */
const MORE: readonly (readonly unknown[])[] = [
  [Array.from({ length: 30 }, (_, i) => [i, null, undefined, 2 * i])],
  [{ rows: 3, columns: 2, get: (i: number, j: number) => i + j }],
  [new DataView(new ArrayBuffer(24)), new ArrayBuffer(8)],
];

describe("packing", () => {
  const refused = (args: readonly unknown[]) => {
    const given = hash(withoutFunctions(args.filter((arg) => !(arg instanceof DataView))));
    const made = withRefusedArrays(0, 0, () => pack(args, false));
    for (let at = 0; at < Math.min(made, 12); at++) {
      let error: unknown;
      try {
        withRefusedArrays(at, 1, () => pack(args, false));
      } catch (thrown) {
        error = thrown;
      }
      expect(error, `array ${at} of ${made}`).toMatchObject({ name: "OutOfMemoryError", message: expect.stringMatching(/^sending the arguments to a worker needs \d+ bytes of memory/), bytes: expect.any(Number) });
      expect(hash(withoutFunctions(args.filter((arg) => !(arg instanceof DataView))))).toBe(given);
    }
    return made;
  };

  it.each(NAMES)("%s", (name) => {
    for (const { args } of all.filter((one) => one.name === name)) refused(args);
  });

  it("other forms of arguments", () => expect(MORE.map(refused).every((made) => made > 0)).toBe(true));
});
