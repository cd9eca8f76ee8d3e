import { type Command, InvalidArgumentError, Option } from "commander";
import type { FileOptions } from "../files/matrix/matrix";
import { encodingOf } from "../files/text/encoding";
import { splitList } from "../files/text/selection";
import { wholeNumber } from "../options";

/** Words for delimiters that are hard to type. */
const DELIMITERS: Readonly<Record<string, string>> = { tab: "\t", "\\t": "\t", comma: ",", semicolon: ";", blank: " ", blanks: " ", space: " ", pipe: "|" };

/** Adds what says how a text is separated and encoded. */
export function addTextOptions(command: Command): Command {
  return command
    .addOption(new Option("--delimiter <mark>", "what separates cells: a character, or tab, blank, semicolon, comma, pipe").argParser(delimiter))
    .addOption(new Option("--encoding <name>", "of the text, as utf-8, windows-1252, utf-16le, shift_jis").argParser(encoding))
    .addOption(new Option("--skip <lines>", "lines to leave out at the beginning").argParser(wholeNumber(0)));
}

/** Adds what says how a table in text is read. What is not said is found, and told in the report; what could be two things is an error. */
export function addTableOptions(command: Command): Command {
  const more = (text: string, before?: readonly string[]) => [...(before ?? []), text];
  command
    .option("--header", "the first line holds the names of the columns")
    .option("--no-header", "the first line is one of the table")
    .option("--index <column>", "the column that names the rows, by name or number from 1, or none")
    .addOption(new Option("--columns <list>", "only these columns, as height,4,6-9 or numeric").argParser(more))
    .addOption(new Option("--drop <list>", "leave out these columns").argParser(more))
    .addOption(new Option("--decimal <mark>", "the decimal point or comma").choices([".", ","]))
    .addOption(new Option("--thousands <mark>", "what separates groups of three digits").argParser(oneCharacter))
    .addOption(new Option("--na <words>", "what else stands for a missing entry, as -999,unknown").argParser((text, before?: readonly string[]) => [...(before ?? []), ...splitList(text)]));
  return addTextOptions(command);
}

/** Adds what is done about missing entries by commands that need an entry everywhere. */
export function addMissingOption(command: Command): Command {
  return command.addOption(new Option("--missing <what>", "leave out rows with missing entries (drop), fill in the mean of the column, or refuse them (error)").choices(["drop", "mean", "error"]));
}

/** Adds which array of an .npz file is read. */
export function addArrayOption(command: Command): Command {
  return command.option("--array <name>", "the array of an .npz file that holds several");
}

/** Those that were given. `--no-header` makes commander set `header`, to true where neither is given. */
export function tableOptionsOf(command: Command): FileOptions {
  const names = ["header", "index", "columns", "drop", "delimiter", "decimal", "thousands", "na", "missing", "encoding", "skip", "array"] as const;
  const given = names.filter((name) => command.getOptionValueSource(name) === "cli");
  return Object.fromEntries(given.map((name) => [name, command.getOptionValue(name) as unknown]));
}

function delimiter(text: string): string {
  const mark = DELIMITERS[text.toLowerCase()] ?? text;
  if (mark === "::" || (mark.length === 1 && mark < "\x7f" && !/["\r\n#]/.test(mark))) return mark;
  throw new InvalidArgumentError("Expected one character that is no quote, line break or #, or tab, blank, semicolon, comma, pipe.");
}

function oneCharacter(text: string): string {
  if (text.length === 1 && !/[\d"\r\n+-]/.test(text)) return text;
  throw new InvalidArgumentError("Expected one character that is no digit, sign or quote, as , or . or a blank.");
}

function encoding(text: string): string {
  const name = encodingOf(text);
  if (name !== undefined) return name;
  throw new InvalidArgumentError("Expected an encoding, as utf-8, windows-1252, utf-16le or shift_jis.");
}
