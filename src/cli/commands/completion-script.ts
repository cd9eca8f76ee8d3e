import { Argument, Command } from "commander";
import type { Terminal } from "../terminal";

const SHELLS = ["bash", "zsh", "fish"] as const;

/** Prints what a shell reads to complete commands and options. `all` gives the commands, this one among them. */
export function completionScriptCommand(terminal: Terminal, all: () => readonly Command[]): Command {
  return new Command("completion")
    .description("Prints a script that completes commands and options in a shell.")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addHelpText("after", `
Example:
  lowrank completion bash >> ~/.bashrc
  lowrank completion zsh >> ~/.zshrc
  lowrank completion fish > ~/.config/fish/completions/lowrank.fish`)
    .action((shell: (typeof SHELLS)[number]) => { terminal.print(shell === "fish" ? fish(all()) : bash(all(), shell === "zsh")); });
}

const optionsOf = (command: Command) => [...command.options.flatMap(({ short, long }) => [short, long]).filter((name) => name !== undefined), "--help"];

function bash(commands: readonly Command[], isZsh: boolean): string {
  const names = commands.map((command) => command.name());
  const cases = commands.map((command) => `    ${command.name()}) words="${optionsOf(command).join(" ")}" ;;`);
  return `${isZsh ? "autoload -U +X bashcompinit && bashcompinit\n" : ""}_lowrank() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    *) words="--help --version" ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="${names.join(" ")} help --help --version"; fi
  if [ "$COMP_CWORD" -eq 1 ] || [ "\${word#-}" != "$word" ]; then COMPREPLY=($(compgen -W "$words" -- "$word")); fi
}
complete -o default -F _lowrank lowrank
`;
}

function fish(commands: readonly Command[]): string {
  const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const lines = commands.flatMap((command) => [
    `complete -c lowrank -n __fish_use_subcommand -a ${command.name()} -d ${quoted(command.description())}`,
    ...command.options.map(({ short, long, description }) =>
      `complete -c lowrank -n '__fish_seen_subcommand_from ${command.name()}'${short === undefined ? "" : ` -s ${short.slice(1)}`}${long === undefined ? "" : ` -l ${long.slice(2)}`} -d ${quoted(description)}`),
  ]);
  return `${lines.join("\n")}\n`;
}
