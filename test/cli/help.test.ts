import { describe, expect, it } from "vitest";
import { call, expectFailure, workplace } from "../support/command";

const COMMANDS = ["compress", "svd", "pca", "lora", "denoise", "complete", "recommend", "standings", "completion"];
const place = workplace("help");
const table = place.file("table.csv", "a,b,c\n1,2,4\n3,4,1\n5,7,6\n2,2,9\n");

describe("help", () => {
  it("alone, it shows what there is, and that it was no command", () => {
    const { code, out, error } = call();
    expect([code, out]).toEqual([2, ""]);
    expect(error).toMatch(/^Usage: lowrank/);
    for (const name of COMMANDS) expect(error).toContain(`\n  ${name} `);
  });

  it.each(COMMANDS)("help %s is that of --help, on 80 columns, with an example", (name) => {
    const { code, out, error } = call("help", name);
    expect([code, error]).toEqual([0, ""]);
    expect(out).toBe(call(name, "--help").out);
    expect(out).toMatch(/Examples?:\n {2}lowrank /);
    expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(out.split("\n").filter((line) => line.endsWith("\\") && !line.startsWith("  "))).toEqual([]);
  });

  it("the page of all is on 80 columns, too", () => expect(call("--help").out.split("\n").filter((line) => line.length > 80)).toEqual([]));

  it.each([[["compres", "x.png"], /unknown command 'compres' \(Did you mean compress\?\)/], [["svd", table, "--rnak", "2"], /unknown option '--rnak' \(Did you mean --rank\?\)/], [["pca", table, "--scal"], /Did you mean --scale\?/]])("%j is answered with what was meant", (args, message) =>
    expectFailure(call(...args), 2, message));

  it("of a command that there is none of is answered as the command is", () => {
    for (const more of [[], ["--quiet"], ["extra"]]) expectFailure(call("help", "nosuch", ...more), 2, /^lowrank: unknown command 'nosuch' \(lowrank --help tells more\)/);
    expectFailure(call("help", "compres"), 2, /unknown command 'compres' \(Did you mean compress\?\)/);
    for (const args of [["help"], ["help", "help"]]) expect(call(...args)).toEqual(call("--help"));
    for (const name of COMMANDS) expectFailure(call("help", `${name}x`), 2, new RegExp(`unknown command '${name}x' \\(Did you mean ${name}\\?`));
  });
});

describe("--quiet", () => {
  it.each([["svd"], ["pca"], ["denoise"]])("%s prints nothing, and writes what it writes", (command) => {
    const file = (name: string) => place.path(`${command}-${name}/`);
    const loud = call(command, table, ...(command === "denoise" ? ["-o", place.path("loud.csv")] : ["-o", file("loud")]));
    const quiet = call(command, table, ...(command === "denoise" ? ["-o", place.path("quiet.csv")] : ["-o", file("quiet")]), "--quiet");
    expect(loud.out).not.toBe("");
    expect(quiet).toEqual({ code: 0, out: "", error: "" });
    expect(place.files().filter((name) => name.includes("quiet")).length).toBe(place.files().filter((name) => name.includes("loud")).length);
  });

  it("an output to - is there, without a report beside it; -q is short for it", () => {
    const { code, out, error } = call("denoise", table, "-o", "-", "-q");
    expect([code, error]).toEqual([0, ""]);
    expect(out.split("\n")[0]).toBe("a,b,c");
  });

  it("errors are told all the same", () => expectFailure(call("svd", place.path("none.csv"), "--quiet"), 1, /none\.csv/));
});

describe("completion", () => {
  it.each(["bash", "zsh", "fish"])("%s knows every command and option", (shell) => {
    const { code, out } = call("completion", shell);
    expect(code).toBe(0);
    for (const name of COMMANDS) expect(out).toContain(name);
    for (const option of ["scale", "energy", "relative-error", "quiet"]) expect(out).toContain(option);
  });
  it("another shell is refused", () => expectFailure(call("completion", "dos"), 2, /bash, zsh, fish/));
});
