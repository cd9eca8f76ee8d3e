// npm run test:engines: lowrank/pool in other engines, whose workers differ.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { root } from "../support/packed";

const installed = (name: string) => join(root, "test/engines/node_modules/.bin", name);
const POOL = pathToFileURL(join(root, "dist/pool.js")).href;
const SAID = ["4,3", "RangeError matrix[0][1] is NaN: expected a finite number", "0", "aborted 5", "true", "idle"];

const run = (program: string, ...flags: string[]) => {
  const { stdout, stderr, status } = spawnSync(program, [...flags, join(root, "test/engines/pool.mjs"), POOL], { encoding: "utf8", timeout: 60_000 });
  return { lines: (stdout + stderr).trim().split("\n"), status };
};

it.each<[string, string, ...string[]]>([
  ["this Node", process.execPath],
  ["a current Node", installed("node")],
  ["a current Node that restricts programs", installed("node"), "--permission", "--allow-fs-read=*", "--allow-worker"],
  ["Bun", installed("bun")],
])("%s runs a pool, and ends when it is idle", (_, program, ...flags) => {
  const { lines, status } = run(program, ...flags);
  expect(lines.filter((line) => !/warning/i.test(line))).toEqual(SAID); // the current Node warns that restrictions do not reach everything
  expect(status).toBe(0);
});

it("a Node that forbids workers gives an UnsupportedError", () => {
  expect(run(installed("node"), "--permission", "--allow-fs-read=*").lines.join("\n")).toMatch(/UnsupportedError.*svd: no worker could be started/s);
});
