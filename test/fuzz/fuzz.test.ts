import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { workplace } from "../support/command";
import { corpusOf, mutantOf } from "./corpus";
import { Judge } from "./judge";
import { faultOfMessage } from "./messages";
import { READERS } from "./readers/index";
// @ts-ignore: a program.
import { bundle } from "./bundle.mjs";

const CORPORA = fileURLToPath(new URL("corpus", import.meta.url));
const MUTANTS = 200;

describe.each(READERS)("$name", (reader) => {
  const corpus = corpusOf(CORPORA, reader);
  const judge = new Judge(reader);
  afterAll(() => judge.close());

  it("reads its corpus: every seed, and what was once misread rightly or not at all", () => {
    expect(corpus.length).toBeGreaterThan(2);
    expect(corpus.map(({ name, bytes }) => [name, judge.judge(bytes)])).toEqual(corpus.map(({ name }) => [name, undefined]));
    for (const { name, bytes } of corpus.filter((file) => !file.name.startsWith("found-"))) {
      expect(() => reader.read({ bytes, path: join(CORPORA, reader.name, name) }), name).not.toThrow();
    }
  });

  it(`${MUTANTS} mutants are refused in words, or read`, () => {
    let changed = 0;
    for (let number = 0; number < MUTANTS; number++) {
      const mutant = mutantOf(reader, corpus, 1, number);
      if (!corpus.some(({ bytes }) => bytes.equals(mutant))) changed++;
      expect([number, judge.judge(mutant)]).toEqual([number, undefined]);
    }
    expect(changed).toBeGreaterThan(0.9 * MUTANTS);
  });
});

describe("the fuzzer", () => {
  const { folder, path } = workplace("fuzz");

  it.each([
    ["right", undefined],
    ["raw", "it throws TypeError: Cannot read properties of null"],
    ["wrapped", "the message is the engine's"],
    ["lines", "the message holds control characters"],
    ["slow", "it takes more than 0.1 s"],
    ["endless", "it does not come back within 4 s"],
    ["hungry", "it takes more than 300 MB of memory"],
    ["uninitialised", "a second reading gives something else"],
    ["open", "a file stays open"],
    ["untidy", "left.tmp is left behind"],
    ["dying", "the process dies (SIGABRT)"],
    ["writing", "the bytes are changed"],
    ["lying", "it gives a wrong value: NaN is no number"],
  ])("finds what is wrong with a reader that is %s, and keeps the file", { timeout: 120_000 }, async (name, reason) => {
    mkdirSync(path(name));
    writeFileSync(path(`${name}/seed`), "a seed");
    const program = fileURLToPath(await bundle("planted"));
    mkdirSync(path(`${name} temporary`));
    const { status, stdout } = spawnSync(process.execPath, [program, "--reader", name, "--seed", "5", ...(name === "endless" ? ["--most", "0", "--patience", "4"] : ["--most", "1", ...(name === "slow" ? ["--limit", "0.1"] : [])])], { encoding: "utf8", env: { ...process.env, CORPORA: `${folder}/`, TMPDIR: path(`${name} temporary`) } });
    expect(readdirSync(path(`${name} temporary`))).toEqual([]);
    if (reason === undefined) {
      expect(stdout).toContain(`${name}: 1 mutants, none misread`);
      expect([status, readdirSync(path(name))]).toEqual([0, ["seed"]]);
    } else {
      expect(stdout).toContain(`: ${reason}`);
      expect(status).toBe(1);
      if (name !== "endless") expect(readdirSync(path(name)).filter((file) => file.startsWith("found-")).length).toBe(1);
    }
  });

  it("knows an engine's words from ours", () => {
    for (const text of ["x is undefined", "Invalid typed array length: 3", "Unexpected token 'a', \"abc\" is not valid JSON", "The value of \"offset\" is out of range."]) expect(faultOfMessage(text)).toBeDefined();
    for (const text of ["a.csv, line 3: \"undefined\" is not a finite number", "its header ends too early"]) expect(faultOfMessage(text)).toBeUndefined();
  });
});
