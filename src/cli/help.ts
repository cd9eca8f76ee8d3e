/** Help as it is printed: 80 columns, whatever the texts are. */

const WIDTH = 80;
/** An example that can be pasted: broken by a backslash. */
const COMMAND = /^ {2}(lowrank|\w+.*\| lowrank) /;

/** Lines of at most 80 columns; what follows keeps the indentation of its line. */
export function wrapped(text: string): string {
  return text.split("\n").map(wrapLine).join("\n");
}

function wrapLine(line: string): string {
  if (line.length <= WIDTH) return line;
  const isCommand = COMMAND.test(line);
  const indentation = /^ */.exec(line)![0] + (isCommand ? "  " : "");
  const end = isCommand ? " \\" : "";
  const lines: string[] = [];
  let rest = line;
  while (rest.length > WIDTH) {
    const last = WIDTH - end.length;
    const option = isCommand ? rest.lastIndexOf(" -", last) : -1; // an option stays with its value
    const at = option > indentation.length ? option : rest.lastIndexOf(" ", last);
    if (at <= indentation.length) break; // one long word
    lines.push(rest.slice(0, at) + end);
    rest = indentation + rest.slice(at + 1);
  }
  return [...lines, rest].join("\n");
}
