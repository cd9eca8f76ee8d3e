// Every operation on files fails once, in every command that writes: one clear line, exit code 1, every output as it was, nothing left behind.
import { chmodSync, lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Called, call, expectFailure, workplace } from "../support/command";
import { writingCommands } from "../support/writing-commands";

/** What is counted, and where it goes wrong. */
const injector = vi.hoisted(() => ({
  active: false,
  calls: [] as string[],
  /** The number of the call that fails, its code, and whether from there on all of its name do. */
  fault: undefined as { at: number; code: string; lasting?: boolean } | undefined,
  /** The most bytes that a write takes at a time. */
  most: Infinity,
}));

const REASONS: Readonly<Record<string, string>> = {
  EIO: "i/o error", ENOSPC: "no space left", EACCES: "permission denied", EPIPE: "broken pipe", EMFILE: "too many open files", EROFS: "read-only file system", EISDIR: "illegal operation on a directory", EDQUOT: "quota exceeded",
};

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  const wrapped = Object.fromEntries(Object.entries(fs).filter(([name, value]) => name.endsWith("Sync") && name !== "existsSync" && typeof value === "function").map(([name, real]) => [name, (...args: unknown[]) => {
    const act = real as (...given: unknown[]) => unknown;
    if (!injector.active) return act(...args);
    const { fault } = injector;
    const at = injector.calls.push(name) - 1;
    const hit = fault !== undefined && (at === fault.at || (fault.lasting === true && at > fault.at && name === injector.calls[fault.at]));
    if (name === "writeSync" && args[1] instanceof Uint8Array && Number.isFinite(injector.most)) args[3] = Math.min(args[3] as number, injector.most);
    if (!hit) return act(...args);
    if (name === "closeSync") act(...args); // it is closed all the same
    throw Object.assign(new Error(`${fault.code}: ${REASONS[fault.code]}, ${name}`), { code: fault.code, syscall: name });
  }]));
  return { ...fs, ...wrapped, default: { ...fs, ...wrapped } };
});

const { folder, path, file } = workplace("io");
afterEach(() => Object.assign(injector, { active: false, fault: undefined, most: Infinity }));

function injected(args: readonly string[], fault?: typeof injector.fault): Called {
  Object.assign(injector, { active: true, calls: [], fault });
  try {
    return call(...args);
  } finally {
    injector.active = false;
  }
}

const COMMANDS = writingCommands({ path, file });

/** Everything below a folder: what links point to, permissions and contents. */
function contentsOf(at: string): Record<string, string> {
  return Object.fromEntries((readdirSync(at, { recursive: true }) as string[]).sort().map((name) => {
    const place = join(at, name);
    const found = lstatSync(place);
    if (found.isSymbolicLink()) return [name, `-> ${readlinkSync(place)}`];
    if (found.isDirectory()) return [name, "folder"];
    const text = name.endsWith(".svg") ? readFileSync(place, "utf8").replace(/zr[\w-]*\d/g, "zr") : readFileSync(place, "base64"); // ECharts numbers what it draws on and on
    return [name, `${(found.mode & 0o777).toString(8)} ${text}`];
  }));
}

const openFiles = () => { try { return readdirSync("/proc/self/fd").length; } catch { return 0; } };

/** A fresh place for outputs: empty, or with every output there, one of them as a link. */
function place(full: boolean, outputs: readonly string[]): (name: string) => string {
  const out = path("out");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  if (full) {
    outputs.forEach((name, at) => {
      mkdirSync(join(out, name, ".."), { recursive: true });
      writeFileSync(join(out, name), `old ${name}`);
      chmodSync(join(out, name), at === 0 ? 0o640 : 0o600);
    });
  }
  return (name) => join(out, name);
}

describe.each(COMMANDS)("$name", ({ args, outputs }) => {
  it.each([false, true])("fails at any operation as if it had not begun; outputs there before: %s", { timeout: 200_000 }, (full) => {
    let at = place(full, outputs);
    expect(injected(args(at))).toMatchObject({ code: 0, error: "" });
    const { calls } = injector;
    const right = contentsOf(path("out"));
    expect(calls).toContain("renameSync");
    if (outputs.length > 0) expect(Object.keys(contentsOf(path("out")))).toEqual(expect.arrayContaining([...outputs]));

    const codes = Object.keys(REASONS);
    calls.forEach((name, number) => {
      const code = codes[(number + (full ? 3 : 0)) % codes.length]!;
      at = place(full, outputs);
      const before = contentsOf(path("out"));
      const open = openFiles();
      const called = injected(args(at), { at: number, code });
      const after = contentsOf(path("out"));
      const what = `${code} at call ${number}, ${name}`;
      expect(openFiles(), what).toBe(open);
      expect(Object.keys(after).filter((left) => left.endsWith(".tmp") && !called.error.includes(left)), what).toEqual([]);
      if (called.code === 0) { // there was another way
        expect([what, after]).toEqual([what, right]);
      } else if (/all is written, but .*cannot be removed/.test(called.error)) {
        expect([what, called.code, name]).toEqual([what, 1, "rmSync"]);
      } else {
        expectFailure(called, 1, /./);
        expect(called.error, what).not.toMatch(/ENOENT|EIO|EACCES:|ENOSPC:|EPIPE:|EMFILE|EROFS|EISDIR|EDQUOT|Sync/);
        expect([what, after]).toEqual([what, before]);
      }
      if (name === "writeFileSync" || name === "fsyncSync" || name === "openSync") expect([what, called.code]).toEqual([what, 1]);
    });

    at = place(full, outputs);
    expect(injected(args(at)).code).toBe(0);
    expect(contentsOf(path("out"))).toEqual(right);
  });

  it("refuses a folder in the place of an output, and writes nothing", () => {
    for (const name of outputs) {
      const at = place(false, []);
      mkdirSync(at(name), { recursive: true });
      const before = contentsOf(path("out"));
      expectFailure(call(...args(at)), 1, /is a directory|is not a regular file/);
      expect(contentsOf(path("out"))).toEqual(before);
    }
  });

  it("gives the same files when every write takes seven bytes at most", () => {
    expect(injected(args(place(false, outputs))).code).toBe(0);
    const right = contentsOf(path("out"));
    injector.most = 7;
    expect(injected(args(place(false, outputs))).code).toBe(0);
    expect(contentsOf(path("out"))).toEqual(right);
  });
});

describe("outputs", () => {
  it.each([0o600, 0o640, 0o444 | 0o200, 0o755])("that replace a file keep its permissions: %o", (mode) => {
    for (const [target, args] of [
      [path("kept.csv"), ["denoise", path("table.csv"), "--noise", "0.1"]],
      [path("kept.safetensors"), ["lora", path("base.safetensors"), path("tuned.safetensors"), "-k", "1"]],
    ] as const) {
      writeFileSync(target, "old");
      chmodSync(target, mode);
      expect(call(...args, "-o", target).code).toBe(0);
      expect(statSync(target).mode & 0o777).toBe(mode);
      expect(readFileSync(target, "utf8")).not.toBe("old");
    }
  });

  it("follow symbolic links to their end, also where nothing is yet, and leave the links", () => {
    const args = (target: string) => ["denoise", path("table.csv"), "--noise", "0.1", "-o", path(target)];
    mkdirSync(path("far"));
    symlinkSync("far", path("near"));
    symlinkSync("near/new.csv", path("dangling.csv"));
    symlinkSync("dangling.csv", path("twice.csv"));
    symlinkSync("../dangling.csv", path("far/back.csv"));
    for (const name of ["dangling.csv", "twice.csv", "near/back.csv"]) {
      rmSync(path("far/new.csv"), { force: true });
      expect(call(...args(name)).code).toBe(0);
      expect(lstatSync(path("far/new.csv")).isFile()).toBe(true);
      for (const link of ["dangling.csv", "twice.csv", "far/back.csv", "near"]) expect(lstatSync(path(link)).isSymbolicLink()).toBe(true);
    }

    symlinkSync("nowhere/new.csv", path("lost.csv"));
    symlinkSync("round.csv", path("round.csv"));
    const before = contentsOf(folder);
    expectFailure(call(...args("lost.csv")), 1, /lost\.csv: no such directory/);
    expectFailure(call(...args("round.csv")), 1, /round\.csv: cannot be written: too many symbolic links/);
    expect(contentsOf(folder)).toEqual(before);
  });
});
