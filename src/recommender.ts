import { checkInteger, describe, reading, readOptions } from "./checks";
import { complete } from "./complete";
import { foldIn } from "./completion/fold-in";
import { explain } from "./completion/model/explain";
import { labelled, type Labels } from "./completion/model/labels";
import { recommend } from "./completion/model/recommend";
import { similar } from "./completion/model/similar";
import { FIELDS } from "./completion/options";
import type { CompleteOptions } from "./completion/complete-options";
import type { Completion, FoldedLine } from "./completion/types";
import { refuseUnread } from "./entry-fields";
import { wrongKind } from "./errors";
import { gathered } from "./lists";

/** What a user or an item is called. */
export type RecommenderName = string | number;

/** What happened: a user, an item, and a value if there is one, which may be called a rating. */
export type RecommenderEvent<U extends RecommenderName, I extends RecommenderName> =
  | readonly [user: U, item: I] | readonly [user: U, item: I, value: number]
  | { readonly user: U; readonly item: I; readonly value?: number | undefined } | { readonly user: U; readonly item: I; readonly rating?: number | undefined };

/** Options of `recommender`. */
export type RecommenderOptions = Omit<CompleteOptions, "objective">;

/** Which items to recommend, by name. */
export interface NamedOptions {
  /** How many at most, 1 or more. Default 10. */
  readonly count?: number | undefined;
  /** Items to choose from; names that are not known are passed over. Default all. */
  readonly candidates?: Iterable<RecommenderName> | undefined;
  /** Items to leave out. Default "seen": those the user has. */
  readonly exclude?: "seen" | Iterable<RecommenderName> | undefined;
  /** Says of an item whether it may be recommended. Default all may. */
  readonly filter?: ((item: RecommenderName) => boolean) | undefined;
  /** Items that fewer users have are left out. Default 0. */
  readonly minimumSupport?: number | undefined;
}

/** An event with names for its parts. */
interface Fields<U, I> {
  readonly user: U;
  readonly item: I;
  readonly value?: number;
  readonly rating?: number;
}

const FORMS = "[user, item], [user, item, value], { user, item, value } or { user, item, rating }";

/** Recommendations by name. */
export interface Recommender<U extends RecommenderName, I extends RecommenderName> {
  /** What was fitted, for `saveModel` and all else. */
  readonly model: Completion;
  readonly users: Labels<U>;
  readonly items: Labels<I>;
  /** The best items for a user; for one who is not known by popularity; for a list of items, as of a guest's basket, by what goes with them. */
  recommend(user: RecommenderName | Iterable<RecommenderName>, options?: NamedOptions): { readonly item: I; readonly score: number }[];
  /** The items most like one; none of an item that is not known. */
  similar(item: RecommenderName, count?: number): { readonly item: I; readonly score: number }[];
  /** Which of a user's items speak for one, those that say most first; of models of "item". */
  explain(user: RecommenderName, item: RecommenderName): { readonly item: I; readonly contribution: number }[];
}

/**
 * Recommendations from what users had, bought, watched or rated, names in and names out: `complete` with objective "ranking", the labels, and what is seen left out.
 *
 * @param events   [user, item], [user, item, value], { user, item, value } or { user, item, rating } each, in any order; names are texts or numbers. Without a value an event counts 1.
 * @param options  as `complete` takes them; `aggregate` is by default "last" where any event has a value, and else "count".
 * @returns an object that recommends; see `Recommender`. It holds functions: to send or keep it, take `model` and the names.
 * @throws TypeError   if an event is of another form, or a name is neither text nor number;
 * @throws RangeError  if there is no event, a value is not finite, or an option is wrong.
 *
 * Cost that of `complete`; a recommendation O(items · rank), or of item weights O(weights of what the user has).
 *
 * @example
 * const shop = recommender([["ann", "bread"], ["ann", "butter"], ["bob", "bread"], ["bob", "butter"], ["bob", "jam"], ["cem", "beer"]], { method: "item", lambda: 1 });
 * shop.recommend("ann", { count: 1 })[0].item; // "jam"
 */
export function recommender<U extends RecommenderName, I extends RecommenderName>(events: Iterable<RecommenderEvent<U, I>>, options?: RecommenderOptions): Recommender<U, I> {
  const given: CompleteOptions = readOptions("options", options, FIELDS.filter((field): field is Exclude<typeof field, "objective"> => field !== "objective"));
  const { triples, isValued } = reading("events", () => readEvents(events));
  const { table, rows: users, columns: items } = labelled(triples);
  const { method = "auto", aggregate = isValued ? "last" : "count" } = given;
  const model = complete(table, { ...given, method, aggregate, ...(method === "auto" ? { objective: "ranking" } : {}) });
  const named = <T extends { readonly column: number }>({ column, ...rest }: T) => ({ item: items.all[column]!, ...rest });
  const known = (names: Iterable<RecommenderName>): number[] => gathered(names).map((name) => items.indexOf(name as I)).filter((j) => j >= 0);
  return {
    model, users, items,
    recommend(user, given) {
      const { count, candidates, exclude, minimumSupport, filter } = readOptions("options", given, ["count", "candidates", "exclude", "minimumSupport", "filter"]);
      const row = isName(user) ? users.indexOf(user as U) : basket(model, known(user));
      return recommend(model, row, {
        count, minimumSupport, filter: typeof filter === "function" ? (column: number) => filter(items.all[column]!) : filter, candidates: candidates === undefined ? undefined : known(candidates), exclude: exclude === undefined ? undefined : exclude === "seen" ? "seen" : known(exclude),
      }).map(named);
    },
    similar(item, count = 10) {
      checkInteger("count", count, 1);
      const column = items.indexOf(item as I);
      return column < 0 ? [] : similar(model, { column }, count).map(named);
    },
    explain(user, item) {
      const column = items.indexOf(item as I);
      return column < 0 ? [] : [...explain(model, users.indexOf(user as U), column).entries].map(named);
    },
  };
}

function isName(user: unknown): user is RecommenderName {
  return typeof user === "string" || typeof user === "number";
}

/** A row of the items that somebody has. */
function basket(model: Completion, columns: readonly number[]): FoldedLine {
  return foldIn(model, [...new Set(columns)].map((column) => [column, 1] as const));
}

function readEvents<U extends RecommenderName, I extends RecommenderName>(events: Iterable<RecommenderEvent<U, I>>): { readonly triples: [U, I, number][]; readonly isValued: boolean } {
  if (typeof events !== "object" || events === null || typeof events[Symbol.iterator] !== "function") {
    throw wrongKind(`events is ${describe(events)}: expected an iterable of ${FORMS}`);
  }
  let isValued = false;
  const triples: [U, I, number][] = [];
  for (const event of events as Iterable<unknown>) {
    const e = triples.length;
    const isPair = Array.isArray(event) && (event.length === 2 || event.length === 3);
    if (!isPair && (typeof event !== "object" || event === null || Array.isArray(event) || !("user" in event) || !("item" in event))) {
      throw wrongKind(`events[${e}] is ${describe(event)}: expected ${FORMS}`);
    }
    const [user, item, value] = isPair ? (event as unknown as readonly [U, I, number?]) : fieldsOf<U, I>(event as Fields<U, I>, `events[${e}]`);
    isValued ||= value !== undefined;
    triples.push([checkedName(user, `events[${e}]`), checkedName(item, `events[${e}]`), value ?? 1]);
  }
  return { triples, isValued };
}

function checkedName<T extends RecommenderName>(label: T, name: string): T {
  if (!isName(label)) throw wrongKind(`${name} has the name ${describe(label)}: expected a string or a number`);
  return label;
}

function fieldsOf<U, I>(event: Fields<U, I>, name: string): readonly [U, I, number?] {
  const third = "rating" in event && !("value" in event) ? "rating" : "value";
  refuseUnread(name, event, ["user", "item", third]);
  return [event.user, event.item, event[third]];
}
