import { amax } from "./amax";
import { dot } from "./dot";
import { exponentOf, scaleByPowerOfTwo } from "./power-of-two";

/** Below this sum of squares, squares that underflowed may have mattered. */
const TINY_SUM: f64 = 1.1830521861667747e-271; // 2^-900
const TINY_SUM_F32: f64 = 8.271806125530277e-25; // 2^-80
/** Above this sum of squares, overflow is near. */
const HUGE_SUM: f64 = 8.452712498170644e270; // 2^900
const HUGE_SUM_F32: f64 = 1.2676506002282294e30; // 2^100

/**
 * The Euclidean norm of x, without harmful overflow or underflow.   [BLAS nrm2]
 *
 * x: n contiguous elements. A sum of squares outside [2^-900, 2^900] is taken again on x scaled by an exact power of two; of singles
 * outside [2^-80, 2^100] in doubles.
 */
export function nrm2<T>(n: i32, x: usize): T {
  const sum = <f64>dot<T>(n, x, x);
  if (sum >= (sizeof<T>() == 8 ? TINY_SUM : TINY_SUM_F32) && sum <= (sizeof<T>() == 8 ? HUGE_SUM : HUGE_SUM_F32)) return <T>sqrt<f64>(sum);
  return nrm2Scaled<T>(n, x);
}

function nrm2Scaled<T>(n: i32, x: usize): T {
  const width = sizeof<T>();
  const largest = <f64>amax<T>(n, x);
  if (!(largest > 0) || largest == Infinity) return <T>largest;
  const exponent = exponentOf(largest);
  const end = x + <usize>n * width;
  let sum = 0.0;
  while (x < end) {
    const scaled = scaleByPowerOfTwo(<f64>load<T>(x), -exponent);
    sum += scaled * scaled;
    x += width;
  }
  return <T>scaleByPowerOfTwo(sqrt<f64>(sum), exponent);
}
