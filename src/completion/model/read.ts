import { describe, describeField, reading } from "../../checks";
import { heldLength, isKind, viewOf } from "../../typed-arrays";
import { FILLS, METHODS } from "../options";
import { type Completion, type CompletionInfo, type CompletionSide, FOLD_NEEDS, type FoldRule, type PosteriorSamples } from "../types";

const FITTED = /* @__PURE__ */ fitted();
const RULES = /* @__PURE__ */ Object.keys(FOLD_NEEDS) as readonly FoldRule["kind"][];
/** More lines or numbers than 4 GiB hold. */
const MOST = 2 ** 31 - 2;
const MOST_SEED = Number.MAX_SAFE_INTEGER;

/** What a model says it was fitted by. */
function fitted(): readonly Completion["method"][] {
  return [...METHODS.filter((name) => name !== "auto"), "bias"];
}

/** How the fields are read. */
interface Rules {
  /** The error of a field that does not fit. */
  wrong(field: string, is: string, expected: string): Error;
  /** Whether every number of every array is looked at, or its length alone, and whether fields nobody reads are refused. */
  readonly strict: boolean;
}

/** An array that was taken, and what it must be. */
interface Taken {
  readonly field: string;
  readonly array: Float64Array | Float32Array;
  readonly length: number;
  readonly every: keyof typeof EVERY;
}

/**
 * A model from anywhere, each field read once: its arrays in views of our own, of sizes that fit together. Refuses what is no model, or one whose typed arrays
 * were lost on the way through JSON.
 */
export function readModel(model: unknown, strict = false): Completion {
  return reading("model", () => {
    const isOne = typeof model === "object" && model !== null && "row" in model && "column" in model && "fold" in model && "info" in model;
    if (!isOne) throw new TypeError(`model is ${describe(model)}: expected what complete or loadModel gave`);
    return takeModel(model, { wrong: wrongInModel, strict });
  });
}

function wrongInModel(field: string, is: string, expected: string): Error {
  const lost = expected.endsWith("Array") ? " (saveModel keeps a model, JSON does not)" : "";
  return new (lost === "" ? RangeError : TypeError)(`model.${field} ${is}: expected ${expected}${lost}`);
}

/** All fields, those of parts that only some methods have included. */
export function takeModel(model: object, rules: Rules): Completion {
  const arrays: Taken[] = [];
  const all = new Fields(model, "", rules, arrays);
  const [rows, columns, rank] = [all.whole("rows", 0, MOST), all.whole("columns", 0, MOST), all.whole("rank", 0, MOST)];
  const method = all.oneOf("method", FITTED);
  const samples = all.part("samples", (part) => takeSamples(part, rank));
  const fillingMean = all.maybe("fillingMean", () => all.finite("fillingMean"));
  const fold = all.needed("fold", takeFold);
  const side = (lines: number) => (part: Fields) => takeSide(part, lines, rank, samples, fillingMean !== undefined, fold.kind === "confidence");
  const taken: Completion = {
    method, rows, columns, rank,
    mean: all.finite("mean"),
    row: all.needed("row", side(rows)),
    column: all.needed("column", side(columns)),
    noise: all.notNegative("noise"),
    fold,
    info: all.needed("info", takeInfo),
    ...defined({
      samples, fillingMean,
      penalties: all.maybe("penalties", () => all.doubles("penalties", rank, "positive")),
      range: all.maybe("range", () => all.pair("range", "two numbers, the lowest first", ([lowest, highest]) => lowest <= highest)),
    }),
  };
  all.close(PARTS);
  const part = FOLD_NEEDS[fold.kind];
  if (part !== undefined && taken[part] === undefined) throw rules.wrong(part, "is missing", `it, as fold.kind is "${fold.kind}"`);
  if (samples !== undefined && fold.kind !== "posterior") throw rules.wrong("fold.kind", `is "${fold.kind}"`, '"posterior", as there are samples');
  // At the end: a field that is read may change, or take away, the arrays of those before.
  for (const one of arrays) checkArray(one, rules);
  return taken;
}

function checkArray({ field, array, length, every }: Taken, { wrong, strict }: Rules): void {
  const held = heldLength(array);
  if (held !== length) throw wrong(field, `has length ${held}`, String(length));
  if (!strict) return;
  const [fits, expected] = EVERY[every];
  const bad = array.findIndex((x) => !fits(x));
  if (bad >= 0) throw wrong(`${field}[${bad}]`, `is ${array[bad]}`, expected);
}

const PARTS = [
  "method", "rows", "columns", "rank", "mean", "row", "column", "noise", "fold", "info", "samples", "fillingMean", "penalties", "range",
] as const;

function takeSide(part: Fields, lines: number, rank: number, samples: PosteriorSamples | undefined, isFilled: boolean, hasGram: boolean): CompletionSide {
  const { count, size } = samples ?? { count: 0, size: 0 };
  const taken = {
    bias: part.doubles("bias", lines),
    factors: part.needed("factors", (factors) => takeFactors(factors, lines, samples === undefined ? rank : 0)),
    ...(samples === undefined ? {} : { samples: part.singles("samples", count * lines * size), priors: part.doubles("priors", count * size * (size + 1)) }),
    ...(isFilled ? { filling: part.doubles("filling", lines) } : {}),
    ...(hasGram ? { gram: part.doubles("gram", rank * rank) } : {}),
  };
  part.close(Object.keys(taken));
  return taken;
}

function takeFactors(part: Fields, lines: number, width: number): CompletionSide["factors"] {
  const [rows, columns] = [part.whole("rows", lines, lines), part.whole("columns", width, width)];
  const data = part.doubles("data", lines * width);
  part.close(["rows", "columns", "data"]);
  return { rows, columns, data };
}

function takeSamples(part: Fields, rank: number): PosteriorSamples {
  const [count, size] = [part.whole("count", 1, MOST), part.whole("size", rank + 1, rank + 1)];
  const taken = {
    count, size,
    unit: part.notNegative("unit"),
    precision: part.doubles("precision", count, "invertible"),
  };
  part.close(["count", "size", "unit", "precision"]);
  return taken;
}

function takeFold(part: Fields): FoldRule {
  const taken = {
    kind: part.oneOf("kind", RULES),
    lambda: part.notNegative("lambda"),
    power: part.number("power", "a number from 0 to 1", (x) => x >= 0 && x <= 1),
    biased: part.boolean("biased"),
    nonnegative: part.boolean("nonnegative"),
    damping: part.pair("damping", "two numbers, 0 or more", (pair) => pair.every((x) => x >= 0 && x < Infinity)),
    alpha: part.number("alpha", "a number above 0", isPositive),
    unseen: part.number("unseen", "a number above 0", isPositive),
    fill: part.oneOf("fill", FILLS),
  };
  part.close(["kind", "lambda", "power", "biased", "nonnegative", "damping", "alpha", "unseen", "fill"]);
  return taken;
}

function takeInfo(part: Fields): CompletionInfo {
  const any = (name: string) => part.number(name, "a number", () => true);
  const taken = {
    converged: part.boolean("converged"),
    iterations: part.whole("iterations", 0, Number.MAX_SAFE_INTEGER),
    change: any("change"),
    rmse: any("rmse"),
    seed: part.whole("seed", 0, MOST_SEED),
    ...defined({
      objective: part.maybe("objective", any), heldOutRmse: part.maybe("heldOutRmse", any), lambda: part.maybe("lambda", any),
    }),
  };
  part.close(["converged", "iterations", "change", "rmse", "seed", "objective", "heldOutRmse", "lambda"]);
  return taken;
}

/** Without the fields that are undefined. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const out: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const name of Object.keys(fields) as (keyof T)[]) if (fields[name] !== undefined) out[name] = fields[name] as Exclude<T[typeof name], undefined>;
  return out;
}

const isPositive = (x: number): boolean => x > 0 && x < Infinity;
const isFinite = (x: number): boolean => x - x === 0;
const EVERY = {
  finite: [isFinite, "finite numbers"],
  positive: [isPositive, "finite numbers above 0"],
  invertible: [(x: number) => isPositive(x) && 1 / x < Infinity, "finite numbers above 0 with an inverse"],
} as const;

/** The fields of an object of a model, each asked for once. */
class Fields {
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
    if (!Array.isArray(value) || value.length !== 2) throw this.wrong(name, value, expected);
    const pair = [value[0] as unknown, value[1] as unknown] as const;
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

  private array<K extends "Float64Array" | "Float32Array">(name: string, kind: K, length: number, every: keyof typeof EVERY) {
    const value = this.get(name);
    if (!isKind(value, kind)) throw this.wrong(name, value, `a ${kind}`);
    const array = viewOf<Float64Array | Float32Array>(value) as K extends "Float64Array" ? Float64Array : Float32Array;
    this.arrays.push({ field: this.path + name, array, length, every });
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
