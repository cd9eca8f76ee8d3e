import { DataError } from "../failure";
import { isNonFinite, isNumber } from "./text/kinds";
import { shown } from "./shown";

/** Digits up to which every whole number is one of the float64s. */
const EXACT_DIGITS = 15;

/**
 * Whether a whole number, written without point and exponent, is between the float64s: neither one of them nor the shortest digits of one, as programs
 * print them. It is a name or a count whose last digits would get lost.
 */
export function losesDigits(text: string): boolean {
  const [, digits] = /^[+-]?0*(\d*)$/.exec(text) ?? [];
  if (digits === undefined || digits.length <= EXACT_DIGITS) return false;
  const value = Number(digits);
  return Number.isFinite(value) && BigInt(value) !== BigInt(digits) && String(value) !== digits;
}

/** What is said of one that does. */
export const LOSES_DIGITS = "is a whole number that no float64 holds exactly (written with an exponent, as 1.5e19, it is rounded)";

/** A finite decimal number. `place` says where it stands, for the error. */
export function parseNumber(text: string, place: string): number {
  if (text === "") throw new DataError(`${place}: is empty, expected a number`);
  const value = Number(text);
  if (losesDigits(text)) throw new DataError(`${place}: ${shown(text)} ${LOSES_DIGITS}`);
  if (isNumber(text) && Number.isFinite(value)) return value;
  const finite = isNumber(text) || isNonFinite(text);
  throw new DataError(`${place}: ${shown(text)} is not a ${finite ? "finite " : ""}number`);
}

/** A whole number, 0 or more. */
export function parseCount(text: string, place: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new DataError(`${place}: ${shown(text)} is not a whole number`);
}
