import { roundoff } from "../../machine";
import { DOWN, LARGEST, SMALLEST } from "./find-block";
import { smallerSingularValue } from "./two-by-two";

/**
 * The shift of the next sweep over rows first..last: the smaller singular value of the 2x2 at the end the chase runs to,
 * or 0 where a shift would cost relative accuracy.   [DK90] section 3, [LAPACK bdsqr]
 */
export function chooseShift(
  n: i32, first: i32, last: i32, direction: i32, tolerance: f64, d: usize, e: usize, bounds: usize,
): f64 {
  const smallest = load<f64>(bounds + SMALLEST);
  const largest = load<f64>(bounds + LARGEST);
  if (<f64>n * tolerance * (smallest / largest) <= max<f64>(roundoff<f64>(), 0.01 * tolerance)) return 0;

  const head = direction == DOWN ? first : last;
  const tail = direction == DOWN ? last - 1 : first;
  const at = d + (<usize>tail << 3);
  const shift = smallerSingularValue(load<f64>(at), load<f64>(e + (<usize>tail << 3)), load<f64>(at + 8));
  const headValue = abs<f64>(load<f64>(d + (<usize>head << 3)));
  if (headValue > 0) {
    const ratio = shift / headValue;
    if (ratio * ratio < roundoff<f64>()) return 0;
  }
  return shift;
}
