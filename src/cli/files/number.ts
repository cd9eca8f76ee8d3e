import { DataError } from "../failure";
import { isNonFinite, isNumber } from "./text/kinds";

/** A finite decimal number. `place` says where it stands, for the error. */
export function parseNumber(text: string, place: string): number {
  if (text === "") throw new DataError(`${place}: is empty, expected a number`);
  const value = Number(text);
  if (isNumber(text) && Number.isFinite(value)) return value;
  const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
  const finite = isNumber(text) || isNonFinite(text);
  throw new DataError(`${place}: ${shown} is not a ${finite ? "finite " : ""}number`);
}

/** A whole number, 0 or more. */
export function parseCount(text: string, place: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new DataError(`${place}: ${JSON.stringify(text)} is not a whole number`);
}
