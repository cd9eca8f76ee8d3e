import { Vector } from "../memory";
import { boundedItemScore, ItemLists, itemScore } from "./item-lists";
import { outOfUnits } from "./line-units";

/** A model to predict from:  mean + b_i + c_j + p_i'q_j, or with what lines have in place of factors  mean + b_i + c_j + x_i'B_j; perhaps in units of the rows or of the columns. */
@unmanaged
export class Model {
  k: i32;
  /** p: rows x k and q: columns x k, row-major. */
  p: usize;
  q: usize;
  rowBias: Vector<f64>;
  columnBias: Vector<f64>;
  mean: f64;
  /** Entries x and weights B of an item model; else null. */
  lists: ItemLists;
  /** Whose lines have a centre and a scale: 0 the rows, 1 the columns, -1 none. */
  unitSide: i32;
  centre: Vector<f64>;
  scale: Vector<f64>;
  /** Of an unknown line. */
  typicalCentre: f64;
  typicalScale: f64;

  /** The value of a pair without its factors, where that overflows or not. */
  itemValue(i: i32, j: i32): f64 {
    const base = this.mean + this.bias(this.rowBias, i) + this.bias(this.columnBias, j);
    if (i < 0 || j < 0) return base;
    const value = itemScore(this.lists, i, j, base);
    return isFinite<f64>(value) ? value : boundedItemScore(this.lists, i, j, this.mean, this.bias(this.rowBias, i), this.bias(this.columnBias, j));
  }

  /** The bias of a line; an unknown one, of a negative index, has none. */
  // @ts-ignore: decorator
  @inline
  bias(biases: Vector<f64>, i: i32): f64 {
    return i >= 0 ? biases[i] : 0;
  }

  /** A predicted value in the unit of the entries. */
  undo(i: i32, j: i32, z: f64): f64 {
    if (this.unitSide < 0) return z;
    const at = this.unitSide == 0 ? i : j;
    return at >= 0 ? outOfUnits(z, this.centre[at], this.scale[at]) : outOfUnits(z, this.typicalCentre, this.typicalScale);
  }

  /** A deviation likewise. */
  widen(i: i32, j: i32, deviation: f64): f64 {
    if (this.unitSide < 0) return deviation;
    const at = this.unitSide == 0 ? i : j;
    return min<f64>(f64.MAX_VALUE, deviation * (at >= 0 ? this.scale[at] : this.typicalScale));
  }
}
