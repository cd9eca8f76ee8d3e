// The program as a process: what it shows meanwhile, how it ends when it is interrupted, when nobody reads it, when a disk is full.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { formatNpy } from "../../src/cli/files/matrix/npy";
import { workplace } from "../support/command";
import { uniform } from "../support/matrices";
import { root } from "../support/packed";
import { Random } from "../support/random";
import { change, numbers, safetensors, sum } from "../support/safetensors";

const PROGRAM = join(root, "dist/cli.js");
const { path, file } = workplace("process");
const MILLISECONDS = 120_000;

/** The screen of a program that runs in a terminal, with what is typed. */
const SCRIPT = "/usr/bin/script";
const children: ReturnType<typeof spawn>[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill("SIGKILL")));

interface Ended { readonly code: number | null; readonly signal: NodeJS.Signals | null }

function start(command: string, args: readonly string[]) {
  const child = spawn(command, args, { stdio: "pipe" });
  children.push(child);
  const shown = { out: "", error: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => { shown.out += text; });
  child.stderr.setEncoding("utf8").on("data", (text: string) => { shown.error += text; });
  const ended = new Promise<Ended>((resolve) => child.on("close", (code, signal) => resolve({ code, signal })));
  const until = async (holds: () => boolean) => {
    let over = false;
    void ended.then(() => { over = true; });
    while (!holds() && !over) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  return { child, shown, ended, until };
}

const inTerminal = (...args: string[]) => start(SCRIPT, ["-qec", [process.execPath, PROGRAM, ...args].map((arg) => `'${arg}'`).join(" "), "/dev/null"]);

/** A matrix whose decomposition is one call of several seconds. */
const large = () => (existsSync(path("large.npy")) ? path("large.npy") : file("large.npy", formatNpy(uniform(1600, 1500, 1))));

describe.runIf(existsSync(SCRIPT))("in a terminal", () => {
  it("the time goes on while one step runs; ^C ends it at once, shows the cursor again and takes the line away", { timeout: MILLISECONDS }, async () => {
    const { child, shown, ended, until } = inTerminal("svd", large(), "-o", path("never-"));
    await until(() => shown.out.includes(', 1s'));
    await until(() => shown.out.includes(', 2s'));
    expect(shown.out).toContain("decomposition ");
    expect(shown.out).toContain("\u001b[?25l");
    child.stdin.write("\u0003");
    const pressed = performance.now();
    expect((await ended).code).toBe(130);
    expect(performance.now() - pressed).toBeLessThan(5000);
    expect(shown.out.lastIndexOf("\u001b[?25h")).toBeGreaterThan(shown.out.lastIndexOf("\u001b[?25l"));
    expect(readdirSync(path("")).filter((name) => name.startsWith("never") || name.endsWith(".tmp"))).toEqual([]);
  });

  it("a run that ends well leaves its report alone", { timeout: MILLISECONDS }, async () => {
    const { shown, ended } = inTerminal("svd", file("small.csv", "3,0\n0,4\n"));
    expect((await ended).code).toBe(0);
    expect(shown.out).toMatch(/^small\.csv: 2 × 2\r\n/);
  });
});

describe("interrupted", () => {
  const layers = Array.from({ length: 80 }, (_, p) => `model.layers.${p}.mlp.down_proj.weight`);
  const weights = (tuned: boolean) => safetensors(Object.fromEntries(layers.map((name, p) => {
    const values = numbers(96 * 64, p + 1);
    return [name, { shape: [96, 64], values: tuned ? sum(values, change(96, 64, 3, 0.01, p + 7)) : values }];
  })));

  it("while an adapter is written: nothing is left, the old one stays", { timeout: MILLISECONDS }, async () => {
    const [base, tuned] = [file("base.safetensors", weights(false)), file("tuned.safetensors", weights(true))];
    mkdirSync(path("adapter"));
    writeFileSync(path("adapter/adapter_model.safetensors"), "old");
    const random = new Random(4);
    let interrupted = 0;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGINT"] as const) {
      const { child, ended, until } = start(process.execPath, [PROGRAM, "lora", base, tuned, "-k", "8", "-o", `${path("adapter")}/`]);
      await until(() => readdirSync(path("adapter")).some((name) => name.endsWith(".tmp")));
      await new Promise((resolve) => setTimeout(resolve, random.between(0, 60)));
      child.kill(signal);
      const end = await ended;
      if (end.signal === null) { // it was done before
        expect(end.code).toBe(0);
        rmSync(path("adapter/adapter_config.json"));
        writeFileSync(path("adapter/adapter_model.safetensors"), "old");
        continue;
      }
      interrupted++;
      expect(end.signal).toBe(signal);
      expect(readdirSync(path("adapter"))).toEqual(["adapter_model.safetensors"]);
      expect(readFileSync(path("adapter/adapter_model.safetensors"), "utf8")).toBe("old");
    }
    expect(interrupted).toBeGreaterThan(0);
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("twice and more: %s again does not keep it from tidying", { timeout: MILLISECONDS }, async (signal) => {
    const [base, tuned] = [file("base2.safetensors", weights(false)), file("tuned2.safetensors", weights(true))];
    const folder = path(`twice-${signal}`);
    mkdirSync(folder);
    let interrupted = 0;
    for (let run = 0; run < 3; run++) {
      const { child, ended, until } = start(process.execPath, [PROGRAM, "lora", base, tuned, "-k", "8", "-o", `${folder}/`]);
      await until(() => readdirSync(folder).some((name) => name.endsWith(".tmp")));
      for (let again = 0; again < 20; again++) child.kill(signal);
      if ((await ended).signal === signal) interrupted++;
      expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    }
    expect(interrupted).toBeGreaterThan(0);
  });

  it("at any time: all outputs are the old ones or all are the new ones", { timeout: MILLISECONDS }, async () => {
    const input = file("wide.npy", formatNpy(uniform(300, 200, 2)));
    const names = ["S", "U", "V"].map((name) => path(`out/f-${name}.npy`));
    mkdirSync(path("out"));
    const args = [PROGRAM, "svd", input, "-o", path("out/f.npy")];
    const begun = performance.now();
    expect(spawnSync(process.execPath, args).status).toBe(0);
    const whole = performance.now() - begun;
    const right = names.map((name) => readFileSync(name).toString("latin1"));
    const random = new Random(9);
    for (let run = 0; run < 8; run++) {
      for (const name of names) writeFileSync(name, "old");
      const { child, ended } = start(process.execPath, args);
      await new Promise((resolve) => setTimeout(resolve, whole * random.between(0.3, 1.1)));
      child.kill("SIGINT");
      await ended;
      const found = names.map((name) => readFileSync(name).toString("latin1"));
      expect(readdirSync(path("out")).length).toBe(3);
      expect(found[0] === "old" ? ["old", "old", "old"] : right).toEqual(found);
    }
  });
});

describe("standard output", () => {
  const small = () => file("p.csv", "3,0\n0,4\n");
  const shell = (command: string) => {
    const { status, stdout, stderr } = spawnSync("bash", ["-c", command], { encoding: "utf8" });
    return { status, stdout, stderr };
  };
  const program = `'${process.execPath}' '${PROGRAM}'`;

  it.runIf(existsSync("/dev/full"))("that is full: one line, exit code 1, and the files are there", () => {
    const { status, stderr } = shell(`${program} svd '${small()}' -o '${path("full.csv")}' > /dev/full`);
    expect([status, stderr]).toEqual([1, "lowrank: standard output: cannot be written: no space left on the device\n"]);
    expect(readdirSync(path("")).filter((name) => name.startsWith("full"))).toEqual(["full-S.csv", "full-U.csv", "full-V.csv"]);
    expect(shell(`${program} svd none.csv > /dev/full 2> /dev/full`).status).toBe(1);
    expect(shell(`${program} svd '${small()}' > /dev/full 2> /dev/full`).status).toBe(1);
  });

  it("that nobody reads any more: silence and success, but what failed has failed", () => {
    for (const reader of ["head -n 1", "true"]) {
      const { stderr, stdout } = shell(`${program} svd '${small()}' --json | ${reader} > /dev/null; echo "\${PIPESTATUS[0]}"`);
      expect([stdout, stderr]).toEqual(["0\n", ""]);
    }
    expect(shell(`${program} svd none.csv 2>&1 | true; echo "\${PIPESTATUS[0]}"`).stdout).toBe("1\n");
  }, MILLISECONDS);
});

describe.runIf(process.platform === "linux")("a limit on the size of files", () => {
  it.each([1, 4, 16, 64, 256])("of %s kB: one line, exit code 1, no file", (kilobytes) => {
    const input = file("limit.npy", formatNpy(uniform(300, 200, 3)));
    mkdirSync(path(`limit-${kilobytes}`));
    const { status, stderr } = spawnSync("bash", ["-c", `ulimit -f ${kilobytes}; '${process.execPath}' '${PROGRAM}' svd '${input}' -o '${path(`limit-${kilobytes}/f.npy`)}'`], { encoding: "utf8" });
    expect(stderr).toMatch(/^lowrank: [^\n]*f-U\.npy: cannot be written: larger than the file system, or a limit on files, allows\n$/);
    expect(status).toBe(1);
    expect(readdirSync(path(`limit-${kilobytes}`))).toEqual([]);
  });
});

describe("memory", () => {
  it("that does not suffice: one line that names the option, nothing left behind", { timeout: MILLISECONDS }, () => {
    const rows = Array.from({ length: 200_000 }, (_, p) => `name of a row ${p},name of a column ${p % 977},${p % 7}`).join("\n");
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, "complete", file("long.csv", `${rows}\n`), "-o", path("long-out.csv")], { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "--max-old-space-size=24" } });
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toBe("lowrank: not enough memory: node's option --max-old-space-size, in NODE_OPTIONS, allows more\n");
    expect(existsSync(path("long-out.csv"))).toBe(false);
  });
});
