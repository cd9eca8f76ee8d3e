/** A count with separators: 262,144. */
export function whole(value: number): string {
  return value.toLocaleString("en-US");
}

/** A number with `digits` significant ones, as short as it goes. */
export function significant(value: number, digits = 4): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size >= 1e-4 && size < 1e7 ? Number(value.toPrecision(digits)).toString() : value.toExponential(digits - 1);
}

/** A share of 1 as a percentage; what is not all never reads as 100 %. */
export function percent(share: number): string {
  const digits = share > 0.9999 && share < 1 ? 6 : 2;
  return `${(Math.min(share, share < 1 ? 1 - 1e-8 : 1) * 100).toFixed(digits)} %`;
}

/** A peak signal-to-noise ratio. */
export function decibels(value: number): string {
  return value === Infinity ? "exact" : `${value.toFixed(2)} dB`;
}

export function milliseconds(value: number): string {
  return value < 9.95 ? value.toFixed(1) : value.toFixed(0);
}

/** A report as JSON. What JSON cannot hold, an infinity, becomes null. */
export function asJson(report: object): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
