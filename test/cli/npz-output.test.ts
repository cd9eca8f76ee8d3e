/** Factors in one .npz: the arrays are those of the .npy files. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { membersOf, unpack } from "../../src/cli/files/zip";
import { call, expectFailure, workplace } from "../support/command";

const { file, path, files } = workplace("npz-output");
const input = file("a.csv", "4,11,14\n8,7,-2\n1,2,3\n");

function arraysOf(archive: string): Record<string, Buffer> {
  const bytes = readFileSync(archive);
  return Object.fromEntries(membersOf(bytes, archive).map((member) => [member.name, unpack(bytes, member, archive)]));
}

it.each([["svd", ["U", "S", "V"], []], ["svd", ["U", "S", "V"], ["-k", "2"]], ["pca", ["components", "scores", "mean", "variance"], []]] as const)("%s: %s %s", (command, parts, args) => {
  const prefix = `${command}${args.length}`;
  expect(call(command, input, ...args, "-o", path(`${prefix}.npy`)).code).toBe(0);
  const { code, out } = call(command, input, ...args, "-o", path(`${prefix}.npz`), "--json");
  expect([code, JSON.parse(out).outputs]).toEqual([0, [path(`${prefix}.npz`)]]);
  const arrays = arraysOf(path(`${prefix}.npz`));
  expect(Object.keys(arrays).sort()).toEqual(parts.map((part) => `${part}.npy`).sort());
  for (const part of parts) expect(arrays[`${part}.npy`]).toEqual(readFileSync(path(`${prefix}-${part}.npy`)));
});

it("a prefix, a folder and standard output", () => {
  expect(call("svd", input, "-o", path("prefix"), "--format", "npz").code).toBe(0);
  expect(call("svd", input, "-o", path("new/"), "--format", "npz").code).toBe(0);
  expect(files()).toEqual(expect.arrayContaining(["prefix.npz", "new/factors.npz"]));
  expect(readFileSync(path("new/factors.npz"))).toEqual(readFileSync(path("prefix.npz")));
  expect(call("svd", input, "-o", "-", "--format", "npz").code).toBe(0);
  expectFailure(call("svd", input, "-o", "-"), 2, /several files cannot go to standard output/);
  expectFailure(call("svd", input, "--stream", "-o", path("x.npz")), 2, /the format npz is not for tables that are read in pieces/);
  expect(call("svd", input, "--stream", "--values-only", "-o", path("values.npz")).code).toBe(0);
  expect(Object.keys(arraysOf(path("values.npz")))).toEqual(["S.npy"]);
});

it("is read again by --array", () => {
  call("svd", input, "-o", path("again.npz"));
  expect(call("svd", path("again.npz"), "--array", "V", "--json").code).toBe(0);
});
