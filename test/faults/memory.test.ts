// Memory that is refused once, at every place where it is asked for: an error of ours, nothing lost, and the next call is right.
import { instances, instancesMade, REFUSED, withRefusal, withRefusedArrays } from "../support/faults"; // before the package
import { beforeAll, describe, expect, it } from "vitest";
import { OutOfMemoryError } from "../../src/index";
import { hash } from "../hashes/hash";
import { type Call, call, calls, NAMES } from "../support/calls";
import { withoutFunctions } from "../support/outcome";

/** The most places of one call that are tried, and of one that takes longer than so many milliseconds. */
const PLACES = Number(process.env.FAULT_PLACES ?? 10);
const SLOW = { places: Math.min(PLACES, Number(process.env.FAULT_PLACES ?? 4)), from: 4 };

let all: readonly Call[];
beforeAll(() => (all = calls()));

/** Numbers below `count`, all of them or `most`: the first ones, the last, and some between. */
function places(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, n) => n);
  const first = most / 2;
  return Array.from({ length: most }, (_, n) => (n < first ? n : Math.round(first + ((n - first) * (count - 1 - first)) / (most - 1 - first))));
}

const resultOf = (name: Call["name"], args: readonly unknown[]) => hash(withoutFunctions(call(name, args)));

/** What `act` throws. */
function errorOf(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** One call before and after its failures. */
class Subject {
  private readonly given: string;
  private readonly expected: string;
  private readonly count: number;
  private readonly marks: number[];
  /** How many places are tried. */
  readonly places: number;

  constructor(readonly one: Call) {
    const begun = performance.now();
    this.expected = resultOf(one.name, one.args);
    this.places = performance.now() - begun > SLOW.from ? SLOW.places : PLACES;
    this.given = hash(withoutFunctions(one.args)); // results that an argument takes are in it now
    this.count = instancesMade();
    this.marks = instances().map(({ mark }) => mark());
  }

  /** A failure by `attempt` is an error of ours, and changes nothing. */
  fails(where: string, attempt: (act: () => void) => void): OutOfMemoryError {
    const { name, args } = this.one;
    const error = errorOf(() => attempt(() => call(name, args)));
    expect(error, where).toBeInstanceOf(OutOfMemoryError);
    const { message, bytes } = error as OutOfMemoryError;
    expect(message, where).toMatch(/^\w[^:]* needs \d+ bytes of memory, more than can be had/);
    expect(message, where).not.toMatch(new RegExp(REFUSED + "|undefined|NaN"));
    expect(bytes, where).toBeGreaterThan(0);
    expect(instances().map(({ mark }) => mark()), where).toEqual(this.marks);
    expect(hash(withoutFunctions(args)), where).toBe(this.given);
    expect(resultOf(name, args), where).toBe(this.expected);
    expect(instancesMade(), where).toBe(this.count);
    return error as OutOfMemoryError;
  }
}

it("there are calls of every function", () => expect(new Set(all.map(({ name }) => name))).toEqual(new Set(NAMES)));

describe("a reservation in the module that is refused", () => {
  it.each(NAMES)("%s", (name) => {
    for (const one of all.filter((other) => other.name === name)) {
      const subject = new Subject(one);
      for (const instance of instances()) {
        instance.reserved.value = 0;
        call(name, one.args);
        for (const at of places(instance.reserved.value as number, subject.places)) {
          for (const count of at % 2 === 0 ? [1] : [1, 2 ** 30]) subject.fails(`reservation ${at} of ${instance.reserved.value}`, (act) => withRefusal(instance, at, count, act));
        }
      }
    }
  });
});

describe("an array that the engine cannot make", () => {
  it.each(NAMES)("%s", (name) => {
    for (const one of all.filter((other) => other.name === name)) {
      const subject = new Subject(one);
      const made = withRefusedArrays(0, 0, () => call(name, one.args));
      for (const at of places(made, subject.places)) {
        for (const count of at % 2 === 0 ? [1] : [1, 2 ** 30]) subject.fails(`array ${at} of ${made}`, (act) => withRefusedArrays(at, count, act));
      }
    }
  });
});
