const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

export const whole = (value: number): string => WHOLE.format(value);

export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

export function milliseconds(value: number): string {
  return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : value >= 10 ? `${value.toFixed(0)} ms` : value >= 0.1 ? `${value.toFixed(1)} ms` : `${(1000 * value).toFixed(0)} µs`;
}

export function bytes(count: number): string {
  return count >= 1e6 ? `${(count / 1e6).toFixed(2)} MB` : count >= 1e3 ? `${(count / 1e3).toFixed(1)} kB` : `${count} bytes`;
}

/** A number with about three digits. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(1) : size >= 99.95 ? value.toFixed(0) : size >= 9.995 ? value.toFixed(1) : value.toFixed(2);
  return text.replace("-", "−");
}

/** Two places after the point. */
export function hundredths(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2).replace(/^-0\.00$/, "0.00").replace("-", "−") : short(value);
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 10ⁿ of a power of ten; empty for what is none. */
export function power(value: number): string {
  const exponent = Math.round(Math.log10(value));
  if (Math.abs(value / 10 ** exponent - 1) > 1e-9) return "";
  if (exponent >= 0 && exponent <= 4) return whole(value);
  return `10${exponent < 0 ? "⁻" : ""}${Array.from(String(Math.abs(exponent)), (digit) => RAISED[Number(digit)]).join("")}`;
}
