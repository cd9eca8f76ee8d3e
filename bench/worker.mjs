/**
 * A contestant in a process of its own: node worker.mjs ADAPTER. Requests come as lines of JSON on stdin, answers go out as
 * lines that begin with "@" (the packages measured here print other things).
 *
 * An adapter is { name, tallOnly?, oneMatrixOnly?, prepare(rows, columns, data, want), prepareBatch?(count, rows, columns, data) }; what it
 * prepares is { run(), read(result) } or, where one call is not a JavaScript call, { repeat(times), read() }. Preparing turns
 * the row-major input into the form the package likes best, and reading turns its result into row-major U, S, V: neither is timed.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { transpose } from "./matrices.mjs";

let adapter;
let prepared;
let wanted;
let result;

const answers = {
  async load({ rows, columns, count, want, file }) {
    adapter = (await import(pathToFileURL(process.argv[2]))).default;
    const bytes = readFileSync(file);
    const data = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8).slice();
    wanted = want;
    prepared = await (count === 1 ? prepareOne(rows, columns, data, want) : prepareMany(count, rows, columns, data, want));
    return {};
  },
  async time({ times }) {
    const start = process.hrtime.bigint();
    const cpu = process.cpuUsage();
    if (prepared.repeat) await prepared.repeat(times);
    else for (let i = 0; i < times; i++) result = prepared.run();
    const used = process.cpuUsage(cpu);
    return { cpu: (used.user + used.system) / 1e3, wall: Number(process.hrtime.bigint() - start) / 1e6 };
  },
  async result({ file }) {
    const { U, S, V } = await prepared.read(result);
    const parts = wanted === "vectors" ? [U, S, V] : [S];
    writeFileSync(file, Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength))));
    return {};
  },
};

async function prepareOne(rows, columns, data, want) {
  if (!adapter.tallOnly || rows >= columns) return adapter.prepare(rows, columns, data, want);
  const tall = await adapter.prepare(columns, rows, transpose(rows, columns, data), want);
  return { ...tall, read: async (r) => swap(await tall.read(r)) };
}

function swap({ U, S, V }) {
  return { U: V, S, V: U };
}

async function prepareMany(count, rows, columns, data, want) {
  if (adapter.prepareBatch) return adapter.prepareBatch(count, rows, columns, data, want);
  if (adapter.oneMatrixOnly) throw new Error("not made for many small matrices");
  const size = rows * columns;
  const each = [];
  for (let i = 0; i < count; i++) each.push(await prepareOne(rows, columns, data.slice(i * size, (i + 1) * size), want));
  return {
    run: () => each.map((one) => one.run()),
    async read(results) {
      const read = [];
      for (let i = 0; i < count; i++) read.push(await each[i].read(results[i]));
      const joined = (key) => Float64Array.from(read.flatMap((one) => Array.from(one[key])));
      return { U: joined("U"), S: joined("S"), V: joined("V") };
    },
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = await answers[request.ask](request);
  } catch (error) {
    answer = { error: String(error?.message ?? error).split("\n")[0].slice(0, 200) };
  }
  process.stdout.write(`@${JSON.stringify(answer)}\n`);
}
process.exit(0);
