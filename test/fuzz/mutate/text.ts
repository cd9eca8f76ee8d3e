import type { Random } from "../../support/random";
import { mutateBytes } from "./bytes";

/** Cells that are no plain number, or hardly one. */
const NASTY_CELLS = [
  "", " ", "0", "-0", "-1", "1e308", "1e309", "-1e999", "5e-324", "1e-400", "NaN", "nan", "inf", "-Infinity", "NA", "n/a", "null", "?", "-", ".", "+", "1.", ".5", "+.5e+1", "1e", "0x1F", "1_000", "1,5", "1.000,5",
  "1 000", "5%", "$1.5", "TRUE", "2001-02-03", "9007199254740993", "9223372036854775807", "18446744073709551616", "99999999999999999999999", "0.1e1e1", "--1", "\"1\"", "\"a,b\"", "\"", "\"\"\"\"", "a\"b", "#1", "%", "é", "\u200b1", "１", "\u001b[31m", "\u0007", "\0",
  "a".repeat(300), "1".repeat(400), "__proto__", "constructor", "undefined", "4294967296", "2147483648", "-2147483649", "1000000000000",
];
const SEPARATORS = [",", ";", "\t", " ", "::", "|", ", "];
const LINE_ENDS = ["\n", "\r\n", "\r", "\n\n", "\u2028"];

type Change = (text: string, random: Random) => string;

const CHANGES: readonly Change[] = [
  // A cell is another, away, or there twice.
  (text, random) => changeToken(text, random, () => random.pick(NASTY_CELLS)),
  (text, random) => changeToken(text, random, () => random.pick(NASTY_CELLS)),
  (text, random) => changeToken(text, random, (token) => token + random.pick([...NASTY_CELLS, token])),
  (text, random) => changeToken(text, random, () => ""),
  (text, random) => changeToken(text, random, (token) => `"${token}${random.pick(["\"", "", "\"\"", "\n\""])}`),
  // A separator is another one, here or everywhere.
  (text, random) => changeMatch(text, /::|[,;\t ]/g, random, () => random.pick(SEPARATORS)),
  (text, random) => { const [from, to] = [random.pick(SEPARATORS), random.pick(SEPARATORS)]; return text.replaceAll(from, to); },
  // Lines away, twice, in another order, joined, ended otherwise.
  (text, random) => changeLines(text, random, (lines, at) => void lines.splice(at, 1)),
  (text, random) => changeLines(text, random, (lines, at) => void lines.splice(at, 0, lines[random.integer(0, lines.length - 1)]!)),
  (text, random) => changeLines(text, random, (lines, at) => void lines.splice(at, 0, random.pick(["", " ", "#", "# a comment", "%", "\"", random.pick(NASTY_CELLS)]))),
  (text, random) => changeLines(text, random, (lines, at) => void lines.splice(at, 0, ...lines.splice(random.integer(0, lines.length - 1), 1))),
  (text, random) => changeMatch(text, /\r\n|\n|\r/g, random, () => random.pick([...LINE_ENDS, "", " "])),
  (text, random) => text.replace(/\r\n|\n|\r/g, random.pick(LINE_ENDS)),
  // Marks before and zeros between.
  (text) => `\uFEFF${text}`,
  (text, random) => `${random.pick(["\n", "\r\n", " ", "#\n", "\0", "\"", "sep=;\n"])}${text}`,
];

/** The same text with one to four changes of cells, separators and lines; at times of bytes, and in another encoding. */
export function mutateText(bytes: Buffer, random: Random, others: readonly Buffer[] = [], more: readonly Change[] = []): Buffer {
  const changes = [...CHANGES, ...more];
  let text = bytes.toString("utf8");
  for (let n = random.pick([1, 1, 2, 2, 3, 4]); n > 0; n--) text = random.pick(changes)(text, random);
  const encoded = Buffer.from(text, random.pick(["utf8", "utf8", "utf8", "utf8", "utf8", "utf8", "latin1", "utf16le"]));
  return random.integer(0, 4) === 0 ? mutateBytes(encoded, random, others) : encoded;
}

/** A text with one match of `pattern` replaced. */
export function changeMatch(text: string, pattern: RegExp, random: Random, change: (match: string) => string): string {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return text;
  const { 0: match, index } = random.pick(matches);
  return text.slice(0, index) + change(match) + text.slice(index + match.length);
}

function changeToken(text: string, random: Random, change: (token: string) => string): string {
  return changeMatch(text, /[^,;\t \r\n:]+/g, random, change);
}

function changeLines(text: string, random: Random, change: (lines: string[], at: number) => void): string {
  const lines = text.split("\n");
  change(lines, random.integer(0, lines.length - 1));
  return lines.join("\n");
}
