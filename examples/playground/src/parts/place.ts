import { useEffect, useMemo, useRef } from "preact/hooks";

/** What a page shows, as the address says it after "?". */
export type Place = Readonly<Record<string, string | undefined>>;

/** Milliseconds between two writings of what changes without pause (a slider, typing): browsers limit how often the address is written. */
const PAUSE = 400;

/** Of every page, that it can be returned to. */
const queries = new Map<string, string>();
const listeners = new Set<() => void>();

/** The name of the page in the address, "" where there is none. */
export const pageName = (): string => /^#\/([\w-]*)/.exec(location.hash)?.[1] ?? "";
const queryNow = (): string => location.hash.split("?", 2)[1] ?? "";

/** The address of a page as it was left. */
export function addressOf(page: string): string {
  const query = queries.get(page);
  return query ? `#/${page}?${query}` : `#/${page}`;
}

/** Calls back whenever the address of a page has changed. */
export function onAddress(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** What the address says of a page that is about to be shown. */
export function placeOf(page: string): Place {
  return Object.fromEntries(new URLSearchParams(pageName() === page ? queryNow() : queries.get(page)));
}

/**
 * Keeps what a page shows in the address. What is returned writes it: as a step of its own, to which the back button returns, or over the
 * last one. `apply` is called when the reader has moved to another place of the page.
 */
export function usePlace(page: string, apply: (place: Place) => void): (place: Place, isStep?: boolean) => void {
  const latest = useRef(apply);
  latest.current = apply;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const written = useRef(-PAUSE);
  /** What the address says, and what it is to say. */
  const pending = useRef<readonly [before: string, after: string]>(undefined);
  const late = useRef<readonly [before: string, after: string]>(undefined);

  useEffect(() => {
    const follow = () => {
      clearTimeout(timer.current);
      if (pending.current !== undefined) late.current = pending.current;
      pending.current = undefined;
      if ((pageName() || "pictures") !== page) return;
      const [before, after] = late.current ?? [];
      if (after !== undefined && after === queries.get(page) && before === queryNow()) { // the page was left before this reached the address
        history.replaceState(null, "", addressOf(page));
        return;
      }
      if (queryNow() === (queries.get(page) ?? "")) return;
      queries.set(page, queryNow());
      latest.current(placeOf(page));
    };
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);

  return useMemo(() => (place: Place, isStep = false) => {
    const query = new URLSearchParams(Object.entries(place).filter((entry): entry is [string, string] => entry[1] !== undefined)).toString();
    clearTimeout(timer.current);
    const before = queries.get(page) ?? "";
    const isNew = query !== before;
    const write = () => {
      pending.current = undefined;
      if ((pageName() || "pictures") !== page) return; // it has been left meanwhile
      if (isStep && isNew) history.pushState(null, "", addressOf(page));
      else if (query !== queryNow()) history.replaceState(null, "", addressOf(page));
      written.current = performance.now();
      for (const listener of listeners) listener();
    };
    queries.set(page, query);
    if ((pageName() || "pictures") !== page) { // it has been left before this was told
      if (isNew) late.current = [late.current?.[1] === before ? late.current[0] : before, query];
      return;
    }
    const wait = isStep ? 0 : written.current + PAUSE - performance.now();
    if (wait <= 0) write();
    else {
      pending.current = [queryNow(), query];
      timer.current = setTimeout(write, wait);
    }
  }, [page]);
}

/** A whole number from `least` to `most` in an address, or `usual`. */
export function wholeIn(text: string | undefined, least: number, most: number, usual: number): number {
  const value = Number(text);
  return text !== undefined && Number.isInteger(value) && value >= least && value <= most ? value : usual;
}
