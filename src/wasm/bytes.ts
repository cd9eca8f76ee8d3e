/** The bytes of so many doubles. */
export function bytesOf(doubles: number): number {
  return doubles * 8;
}
