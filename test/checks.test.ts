// The checks themselves: the bounds to the last value, the kind of error, and every word of the messages.
import { describe, expect, it } from "vitest";
import { checkBoolean, checkInteger, checkNumber, checkOneOf, describe as described, describeField, readOptions, reading } from "../src/checks";
import { outOfRange, wrongKind } from "../src/errors";
import { UnsupportedError } from "../src/index";

/** What a check throws, as [kind, message]; undefined if it passes. */
function outcome(check: () => unknown): [string, string] | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return [(error as Error).constructor.name, (error as Error).message];
  }
}

describe("checkInteger", () => {
  it.each([0, 1, 9, 10, -0])("takes %s from 0 to 10", (value) => expect(outcome(() => checkInteger("n", value, 0, 10))).toBeUndefined());

  it.each([-1, 11, 0.5, NaN, Infinity, -Infinity, 2 ** 60])("refuses %s from 0 to 10", (value) =>
    expect(outcome(() => checkInteger("n", value, 0, 10))).toEqual(["RangeError", `n is ${value}: expected an integer, 0 to 10`]));

  it.each([["5", '"5"'], [null, "null"], [undefined, "undefined"], [5n, "5n"], [[1], "an array of length 1"], [{}, "an object (Object)"]])("refuses %o, which is no number", (value, text) =>
    expect(outcome(() => checkInteger("n", value, 0, 10))).toEqual(["TypeError", `n is ${text}: expected an integer, 0 to 10`]));

  it("without a limit says so, and ends where integers do", () => {
    expect(outcome(() => checkInteger("n", 2, 3))).toEqual(["RangeError", "n is 2: expected an integer, 3 or more"]);
    expect(outcome(() => checkInteger("n", Number.MAX_SAFE_INTEGER, 3))).toBeUndefined();
    expect(outcome(() => checkInteger("n", Number.MAX_SAFE_INTEGER + 1, 3))?.[0]).toBe("RangeError");
  });
});

describe("checkNumber", () => {
  const cases: [least: number, most: number, open: boolean, inside: number[], outside: number[], text: string][] = [
    [0, 1, false, [0, -0, 0.5, 1], [-5e-324, 1 + 2 ** -52, NaN, Infinity], "a number from 0 to 1"],
    [0, 1, true, [5e-324, 1], [0, -1, 1 + 2 ** -52, NaN], "a number above 0 to 1"],
    [0, Infinity, false, [0, 1e308], [-5e-324, NaN, Infinity], "a number from 0 up"],
    [0, Infinity, true, [5e-324, 1e308], [0, NaN, Infinity], "a number above 0"],
  ];
  it.each(cases)("from %s to %s, open: %s", (least, most, open, inside, outside, text) => {
    for (const value of inside) expect(outcome(() => checkNumber("x", value, least, most, open)), String(value)).toBeUndefined();
    for (const value of outside) expect(outcome(() => checkNumber("x", value, least, most, open))).toEqual(["RangeError", `x is ${value}: expected ${text}`]);
    expect(outcome(() => checkNumber("x", "1", least, most, open))).toEqual(["TypeError", `x is "1": expected ${text}`]);
  });

  it("is closed where nothing is said", () => expect(outcome(() => checkNumber("x", 0, 0, 1))).toBeUndefined());
});

describe("checkBoolean and checkOneOf", () => {
  it("take what is allowed", () => {
    for (const value of [true, false]) expect(outcome(() => checkBoolean("b", value))).toBeUndefined();
    for (const value of ["one", "two"]) expect(outcome(() => checkOneOf("w", value, ["one", "two"]))).toBeUndefined();
  });

  it.each([0, 1, "true", null, undefined])("%o is no boolean", (value) =>
    expect(outcome(() => checkBoolean("b", value))).toEqual(["TypeError", `b is ${described(value)}: expected true or false`]));

  it("another word is a wrong value, anything else of a wrong kind", () => {
    expect(outcome(() => checkOneOf("w", "three", ["one", "two"]))).toEqual(["RangeError", 'w is "three": expected "one" or "two"']);
    for (const value of [1, null, undefined, ["one"]]) expect(outcome(() => checkOneOf("w", value, ["one", "two"]))).toEqual(["TypeError", `w is ${described(value)}: expected "one" or "two"`]);
  });
});

describe("readOptions", () => {
  const read = (options: unknown) => readOptions<{ a?: number; b?: number }>("options", options as object, ["a", "b"]);

  it("gives an object of its own of what is there, and none of what is undefined", () => {
    const options = { a: 1, b: undefined };
    expect(read(options)).toStrictEqual({ a: 1 });
    expect(read(options)).not.toBe(options);
    expect(read(undefined)).toStrictEqual({});
  });

  it.each([null, 5, "a", [1], true])("refuses %o", (options) =>
    expect(outcome(() => read(options))).toEqual(["TypeError", `options is ${described(options)}: expected an object`]));

  it("refuses a field that is none, and lists those that are", () =>
    expect(outcome(() => read({ a: 1, c: 2 }))).toEqual(["TypeError", 'options.c is not an option: expected "a", "b"']));

  it("reads each field once", () => {
    let times = 0;
    read({ get a() { return ++times; } });
    expect(times).toBe(1);
  });
});

describe("reading", () => {
  const own = [wrongKind("t"), outOfRange("r"), new UnsupportedError("u")];
  it.each(own)("lets errors that say what is wrong pass: %s", (error) => {
    let thrown: unknown;
    try { reading("a", () => { throw error; }); } catch (caught) { thrown = caught; }
    expect(thrown).toBe(error);
  });

  it.each([[new Error("boom"), "boom"], [new TypeError("theirs"), "theirs"], [new RangeError("theirs, too"), "theirs, too"], [new SyntaxError("odd"), "odd"], ["text", '"text"'], [undefined, "undefined"]])("names the argument for others: %o", (cause, text) => {
    let thrown: unknown;
    try { reading("a", () => { throw cause; }); } catch (caught) { thrown = caught; }
    expect(thrown).toBeInstanceOf(TypeError);
    expect(thrown).toMatchObject({ message: `a cannot be read: ${text}`, cause });
  });

  it("gives what was read", () => expect(reading("a", () => 5)).toBe(5));
});

describe("describe", () => {
  it.each<[unknown, string]>([
    [null, "null"], [undefined, "undefined"], [true, "true"], [1.5, "1.5"], [-0, "0"], [7n, "7n"], [Symbol("s"), "a symbol"], [() => 1, "a function"], ["x".repeat(40), `"${"x".repeat(40)}"`],
    ["x".repeat(41), `"${"x".repeat(40)}…"`], [[1, 2], "an array of length 2"], [new Map(), "an object (Map)"], [Object.create(null), "an object (no constructor)"],
  ])("%o", (value, text) => expect(described(value)).toBe(text));

  it("an object that cannot be asked", () => {
    const object = Object.defineProperty({}, "constructor", { get: () => { throw new Error("no"); } });
    expect(described(object)).toBe("an object (no readable constructor)");
  });

  it("of a field that is not there", () => expect([describeField(undefined), describeField(null)]).toEqual(["missing", "null"]));
});
