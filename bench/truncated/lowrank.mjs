/** lowrank behind the protocol of process.mjs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { sparse, truncatedSvd } from "../../dist/index.js";

let matrix;
const read = (directory, name, Kind) => {
  const bytes = readFileSync(join(directory, name));
  return new Kind(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};
const answers = {
  load({ directory, kind, rows, columns }) {
    matrix =
      kind === "dense"
        ? { rows, columns, data: read(directory, "data", Float64Array) }
        : sparse(rows, columns, {
            row: read(directory, "row", Int32Array),
            column: read(directory, "column", Int32Array),
            value: read(directory, "value", Float64Array),
          });
    return {};
  },
  time({ rank }) {
    const [start, before] = [performance.now(), process.cpuUsage()];
    const { S, info } = truncatedSvd(matrix, rank);
    const { user, system } = process.cpuUsage(before);
    return { cpu: (user + system) / 1000, wall: performance.now() - start, values: Array.from(S), residual: info.change };
  },
};
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = answers[request.ask](request);
  } catch (error) {
    answer = { error: error.message };
  }
  console.log(`@${JSON.stringify(answer)}`);
}
