/** x := n doubles become singles, in their place: the first half of it. In one precision nothing has to become anything. */
export function narrow<T>(n: i32, x: usize): void {
  if (sizeof<T>() == 8) return;
  const end = x + <usize>n * sizeof<T>();
  let from = x;
  while (x < end) {
    store<T>(x, <T>load<f64>(from));
    from += 8;
    x += sizeof<T>();
  }
}
