import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { transpose } from "../../matrices.mjs";

const require = createRequire(import.meta.url);
/** The memory of its WebAssembly build is fixed; the asm.js build takes what it is given. */
const WASM_BYTES = 2 ** 24;
const ASM_BYTES = 2 ** 29;
const RESERVED_BYTES = 7e6; // its static data and stack

/** LAPACK's dgesdd by f2c and emscripten: the WebAssembly build where the matrix fits into its 16 MiB, else the asm.js one. */
export default {
  name: "emlapack",
  async prepare(rows, columns, data, want) {
    const k = Math.min(rows, columns);
    const vectors = want === "vectors";
    const bytes = 8 * (rows * columns + (rows + columns) * k + 5 * k * k + 40 * (rows + columns));
    const m = await load(bytes < WASM_BYTES - RESERVED_BYTES ? "wasm.js" : "asmjs.js");
    const input = transpose(rows, columns, data);

    const reserve = (size) => {
      const at = m._malloc(size);
      if (at === 0) throw new Error(`no memory for ${size} bytes`);
      return at;
    };
    const integer = (value) => {
      const at = reserve(4);
      m.setValue(at, value, "i32");
      return at;
    };
    const job = reserve(1);
    m.setValue(job, (vectors ? "S" : "N").charCodeAt(0), "i8");
    const [mAt, nAt, kAt, info] = [integer(rows), integer(columns), integer(k), integer(0)];
    const a = reserve(8 * rows * columns);
    const s = reserve(8 * k);
    const u = reserve(vectors ? 8 * rows * k : 8);
    const vt = reserve(vectors ? 8 * k * columns : 8);
    const iwork = reserve(32 * k);
    const query = reserve(8);
    m._dgesdd_(job, mAt, nAt, a, mAt, s, u, mAt, vt, kAt, query, integer(-1), iwork, info);
    const length = m.getValue(query, "double");
    const work = reserve(8 * length);
    const lengthAt = integer(length);
    return {
      run() {
        m.HEAPF64.set(input, a >> 3);
        m._dgesdd_(job, mAt, nAt, a, mAt, s, u, mAt, vt, kAt, work, lengthAt, iwork, info);
      },
      read() {
        const code = m.getValue(info, "i32");
        if (code !== 0) throw new Error(`dgesdd ended with info = ${code}`);
        const copy = (at, count) => m.HEAPF64.slice(at >> 3, (at >> 3) + count);
        const S = copy(s, k);
        // column-major U is row-major Uᵀ; column-major Vᵀ is row-major V
        return vectors ? { U: transpose(k, rows, copy(u, rows * k)), S, V: copy(vt, k * columns) } : { S };
      },
    };
  },
};

const loaded = new Map();

function load(file) {
  if (!loaded.has(file)) loaded.set(file, start(file));
  return loaded.get(file);
}

/** Runs the package's script with a `Module` of ours, which is the only way to set its memory. */
async function start(file) {
  const path = require.resolve(`emlapack/${file}`);
  const wasm = file === "wasm.js";
  const module = { exports: {} };
  const ready = new Promise((resolve, reject) => {
    const Module = {
      TOTAL_MEMORY: wasm ? WASM_BYTES : ASM_BYTES,
      wasmBinary: wasm ? readFileSync(join(dirname(path), "emlapack.wasm")) : undefined,
      print: () => {},
      printErr: () => {},
      onRuntimeInitialized: resolve,
      onAbort: reject,
    };
    const script = new Function("Module", "exports", "require", "module", "__filename", "__dirname", readFileSync(path, "utf8"));
    script(Module, module.exports, require, module, path, dirname(path));
  });
  await ready;
  return module.exports;
}
