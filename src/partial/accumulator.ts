import { Kind, Refusal } from "../../assembly/codes";
import { checkInteger, checkOneOf, describe, reading, readOptions } from "../checks";
import { outOfRange, wrongKind } from "../errors";
import type { MatrixLike } from "lowrank";
import { isList, readFinite } from "../lists";
import { borrowMatrix } from "../matrix";
import { timesPowerOfTwo } from "../power-of-two";
import { isKind, viewOf } from "../typed-arrays";
import { type Refused, Store } from "../wasm/partial";
import { refusal } from "./refusals";

/** Options of `openPartial`. Partials belong together if all but `leaf` are equal. */
export interface PartialOptions {
  /** Numbers in a row, 1 to 46,340. */
  readonly columns: number;
  /**
   * What is gathered. "r", the default: the triangle R of a QR factorization, n (n + 1) / 2 numbers, exact to rounding. "fd": a sketch of `rows` rows with a bound
   * (Frequent Directions), for when n is too large for that. "sum": blocks of `rows` rows, added. "factors": the rows themselves, one leaf behind the other.
   */
  readonly kind?: "r" | "fd" | "sum" | "factors" | undefined;
  /** Rows of a sketch or of a block, 1 to 46,340; with "fd" and "sum" only. */
  readonly rows?: number | undefined;
  /**
   * For `pcaOf`, and for intercepts: n numbers near the means of the columns, the same for all leaves; true: the first row, where there is one leaf. With "r" only.
   * The means themselves come out right to rounding, as much of it as the numbers given are off, in standard deviations.
   */
  readonly centre?: true | ArrayLike<number> | undefined;
  /** A power of two that is taken out of the entries, an integer from −1100 to 1000: magnitudes may be up to 2^(959 + exponent). Default 0. */
  readonly exponent?: number | undefined;
  /** What the rows are, in any words: names of columns, a file, a day. Partials of other jobs are refused. Default none. */
  readonly job?: string | undefined;
  /** How many leaves (parts of the data, by file and range of rows, not by who reads them) there are in all, 1 to 2^31 − 1. Default 1. */
  readonly leaves?: number | undefined;
  /** Which leaf the rows are of, from 0 on. Default: the only one, or none where there are several: then others are merged only. */
  readonly leaf?: number | undefined;
}

/** Gathers rows; holds what they come to and no row. Its memory goes when it does. */
export interface Accumulator {
  /** Rows pushed so far. */
  readonly rows: number;
  /**
   * Takes rows, all or none. How many come at a time changes no bit.
   *
   * @param rows  count × columns, finite entries; not modified.
   * @throws TypeError if `rows` is no matrix, RangeError if an entry is not finite, too large or the shape is another, or if no leaf was named.
   */
  push(rows: MatrixLike): this;
  /**
   * Takes the leaves of other partials of the job; each partial whole or not at all.
   *
   * @throws TypeError if one is no Uint8Array, RangeError if it is damaged, of another job, or has a leaf that is there already.
   */
  merge(...partials: readonly Uint8Array[]): this;
  /** All that was gathered as a file; may go on afterwards. The same rows of the same leaves give the same bytes, whatever came first. */
  bytes(): Uint8Array;
}

const KINDS = { r: Kind.Triangle, fd: Kind.Directions, sum: Kind.Sum, factors: Kind.Factors } as const;
const MOST_COLUMNS = 46340;
const MOST_LEAVES = 2 ** 31 - 1;
const EXPONENTS = [-1100, 1000] as const;
/** Above it times 2^exponent, differences and lengths could overflow. */
const LARGE = 2 ** 959;

/** An accumulator as it is made here alone: results ask for its partial. */
export class OpenPartial implements Accumulator {
  private pushed = 0;
  private merged = 0;

  constructor(private readonly store: Store, private readonly columns: number, private readonly leaf: number, private readonly most: number) {}

  get rows(): number {
    return this.pushed;
  }

  push(rows: MatrixLike): this {
    if (this.leaf < 0) throw outOfRange("this partial has no leaf of its own: expected openPartial({ leaf }) to push rows");
    const m = borrowMatrix(rows, "rows");
    if (m.rows === 0) return this;
    if (m.columns !== this.columns) throw outOfRange(`rows have ${m.columns} entries: expected ${this.columns}, the columns of the partial`);
    // A loop, for findIndex takes longer than folding the rows.
    let large = 0;
    while (large < m.data.length && m.data[large]! <= this.most && m.data[large]! >= -this.most) large++;
    if (large < m.data.length) {
      const [i, j] = [Math.floor(large / m.columns), large % m.columns];
      throw outOfRange(`rows[${i}][${j}] is ${m.data[large]}: expected a magnitude of at most ${this.most}; openPartial({ exponent: 900 }) takes larger ones`);
    }
    const reason = this.store.push(m.data);
    accept({ reason, about: 0 }, "this partial", this.store.plan.leaves);
    this.pushed += m.rows;
    return this;
  }

  merge(...partials: readonly Uint8Array[]): this {
    partials.map((bytes, i) => readBytes(bytes, `partials[${i}]`)).forEach((bytes, i) => {
      accept(this.store.merge(bytes, false), `partials[${i}]`, this.store.plan.leaves);
      this.merged++;
    });
    return this;
  }

  bytes(): Uint8Array {
    const saved = saveStore(this.store, "this partial");
    // Its own leaf may be the sibling of another: combined by one who does not go on.
    return this.leaf >= 0 && this.merged > 0 ? merge([saved]) : saved;
  }
}

/**
 * Opens a partial: what is gathered of rows that come in parts, in one pass, in memory for n² numbers; saved as bytes it can be merged with those of other leaves on
 * other machines. What comes of it (`svdOf`, `pcaOf`, …) has the same bits whatever the order of arrival, the grouping and the repetitions.
 *
 * @param options  see `PartialOptions`.
 * @throws TypeError         if an option is of the wrong kind or there with the wrong `kind`;
 * @throws RangeError        if one is out of range;
 * @throws OutOfMemoryError  if its memory cannot be had.
 *
 * [R; B] = Q [R'; 0] for the rows B that stay in cache, R := R' (Householder reflections, LAPACK's tpqrt): backward stable column by column, as the QR factorization of
 * all rows is. Cost 2n² flops a row. Demmel, Grigori, Hoemmen & Langou 2012; the sketch: Ghashami, Liberty, Phillips & Woodruff 2016.
 *
 * @example
 * const partial = openPartial({ columns: 2 });
 * for (const row of [[3, 0], [0, 4]]) partial.push([row]);
 * svdOf(partial).S; // Float64Array [4, 3]
 */
export function openPartial(options: PartialOptions): Accumulator {
  const given = readOptions<PartialOptions>("options", options, ["columns", "kind", "rows", "centre", "exponent", "job", "leaves", "leaf"]);
  const { columns, kind = "r", rows, centre, exponent = 0, job = "", leaves = 1, leaf = leaves === 1 ? 0 : -1 } = given as Partial<PartialOptions>;
  checkInteger("options.columns", columns, 1, MOST_COLUMNS);
  checkOneOf("options.kind", kind, ["r", "fd", "sum", "factors"]);
  checkInteger("options.exponent", exponent, ...EXPONENTS);
  checkInteger("options.leaves", leaves, 1, MOST_LEAVES);
  if (given.leaf !== undefined) checkInteger("options.leaf", leaf, 0, leaves - 1);
  if (typeof job !== "string") throw wrongKind(`options.job is ${describe(job)}: expected a text`);
  const takesRows = kind === "fd" || kind === "sum";
  if (takesRows) checkInteger("options.rows", rows, 1, MOST_COLUMNS);
  else if (rows !== undefined) throw wrongKind(`options.rows is given: expected it only with kind "fd" or "sum"`);
  const most = timesPowerOfTwo(LARGE, exponent);
  const store = Store.open({
    kind: KINDS[kind], columns, parameter: takesRows ? rows! : 0, exponent, leaves, leaf, centred: centre !== undefined, shift: readCentre(centre, kind, columns, leaves, most),
    name: new TextEncoder().encode(job),
  });
  return new OpenPartial(store, columns, leaf, most);
}

/** The common shift, where it is given in numbers. */
function readCentre(centre: unknown, kind: string, columns: number, leaves: number, most: number): Float64Array | undefined {
  if (centre === undefined) return undefined;
  if (kind !== "r") throw wrongKind(`options.centre is given: expected it only with kind "r"`);
  if (centre === true) {
    if (leaves === 1) return undefined;
    throw outOfRange(`options.centre is true: expected ${columns} numbers where there are ${leaves} leaves, the same for all`);
  }
  if (!isList(centre)) throw wrongKind(`options.centre is ${describe(centre)}: expected true or a list of ${columns} numbers`);
  const shift = reading("options.centre", () => readFinite(centre, "options.centre"));
  if (shift.length !== columns) throw outOfRange(`options.centre has length ${shift.length}: expected ${columns}, the columns`);
  const large = shift.findIndex((x) => !(x <= most && x >= -most));
  if (large >= 0) throw outOfRange(`options.centre[${large}] is ${shift[large]}: expected a magnitude of at most ${most}`);
  // -0 as 0: one number has one form in a file.
  return shift.map((x) => (x === 0 ? 0 : x));
}

/** Options of `merge`. */
export interface MergeOptions {
  /** What happens to a leaf that is there twice. "refuse", the default: RangeError. "drop": one that is the same byte for byte is left out, so that work may be repeated. */
  readonly duplicates?: "refuse" | "drop" | undefined;
}

/**
 * Brings partials of one job together. In any order and grouping, of merged ones too, the same bytes come out.
 *
 * @param partials  one or more files of `bytes()` or `merge`.
 * @param options   see `MergeOptions`.
 * @returns the file of all their leaves; those that are not there yet may be merged later.
 * @throws TypeError         if one is no Uint8Array;
 * @throws RangeError        if there are none, or one is damaged, of another job, or has a leaf of another;
 * @throws OutOfMemoryError  if they do not fit into 4 GiB.
 *
 * Only leaves 2i and 2i + 1, and so on upwards, are combined, the even one first: a forest that the leaves decide and not their arrival. Cost 2/3 n³ flops for two triangles.
 *
 * @example
 * const leaf = (i, rows) => openPartial({ columns: 1, leaves: 2, leaf: i }).push(rows).bytes();
 * const all = merge([leaf(1, [[4]]), leaf(0, [[3]])]);
 * singularValuesOf(all); // Float64Array [5]
 */
export function merge(partials: readonly Uint8Array[], options?: MergeOptions): Uint8Array {
  const { duplicates = "refuse" } = readOptions("options", options, ["duplicates"]);
  checkOneOf("options.duplicates", duplicates, ["refuse", "drop"]);
  if (!Array.isArray(partials)) throw wrongKind(`partials is ${describe(partials)}: expected an array of Uint8Arrays`);
  const files = partials.map((bytes: unknown, i) => readBytes(bytes, `partials[${i}]`));
  if (files.length === 0) throw outOfRange("partials is empty: expected one at least");
  return saveStore(storeOf(files, "partials", duplicates === "drop"), "partials");
}

/** A store that has taken all of the files. */
export function storeOf(files: readonly Uint8Array[], name: string, drop = false): Store {
  const named = (i: number) => (files.length === 1 ? name : `${name}[${i}]`);
  const store = Store.like(files[0]!, drop);
  if (!(store instanceof Store)) throw refusal(store, named(0), 0);
  files.forEach((file, i) => accept(store.merge(file, drop), named(i), store.plan.leaves));
  return store;
}

function accept(refused: Refused, name: string, leaves: number): void {
  if (refused.reason !== (Refusal.None as number)) throw refusal(refused, name, leaves);
}

function saveStore(store: Store, name: string): Uint8Array {
  const saved = store.save();
  if (!isKind(saved, "Uint8Array")) throw refusal(saved, name, store.plan.leaves);
  return saved;
}

/** The bytes of a file by an array that nobody else holds. */
export function readBytes(bytes: unknown, name: string): Uint8Array {
  if (!isKind(bytes, "Uint8Array")) throw wrongKind(`${name} is ${describe(bytes)}: expected a Uint8Array`);
  return viewOf(bytes);
}
