import { Command, CommanderError } from "commander";
import { version } from "../../package.json";
import { completeCommand } from "./commands/complete";
import { completionScriptCommand } from "./commands/completion-script";
import { compressCommand } from "./commands/compress";
import { denoiseCommand } from "./commands/denoise";
import { loraCommand } from "./commands/lora";
import { mergeCommand } from "./commands/merge";
import { partialCommand } from "./commands/partial";
import { pcaCommand } from "./commands/pca";
import { projectCommand } from "./commands/project";
import { recommendCommand } from "./commands/recommend";
import { standingsCommand } from "./commands/standings";
import { svdCommand } from "./commands/svd";
import { UsageError, oneLine } from "./failure";
import { wrapped } from "./help";
import type { Terminal } from "./terminal";
import { visible, visibleLine } from "./visible";

const OK = 0;
const DATA = 1;
const USAGE = 2;

/** Each command in its own file. A new one is added here. */
const COMMANDS = [compressCommand, svdCommand, pcaCommand, loraCommand, denoiseCommand, completeCommand, recommendCommand, standingsCommand, partialCommand, mergeCommand, projectCommand];

/**
 * Runs the command line.
 *
 * @param args  what follows the name of the program.
 * @returns the exit code: 0 done, 1 the data are at fault, 2 the arguments are. A failure prints one line and leaves no output file.
 */
export function run(args: readonly string[], unguarded: Terminal): number {
  const terminal = guarded(unguarded, isQuiet(args));
  try {
    const root = program(terminal);
    if (args.length === 0) {
      terminal.complain(wrapped(root.helpInformation()));
      return USAGE;
    }
    root.parse(asked(root, args), { from: "user" });
    return OK;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return OK; // --help and --version
      const message = error.message.replace(/^error: /, "");
      terminal.complain(`lowrank: ${visibleLine(oneLine(message))} (lowrank --help tells more)\n`);
      return USAGE;
    }
    terminal.complain(`lowrank: ${visibleLine(oneLine(isRefusal(error) ? "not enough memory" : error instanceof Error ? error.message : String(error)))}\n`);
    return error instanceof UsageError ? USAGE : DATA;
  }
}

/** Arguments as they are, but for the help of a command that there is none of: it is unknown as the command itself is. */
function asked(root: Command, args: readonly string[]): readonly string[] {
  const name = args[0] === "help" ? args.slice(1).find((arg) => !arg.startsWith("-")) : undefined;
  if (name === undefined || root.commands.some((command) => command.name() === name)) return args;
  return [name === "help" ? "--help" : name];
}

/** What Node says when it cannot make an array or a text. */
function isRefusal(error: unknown): boolean {
  return error instanceof RangeError && /^(Array buffer allocation failed|Invalid (typed array|array|string) length.*)$/.test(error.message);
}

/** What comes from files and arguments cannot command a terminal. */
function guarded({ print, complain, progress }: Terminal, quiet: boolean): Terminal {
  const output = (text: string | Uint8Array) => { print(typeof text === "string" ? visible(text) : text); };
  return { print: quiet ? () => undefined : output, output, quiet, complain: (text) => { complain(visible(text)); }, progress: quiet ? undefined : progress };
}

/** Whether --quiet is among the options: it is one of the program's, and stands anywhere before --. */
function isQuiet(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === "--quiet" || arg === "-q");
}

function program(terminal: Terminal): Command {
  const root = new Command("lowrank")
    .description("Singular values, low-rank approximation, denoising and completion of matrices, pictures and tables.")
    .version(version)
    .usage("<command> [arguments] [options]")
    .addHelpText("after", "\nExample:\n  lowrank compress photograph.png --rank 50 -o smaller.png\n\n`lowrank help <command>` shows a command's options and an example.")
    .helpCommand("help [command]", "show the help of a command");
  for (const command of COMMANDS) root.addCommand(command(terminal).option("-q, --quiet", "print no report and no progress: outputs and errors alone"));
  root.addCommand(completionScriptCommand(terminal, () => root.commands));
  for (const command of [root, ...root.commands]) {
    command.exitOverride().allowExcessArguments(false).showSuggestionAfterError(true).configureOutput({
      getOutHelpWidth: () => 80,
      writeOut: (text) => { (terminal.output ?? terminal.print)(wrapped(text)); },
      writeErr: () => undefined, // the error is thrown as well, and told by `run`
    });
  }
  return root;
}
