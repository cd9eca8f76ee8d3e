// What the driver of a cluster asks of lowrank, in a process of its own: node driver.mjs TASK OPTIONS, OPTIONS a JSON text. Partials come on standard input, each behind
// its length (u32, little-endian). An answer is a line of JSON, whose `arrays` tells names and shapes, and then the numbers of those, float64, little-endian.
import { readSync, writeSync } from "node:fs";
import { truncatedSvdAsync } from "lowrank";
import { matrixOf, pcaOf, svdOf } from "lowrank/partial";

const [task, text] = process.argv.slice(2);
const options = JSON.parse(text);

function exactly(length) {
  const bytes = new Uint8Array(length);
  for (let got = 0; got < length;) {
    const count = readSync(0, bytes, got, length - got, null);
    if (count === 0) throw new RangeError("the input ends too early");
    got += count;
  }
  return bytes;
}

function readPartial() {
  return exactly(new DataView(exactly(4).buffer).getUint32(0, true));
}

function send(bytes) {
  for (let sent = 0; sent < bytes.length;) sent += writeSync(1, bytes, sent);
}

/** `arrays`: lists of numbers, and matrices. */
function answer(fields, arrays) {
  const shapes = Object.entries(arrays).map(([name, x]) => [name, x.data === undefined ? [x.length] : [x.rows, x.columns]]);
  send(Buffer.from(`${JSON.stringify({ ...fields, arrays: shapes })}\n`));
  for (const x of Object.values(arrays)) {
    const { buffer, byteOffset, byteLength } = x.data ?? x;
    send(new Uint8Array(buffer, byteOffset, byteLength));
  }
}

const tasks = {
  svd() {
    const { rows, S, V } = svdOf(readPartial());
    answer({ rows }, { S, V });
  },
  pca() {
    const { rows, totalVariance, mean, components, singularValues, explainedVariance, explainedVarianceRatio } = pcaOf(readPartial());
    answer({ rows, totalVariance }, { mean, components, singularValues, explainedVariance, explainedVarianceRatio });
  },
  /** Asks for one product after the other: a block goes out, the partial of its product comes in. */
  async topk() {
    const { rows, columns, k, search } = options;
    const never = () => { throw new Error("only products with A'A are asked for"); };
    const operator = {
      rows, columns, multiply: never, multiplyTransposed: never,
      multiplyGram(block) {
        answer({ product: true }, { block });
        return Promise.resolve(matrixOf(readPartial()));
      },
    };
    const { S, V, residuals, info } = await truncatedSvdAsync(operator, k, search);
    answer({ rows, passes: info.passes, converged: info.converged }, { S, V, residuals });
  },
};

try {
  await tasks[task]();
} catch (error) {
  writeSync(2, `${error.name}: ${error.message}\n`);
  process.exitCode = 1;
}
