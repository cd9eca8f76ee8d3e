/** What every SVD of this package promises, as checks that any build and any matrix must pass. */
import { describe, expect, it } from "vitest";
import type { Svd } from "../../src/svd";
import type { Build } from "./builds";
import { type Dense, ULP } from "./dense";
import type { Case } from "./matrices";
import {
  columnRatio, frobeniusRatio, LIMIT, orderRatio, orthogonalityRatio, projectionRatio, residualLimit, residualRatio,
  separated, valuesRatio,
} from "./ratios";

/** Two computations of the same values (R7) may differ by this much. */
const VALUES_LIMIT = 5;
/** Gap, relative to s[0], that makes a singular vector well enough determined to compare. */
const GAP = 1e-3;
/** Entries this close to a column's largest tie for it. */
const TIE = 1 - 1e-9;

export interface ContractOptions {
  /** Leaves out the full vectors (for shapes where they are large). */
  readonly skipFull?: boolean;
}

/** Each broken promise of one decomposition, in words; none when all is well. Cheap enough to fuzz with. */
export function svdFaults(a: Dense, { U, S, V }: Svd, vectors: "thin" | "full" = "thin"): string[] {
  const { rows: m, columns: n } = a;
  const k = Math.min(m, n);
  const [p, q] = vectors === "full" ? [m, n] : [k, k];
  const faults: string[] = [];
  const below = (name: string, ratio: number, limit: number) => {
    if (!(ratio < limit)) faults.push(`${vectors} ${name} ratio ${ratio} of ${m}x${n}: expected below ${limit}`);
  };
  const shape = (name: string, x: Dense, rows: number, columns: number) => {
    if (x.rows !== rows || x.columns !== columns || x.data.length !== rows * columns) {
      faults.push(`${name} is ${x.rows}x${x.columns} with ${x.data.length} entries: expected ${rows}x${columns}`);
    }
  };
  shape("U", U, m, p);
  shape("V", V, n, q);
  if (S.length !== k) faults.push(`S has ${S.length} values: expected ${k}`);
  if (faults.length > 0) return faults;
  below("order", orderRatio(S), 1);
  below("orthogonality of U", orthogonalityRatio(U), LIMIT);
  below("orthogonality of V", orthogonalityRatio(V), LIMIT);
  if (k > 0) {
    below("residual", residualRatio(a, U, S, V), residualLimit(n));
    below("projection", projectionRatio(a, U, S, V), residualLimit(n));
    below("Frobenius", frobeniusRatio(a, S), 1e-14 / ULP + k);
  }
  const column = wrongSign(U);
  if (column >= 0) faults.push(`the largest entry of column ${column} of U is not positive`);
  return faults;
}

/** The first column whose entry of largest magnitude (ties within 1e-9: the first) is not positive; -1 if there is none. */
export function wrongSign(u: Dense): number {
  for (let j = 0; j < u.columns; j++) {
    let largest = 0;
    for (let i = 0; i < u.rows; i++) largest = Math.max(largest, Math.abs(u.data[i * u.columns + j]!));
    for (let i = 0; i < u.rows; i++) {
      const entry = u.data[i * u.columns + j]!;
      if (Math.abs(entry) < largest * TIE) continue;
      if (!(entry > 0)) return j;
      break;
    }
  }
  return -1;
}

/** Every promise for one matrix: thin, full and values-only agree, each is right, and the input is left alone. */
export function contractFaults(build: Build, a: Dense, { skipFull = false }: ContractOptions = {}): string[] {
  const before = a.data.slice();
  const thin = build.svd(a);
  const values = build.singularValues(a);
  const faults = svdFaults(a, thin);
  const same = (name: string, ratio: number, limit: number) => {
    if (!(ratio < limit)) faults.push(`${name} ratio ${ratio}: expected below ${limit}`);
  };
  same("values only: order", orderRatio(values), 1);
  same("values only against vectors", valuesRatio(thin.S, values), VALUES_LIMIT);
  if (!skipFull) {
    const full = build.svd(a, { vectors: "full" });
    faults.push(...svdFaults(a, full, "full"));
    same("full values against thin", valuesRatio(thin.S, full.S), VALUES_LIMIT);
    const simple = separated(thin.S, GAP);
    same("full U against thin", columnRatio(thin.U, full.U, simple) * GAP, LIMIT);
    same("full V against thin", columnRatio(thin.V, full.V, simple) * GAP, LIMIT);
  }
  if (!a.data.every((x, i) => Object.is(x, before[i]))) faults.push("the input was changed");
  return faults;
}

/** One test per matrix on one build. */
export function svdContract(build: Build, cases: readonly Case[], options?: ContractOptions): void {
  describe(`svd, ${build.name}`, () => {
    it.each(cases)("$name", ({ matrix }) => {
      expect(contractFaults(build, matrix(), options)).toEqual([]);
    });
  });
}
