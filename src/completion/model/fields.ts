/** The fields of a model, or of a part of one, as they are read from anywhere. */
import { describe, describeField } from "../../checks";
import { allocate, type ArrayOf, itemsOf } from "../../lists";
import { heldLength, isKind, viewOf } from "../../typed-arrays";

/** How the fields are read. */
export interface Rules {
  /** The error of a field that does not fit. */
  wrong(field: string, is: string, expected: string): Error;
  /** Whether every number of every array is looked at, or its length alone, and whether fields nobody reads are refused. */
  readonly strict: boolean;
}

/** An array that was taken, and what it must be. */
export interface Taken {
  readonly field: string;
  readonly array: Float64Array | Float32Array | Int32Array;
  readonly length: number;
  readonly every: keyof typeof EVERY;
}

/** Refuses an array that is not as long as it was, or, where the rules ask for every number, has one that does not fit. */
export function checkArray({ field, array, length, every }: Taken, { wrong, strict }: Rules): void {
  const held = heldLength(array);
  if (held !== length) throw wrong(field, `has length ${held}`, String(length));
  if (!strict) return;
  const [fits, expected] = EVERY[every];
  const bad = array.findIndex((x) => !fits(x));
  if (bad >= 0) throw wrong(`${field}[${bad}]`, `is ${array[bad]}`, expected);
}

export const isPositive = (x: number): boolean => x > 0 && x < Infinity;
const isFinite = (x: number): boolean => x - x === 0;
const EVERY = {
  finite: [isFinite, "finite numbers"],
  notNegative: [(x: number) => x >= 0 && x < Infinity, "finite numbers, 0 or more"],
  positive: [isPositive, "finite numbers above 0"],
  invertible: [(x: number) => isPositive(x) && 1 / x < Infinity, "finite numbers above 0 with an inverse"],
} as const;

interface Arrays { readonly Float64Array: Float64Array; readonly Float32Array: Float32Array; readonly Int32Array: Int32Array }
const KINDS: { readonly [K in keyof Arrays]: ArrayOf<Arrays[K]> } = /* @__PURE__ */ Object.freeze({ Float64Array, Float32Array, Int32Array });

/** The fields of an object of a model, each asked for once. */
export class Fields {
  private held: readonly [name: string, value: unknown] | undefined;

  constructor(private readonly object: object, private readonly path: string, private readonly rules: Rules, private readonly arrays: Taken[]) {}

  private get(name: string): unknown {
    return this.held?.[0] === name ? this.held[1] : (this.object as Record<string, unknown>)[name];
  }

  private wrong(name: string, value: unknown, expected: string): Error {
    return this.rules.wrong(this.path + name, `is ${describeField(value)}`, expected);
  }

  number(name: string, expected: string, fits: (x: number) => boolean): number {
    const value = this.get(name);
    if (typeof value !== "number" || !fits(value)) throw this.wrong(name, value, expected);
    return value;
  }

  finite(name: string): number {
    return this.number(name, "a finite number", isFinite);
  }

  notNegative(name: string): number {
    return this.number(name, "a finite number, 0 or more", (x) => x >= 0 && x < Infinity);
  }

  whole(name: string, least: number, most: number): number {
    const value = this.get(name);
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
    throw this.wrong(name, value, least === most ? String(least) : `an integer, ${least} to ${most}`);
  }

  boolean(name: string): boolean {
    return this.oneOf(name, [true, false]);
  }

  oneOf<T>(name: string, allowed: readonly T[]): T {
    const value = this.get(name);
    if (!(allowed as readonly unknown[]).includes(value)) throw this.wrong(name, value, allowed.map((one) => JSON.stringify(one)).join(" or "));
    return value as T;
  }

  pair(name: string, expected: string, fits: (pair: readonly [number, number]) => boolean): readonly [number, number] {
    const value = this.get(name);
    const items = Array.isArray(value) || isKind(value, "Float64Array") ? itemsOf(value as ArrayLike<unknown>) : []; // doubles, as of fromPlain
    if (items.length !== 2) throw this.wrong(name, value, expected);
    const pair = [items[0], items[1]] as const;
    if (!pair.every((x) => typeof x === "number") || !fits(pair as readonly [number, number])) {
      throw this.rules.wrong(this.path + name, `is [${pair.map(describe).join(", ")}]`, expected);
    }
    return pair as readonly [number, number];
  }

  doubles(name: string, length: number, every: keyof typeof EVERY = "finite"): Float64Array {
    return this.array(name, "Float64Array", length, every);
  }

  singles(name: string, length: number): Float32Array {
    return this.array(name, "Float32Array", length, "finite");
  }

  /** Whole numbers; without `length` as many as there are. */
  words(name: string, length?: number): Int32Array {
    return this.array(name, "Int32Array", length, "finite");
  }

  private array<K extends keyof Arrays>(name: string, kind: K, length: number | undefined, every: keyof typeof EVERY): Arrays[K] {
    const value = this.get(name);
    const array = isKind(value, kind) ? viewOf<Arrays[keyof Arrays]>(value) as Arrays[K] : this.converted(name, kind, value);
    this.arrays.push({ field: this.path + name, array, length: length ?? heldLength(array), every });
    return array;
  }

  /** Of a list of numbers, as of toPlain, or of doubles, as of fromPlain, the array that it was. */
  private converted<K extends keyof Arrays>(name: string, kind: K, value: unknown): Arrays[K] {
    const numbers: readonly unknown[] = Array.isArray(value) || isKind(value, "Float64Array") ? itemsOf(value as ArrayLike<unknown>) : [undefined];
    if (!numbers.every((x) => typeof x === "number")) throw this.wrong(name, value, `a ${kind}`);
    const array: Arrays[K] = allocate(numbers.length, "a model", KINDS[kind]);
    array.set(numbers);
    if (!numbers.every((x, i) => x === array[i] || Number.isNaN(x))) throw this.wrong(name, value, `a ${kind}`);
    return array;
  }

  /** What `read` gives, if the field is there. */
  maybe<T>(name: string, read: (name: string) => T): T | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    this.held = [name, value];
    const taken = read(name);
    this.held = undefined;
    return taken;
  }

  needed<T>(name: string, take: (part: Fields) => T): T {
    const value = this.get(name);
    if (typeof value !== "object" || value === null) throw this.wrong(name, value, "an object");
    return take(new Fields(value, `${this.path}${name}.`, this.rules, this.arrays));
  }

  /** A list of objects. */
  list<T>(name: string, take: (part: Fields) => T): T[] {
    const value = this.get(name);
    if (!Array.isArray(value)) throw this.wrong(name, value, "a list");
    return itemsOf(value).map((item, i) => {
      if (typeof item !== "object" || item === null) throw this.wrong(`${name}[${i}]`, item, "an object");
      return take(new Fields(item, `${this.path}${name}[${i}].`, this.rules, this.arrays));
    });
  }

  /** A list of so many texts. */
  texts(name: string, length: number): string[] {
    const value = this.get(name);
    const texts = Array.isArray(value) ? itemsOf(value) : [];
    if (!Array.isArray(value) || texts.length !== length || !texts.every((text) => typeof text === "string")) throw this.wrong(name, value, `a list of ${length} texts`);
    return texts;
  }

  part<T>(name: string, take: (part: Fields) => T): T | undefined {
    return this.maybe(name, () => this.needed(name, take));
  }

  /** Refuses fields that are not listed, if that is the rule. */
  close(known: readonly string[]): void {
    if (!this.rules.strict) return;
    for (const name of Object.keys(this.object)) {
      if (!known.includes(name)) throw this.rules.wrong(this.path + name, "is not known", `only ${known.join(", ")}`);
    }
  }
}
