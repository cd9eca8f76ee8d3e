// Memory that is refused while a command works: one line, exit code 1, no output, and the next run is right.
import { instances, REFUSED, withRefusal, withRefusedArrays } from "../support/faults"; // before the package
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Called, call, expectFailure, workplace } from "../support/command";
import { writingCommands } from "../support/writing-commands";

const PLACES = Number(process.env.FAULT_PLACES ?? 12);
const { path, file } = workplace("memory");

/** Some of the numbers below `count`, the first and the last among them. */
const places = (count: number) => [...new Set(Array.from({ length: Math.min(count, PLACES) }, (_, n) => Math.round((n * (count - 1)) / Math.max(1, Math.min(count, PLACES) - 1))))];

/** ECharts numbers what it draws on and on. */
const contents = () => Object.fromEntries((readdirSync(path("out"), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => {
  const at = join(entry.parentPath, entry.name);
  return [at, at.endsWith(".svg") ? readFileSync(at, "utf8").replace(/zr[\w-]*\d/g, "zr") : readFileSync(at, "base64")];
}));

/** The same with three digits less behind the point. */
const rounded = (files: Record<string, string>) => Object.fromEntries(Object.entries(files).map(([name, text]) => [name, name.endsWith(".svg") ? text.replace(/(\.\d)\d*/g, "$1") : text]));

describe.each(writingCommands({ path, file }))("$name", ({ args }) => {
  const run = (): Called => {
    rmSync(path("out"), { recursive: true, force: true });
    mkdirSync(path("out"));
    return call(...args((name) => join(path("out"), name)));
  };
  const failed = (called: Called, where: string) => {
    expectFailure(called, 1, /needs \d+ bytes of memory, more than can be had|not enough memory|too large to be held in memory/);
    expect(called.error, where).not.toContain(REFUSED);
    expect(contents(), where).toEqual({});
  };

  it("a reservation in a module", { timeout: 120_000 }, () => {
    expect(run()).toMatchObject({ code: 0, error: "" });
    const right = contents();
    for (const instance of instances()) {
      instance.reserved.value = 0;
      run();
      const count = instance.reserved.value as number;
      for (const at of places(count)) failed(withRefusal(instance, at, 1, run), `reservation ${at} of ${count}`);
    }
    expect(run().code).toBe(0);
    expect(contents()).toEqual(right);
  });

  it("an array that Node cannot make", { timeout: 120_000 }, () => {
    expect(run()).toMatchObject({ code: 0, error: "" });
    const right = contents();
    const count = withRefusedArrays(0, 0, run);
    let failures = 0;
    for (const at of places(count)) {
      let called: Called | undefined;
      withRefusedArrays(at, 1, () => { called = run(); });
      if (called!.code === 0) expect(rounded(contents()), `array ${at} of ${count}`).toEqual(rounded(right)); // another way: ECharts takes plain arrays for those of floats
      else {
        failed(called!, `array ${at} of ${count}`);
        failures++;
      }
    }
    expect(failures).toBeGreaterThan(places(count).length / 2);
    expect(run().code).toBe(0);
    expect(contents()).toEqual(right);
  });
});
