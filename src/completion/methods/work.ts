import { milliseconds } from "../../clock";
import type { Entries } from "../entries";
import type { Candidate } from "./trials";

/** Multiply-adds, roughly. Sweeps of a whole fit of "bayesian"; those of a path of "soft-impute" for each entry and line, and how much longer a whole fit takes. */
const SWEEPS = 120;
const PATH = Object.freeze({ entry: 40_000, line: 20_000, whole: 5 });
const ALS = Object.freeze({ sweeps: 80, whole: 2 });
/** Trials may cost so many times the fit of the best so far, or this much anyway: about a second. */
const SHARE = 2;
const FREE = 4e9;
/** The part of a budget that is for trials. */
const PART = 0.5;

/** What trials may still cost. */
export interface Spending {
  /** Whether a candidate may be tried; counts its work then. */
  allows(candidate: Candidate, sweeps: number, parts: number): boolean;
  /** Tells which one is best so far. */
  leads(candidate: Candidate): void;
  /** Whether the clock has refused one. */
  isCut(): boolean;
}

/** By counted work; with a budget, in seconds, by the clock. */
export function spending({ rows, columns, row }: Entries, budget: number | undefined): Spending {
  const sweep = (rank: number) => row.length * (rank + 2) * (rank + 2) * 2 + ((rows + columns) * (rank + 2) * (rank + 2) * (rank + 2)) / 3;
  const workOf = ({ method, rank }: Candidate, sweeps: number) => {
    if (method === "bias") return 0;
    if (method === "soft-impute") return PATH.entry * row.length + PATH.line * (rows + columns);
    return sweep(rank) * (method === "als" ? ALS.sweeps : sweeps);
  };
  const wholeOf = (candidate: Candidate) =>
    workOf(candidate, SWEEPS) * (candidate.method === "soft-impute" ? PATH.whole : candidate.method === "als" ? ALS.whole : 1);
  const begin = budget === undefined ? 0 : milliseconds();
  let [spent, best, cut, isFirst] = [0, 0, false, true];
  return {
    allows(candidate, sweeps, parts) {
      const work = workOf(candidate, sweeps) * parts;
      const late = budget !== undefined && milliseconds() - begin > PART * 1000 * budget;
      cut ||= late;
      const fits = isFirst || spent + work <= Math.max(FREE, SHARE * Math.max(best, wholeOf(candidate) / SHARE));
      const allowed = budget === undefined ? fits : !late;
      isFirst = false;
      if (allowed) spent += work;
      return allowed;
    },
    leads: (candidate) => { best = wholeOf(candidate); },
    isCut: () => cut,
  };
}
