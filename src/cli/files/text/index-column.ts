import { DataError } from "../../failure";
import type { ColumnFacts } from "./column-facts";
import type { Header } from "./header";
import type { Scan } from "./scan";
import { columnOf, titleOf } from "./selection";

/** A column that names the rows. */
export interface IndexColumn {
  readonly column: number;
  /** What tells it. */
  readonly because: string;
}

/** Names that programs give to a column of row names. */
const ROW_NAMES = /^(unnamed: ?0|row\.?names?|row_names?|index|_row)$/i;

/** What pandas calls a column without a name that it has read. */
const UNNAMED = /^unnamed: ?\d/i;

/** What `indexOf` goes by beside the scan. */
export interface IndexChoice {
  readonly header: Header | undefined;
  /** `--index`: a column, "none", or undefined. */
  readonly asked: string | undefined;
  /** Whether the first line was taken for one of the table, and its texts. */
  readonly first: readonly string[] | undefined;
  /** Whether words in the first column name the rows even where some are the same. */
  readonly repeated: boolean;
}

/**
 * The column that names the rows: one without a name in a line of names (pandas, R), one more than there are names (R), one that is called like an index and
 * counts, or a first column of different words or dates. A column with a name or of other numbers is data.
 *
 * @throws DataError  for a column without a name whose numbers may be data.
 */
export function indexOf(scan: Scan, choice: IndexChoice): IndexColumn | undefined {
  const { header, asked } = choice;
  if (asked === "none") {
    if (header?.short) throw new DataError(`${scan.path}, line ${header.line}: ${scan.width - 1} names for ${scan.width} columns: without an index the first has none (--no-header)`);
    return undefined;
  }
  if (asked !== undefined) return { column: columnOf(asked, header?.names, scan, "--index"), because: "--index" };
  const facts = scan.facts[0]!;
  const rows = scan.rows + (choice.first === undefined ? 0 : 1);
  if (rows === 0 || scan.width < 2) return undefined;
  const labels = facts.others > 0 && facts.otherNotations === 0 && facts.numbers === 0;
  const name = header?.names[0];
  if (header !== undefined && (header.short || name === "")) {
    const because = header.short ? "there is one name less than columns" : "it has no name";
    if (facts.numbers + facts.others === 0) return undefined;
    if (header.short && isPerhapsDecimal(scan)) refuse(scan, `may hold numbers with a decimal comma (--decimal ,) or row names (--index 1)`);
    if (!header.short) refuseSecond(scan, header);
    if (facts.others > 0 || (facts.allInteger && facts.numbers === rows && areDifferent(scan, facts, choice.first))) return { column: 0, because };
    refuse(scan, `${header.short ? "is one more than there are names" : "has no name"}, and its numbers may be row names or data: --index 1 or --index none`);
  }
  if (name !== undefined && ROW_NAMES.test(name) && (facts.isCounter(rows) || labels)) {
    if (UNNAMED.test(name)) refuseSecond(scan, header!);
    return { column: 0, because: "it is called so" };
  }
  if (!labels || !scan.facts.slice(1).some((column) => column.numbers > 0)) return undefined;
  if (choice.repeated) return { column: 0, because: "it holds words" };
  return areDifferent(scan, facts, choice.first) ? { column: 0, because: `it holds ${facts.firstOther!.kind === "date" ? "dates" : "words"}, all different` } : undefined;
}

/** A note on a column that counts the rows and is data all the same. */
export function counterNote(scan: Scan, header: Header | undefined, rows: number): string | undefined {
  const [facts] = scan.facts;
  if (scan.width < 2 || rows < 3 || !facts!.isCounter(rows)) return undefined;
  return `${titleOf(0, header?.names)} counts the rows and is taken for data; --index 1 takes it for row names`;
}

/** Refuses a second column without a name beside the one of row names: a level of theirs, or data. */
function refuseSecond({ path, width, facts }: Scan, { names }: Header): void {
  const second = names[1] ?? "";
  if (width < 3 || facts[1]!.numbers + facts[1]!.others === 0 || (second !== "" && !UNNAMED.test(second))) return;
  throw new DataError(`${path}: columns 1 and 2 ${second === "" ? "" : `(${JSON.stringify(second)}) `}have no names, and may both name the rows: --index 1 --drop 2 leaves the second out, --index 1 takes it for data`);
}

/** Names of columns of numbers that are names themselves. */
const CODES = /(^|[_ .-])(id|ids|uuid|zip|zip ?code|postcode|postal_?code|plz|isbn|ean|phone|ssn)$/i;
const CODES_IN_CAMEL_CASE = /[a-z](Id|ID)$/;

/** Notes on columns of data whose numbers are codes: called so, or with zeros at their beginning. */
export function codeNotes({ facts }: Scan, header: Header | undefined, columns: readonly number[]): string[] {
  const names = header?.names;
  const out = (j: number) => (j === 0 ? "; --index 1 takes it for row names" : `; --drop ${j + 1} leaves it out`);
  const zeros = columns.find((j) => facts[j]!.leadingZeros > 0 && !facts[j]!.hasFraction);
  const called = columns.find((j) => j !== zeros && (CODES.test(names?.[j] ?? "") || CODES_IN_CAMEL_CASE.test(names?.[j] ?? "")) && facts[j]!.isNumeric && facts[j]!.allInteger);
  return [
    ...(zeros === undefined ? [] : [`${titleOf(zeros, names)} has numbers that begin with 0, as codes do, and is taken for data${out(zeros)}`]),
    ...(called === undefined ? [] : [`${titleOf(called, names)} is called like a name and is taken for data${out(called)}`]),
  ];
}

/** One name above two whole numbers with a comma between them. */
function isPerhapsDecimal({ first, width, dialect: { delimiter }, facts }: Scan): boolean {
  return width === 2 && delimiter === "," && !first.quoted[0] && facts.every(({ isNumeric, allInteger, hasFraction, quotedNumbers }) => isNumeric && allInteger && !hasFraction && quotedNumbers === 0);
}

function areDifferent({ rows, values, held, width, labels, labelColumn }: Scan, { offset, others }: ColumnFacts, first: readonly string[] | undefined): boolean {
  if (others === 0 && offset !== undefined && !Number.isNaN(offset)) return true;
  if (labelColumn !== 0) return false;
  const seen = new Set<string | number>(first === undefined ? [] : [first[0]!]);
  for (let i = 0; i < Math.min(rows, held); i++) {
    const label = labels.get(i) ?? values.at(i * width);
    if (seen.has(label)) return false;
    seen.add(label);
  }
  return true;
}

function refuse({ path }: Scan, what: string): never {
  throw new DataError(`${path}: column 1 ${what}`);
}
