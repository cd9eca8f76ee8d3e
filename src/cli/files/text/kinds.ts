/** What a cell is that is neither empty, nor missing, nor a number. */
export type Kind = "text" | "date" | "boolean" | "percent" | "currency" | "decimal comma" | "decimal point" | "thousands" | "hexadecimal" | "non-finite" | "long" | "notation";

/** What stands for a missing entry, in lower case. */
const MISSING = new Set(["", "na", "n/a", "#n/a", "<na>", "nan", "null", "none", "nil", "?", "-", "--", ".", "–", "—"]);

/** The minus sign of typography, of which there is nothing else to make. */
const MINUS = "\u2212";

/** How numbers are written in a table. */
export interface Numerals {
  readonly decimal: "." | ",";
  /** What separates groups of three digits, if anything. */
  readonly thousands?: string;
}

export function isMissingWord(text: string): boolean {
  return MISSING.has(text.toLowerCase());
}

/** Whether a text is a decimal number, as it is usually written. */
export function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text);
}

/** Whether a text stands for NaN or an infinity, as programs write them. */
export function isNonFinite(text: string): boolean {
  return /^[+-]?(nan|inf(inity)?)$/i.test(text);
}

/** A number in the numerals of a table as it is usually written; undefined where it is none. */
export function plainNumber(text: string, { decimal, thousands }: Numerals): string | undefined {
  let plain = withPlainSign(text);
  if (thousands !== undefined && plain.includes(thousands)) {
    const [whole, rest] = cut(plain, decimal);
    const groups = whole.split(thousands);
    if (!/^[+-]?\d{1,3}$/.test(groups[0]!) || !groups.slice(1).every((group) => /^\d{3}$/.test(group))) return undefined;
    plain = groups.join("") + rest;
  }
  if (decimal === ",") {
    if (plain.includes(".")) return undefined;
    plain = plain.replace(",", ".");
  }
  return isNumber(plain) ? plain : undefined;
}

function withPlainSign(text: string): string {
  return text.startsWith(MINUS) ? `-${text.slice(1)}` : text;
}

function cut(text: string, mark: string): [whole: string, rest: string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)];
}

/** Whether a cell begins like a number, in whatever notation, with signs of any kind before its first digit (-5, $5, <0.5, ≈3, (1), ½): such a cell is no name. */
export function beginsLikeNumber(text: string): boolean {
  return /^[^\p{L}\p{N}_#@]{0,5}[\p{Nd}\p{No}]/u.test(text);
}

/** A number with a decimal comma, and not one with thousands: 1,5 and 0,125 and 1234,567 but not 1,234. */
export function isSurelyDecimalComma(text: string): boolean {
  const plain = withPlainSign(text);
  return /^[+-]?\d*,\d+([eE][+-]?\d+)?$/.test(plain) && !isPerhapsThousands(plain);
}

/** One comma that may separate thousands: 1,234. */
function isPerhapsThousands(text: string): boolean {
  return /^[+-]?[1-9]\d{0,2},\d{3}$/.test(text);
}

const MONTH = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";
const DATES = [
  /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T,].*)?$/, // 2024-05-19, 19.5.2024, 5/19/24 12:00
  /^\d{4}[-/]\d{1,2}$/, // 2024-05
  /^\d{4}[-: ]?[qmwh]?\d{1,2}$/i, // 1974Q1, 1950:1
  /^[qmwh]\d{1,2}[-/ ]?\d{2,4}$/i,
  /^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]m)?$/i, // 12:30
  new RegExp(String.raw`^(\d{1,2}[-/. ]*)?${MONTH}[-/., ]*\d{1,4}([-/., ]+\d{2,4})?([ T,].*)?$`, "i"), // May 19, 2024
  new RegExp(String.raw`^\d{4}[-/. ]*${MONTH}([-/. ]*\d{1,2})?$`, "i"),
];

/** What a cell is that is no number in its table's numerals. */
export function kindOf(written: string): Kind {
  const text = withPlainSign(written);
  if (/^(true|false|yes|no)$/i.test(text)) return "boolean";
  if (isNonFinite(text)) return "non-finite";
  if (!beginsLikeNumber(text)) return DATES.some((form) => form.test(text)) ? "date" : /\p{Nd}\s*\p{Sc}$/u.test(text) ? "currency" : "text";
  if (/^[+-]?0x[\da-f]+$/i.test(text)) return "hexadecimal";
  if (text.endsWith("%")) return "percent";
  if (/\p{Sc}/u.test(text)) return "currency";
  if (DATES.some((form) => form.test(text)) && !isNumber(text)) return "date";
  if (/^[+-]?\d*\.\d+([eE][+-]?\d+)?$/.test(text)) return "decimal point";
  if (isSurelyDecimalComma(text)) return "decimal comma";
  if (/^[+-]?\d{1,3}([,.' _\u00a0\u2009\u202f]\d{3})+([.,]\d+)?$/.test(text)) return "thousands";
  return "notation";
}

/** A kind in words, of cells of a column. */
export const KIND_WORDS: Readonly<Record<Kind, string>> = {
  text: "text", date: "dates", boolean: "yes and no", percent: "percentages", currency: "sums of money", "decimal comma": "numbers with a decimal comma",
  "decimal point": "numbers with a decimal point", thousands: "numbers with thousands separators", hexadecimal: "hexadecimal numbers",
  "non-finite": "NaN or infinite numbers", long: "whole numbers of many digits", notation: "numbers in another notation",
};
