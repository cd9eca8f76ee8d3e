import { Vector } from "../memory";
import { Features } from "./features";
import { Lines, linesOf, Table } from "./table";

/** The lines of one side, to be solved for while the other side is fixed; factor lines as in normal-equations.ts. */
@unmanaged
export class Side {
  lines: Lines;
  /** The table's values, by row. */
  values: Vector<f64>;
  /** Their weights, or null. */
  weights: Vector<f64>;
  /** Factor lines of this side, overwritten, and of the other: ld elements each, k factors and, where biased is 1, the bias. */
  factors: usize;
  other: usize;
  k: i32;
  biased: i32;
  ld: i32;
  /** Implicit feedback: the confidence alpha*x of an entry beyond that of unseen ones, and unseen*B'B of the other side, ld x ld; else 0. */
  alpha: f64;
  unseen: f64;
  gram: usize;
  /** What features say of the lines; null without. */
  features: Features;

  set(table: Table, axis: i32, factors: usize, other: usize, k: i32, biased: i32, ld: i32): void {
    this.lines = linesOf(table, axis);
    this.values = table.values;
    this.weights = table.weights;
    this.factors = factors;
    this.other = other;
    this.k = k;
    this.biased = biased;
    this.ld = ld;
    this.alpha = 0;
    this.unseen = 0;
    this.gram = 0;
    this.features = changetype<Features>(0);
  }

  // @ts-ignore: decorator
  @inline
  get hasFeatures(): bool {
    return changetype<usize>(this.features) != 0;
  }
}
