// Leaves of one file in processes of their own, in random order, one of them killed and run again: the bytes that one process gives for all of them.
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { formatNpy } from "../../src/cli/files/matrix/npy";
import { merge, openPartial } from "../../src/partial/partial";
import { workplace } from "../support/command";
import { dense } from "../support/dense";
import { root } from "../support/packed";

const { file, path } = workplace("leaves");
const [ROWS, COLUMNS, LEAVES] = [64_000, 16, 16];
const CLI = join(root, "dist/cli.js");

it("are merged to the same bytes whatever dies on the way", async () => {
  const table = dense(ROWS, COLUMNS, (i, j) => ((i * 7919 + j * 104729) % 1000) / 2 ** j - 3);
  const input = file("table.npy", formatNpy(table));
  const edge = (leaf: number) => (leaf * ROWS) / LEAVES;
  const args = (leaf: number) => ["partial", input, "--rows", `${edge(leaf)}:${edge(leaf + 1)}`, "--leaf", String(leaf), "--leaves", String(LEAVES), "--job", "leaves", "-o", path(`${leaf}.lrp`), "--quiet"];
  const order = Array.from({ length: LEAVES }, (_, k) => (k * 11 + 5) % LEAVES);
  const killed = spawn(process.execPath, [CLI, ...args(order[3]!)]);
  await wait(120);
  killed.kill("SIGKILL");
  await new Promise((resolve) => { killed.on("close", resolve); });
  for (const leaf of order) {
    const { status, stderr } = spawnSync(process.execPath, [CLI, ...args(leaf)], { encoding: "utf8" });
    expect([leaf, status, stderr]).toEqual([leaf, 0, ""]);
  }
  const groups = [order.slice(0, 5), order.slice(5, 6), order.slice(6)].map((group, g) => {
    expect(spawnSync(process.execPath, [CLI, "merge", ...group.map((leaf) => path(`${leaf}.lrp`)), "-o", path(`group-${g}.lrp`), "--quiet"]).status).toBe(0);
    return path(`group-${g}.lrp`);
  });
  expect(spawnSync(process.execPath, [CLI, "merge", ...groups.reverse(), "-o", path("all.lrp"), "--quiet"]).status).toBe(0);

  const rows = (leaf: number) => ({ rows: ROWS / LEAVES, columns: COLUMNS, data: table.data.subarray(edge(leaf) * COLUMNS, edge(leaf + 1) * COLUMNS) });
  const one = merge(Array.from({ length: LEAVES }, (_, leaf) => openPartial({ columns: COLUMNS, leaf, leaves: LEAVES, job: "leaves" }).push(rows(leaf)).bytes()));
  expect(Buffer.compare(readFileSync(path("all.lrp")), one)).toBe(0);
}, 60_000);
