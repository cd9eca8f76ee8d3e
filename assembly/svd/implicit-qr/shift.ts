import { roundoff } from "../../machine";
import { Vector } from "../../memory";
import { Bounds, DOWN } from "./find-block";
import { smallerSingularValue } from "./two-by-two";

/**
 * The shift of the next sweep over rows first..last: the smaller singular value of the 2x2 at the end the chase runs to,
 * or 0 where a shift would cost relative accuracy.   [DK90] section 3, [LAPACK bdsqr]
 */
export function chooseShift(
  n: i32, first: i32, last: i32, direction: i32, tolerance: f64, d: Vector<f64>, e: Vector<f64>, bounds: Bounds,
): f64 {
  if (<f64>n * tolerance * (bounds.smallest / bounds.largest) <= max<f64>(roundoff<f64>(), 0.01 * tolerance)) return 0;

  const head = direction == DOWN ? first : last;
  const tail = direction == DOWN ? last - 1 : first;
  const shift = smallerSingularValue(d[tail], e[tail], d[tail + 1]);
  const headValue = abs<f64>(d[head]);
  if (headValue > 0) {
    const ratio = shift / headValue;
    if (ratio * ratio < roundoff<f64>()) return 0;
  }
  return shift;
}
