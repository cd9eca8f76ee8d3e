// Names of a module's exports are in its bytes and in every program that calls them: what is shipped has short ones.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { encodeWasm } from "./encode-wasm.mjs";
import { WasmReader } from "./wasm-reader.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** The modules, by the names of their builds and of their files in dist/. */
export const SHIPPED = { core: "lowrank", completion: "lowrank-completion", single: "lowrank-single" };
/** Shorter ones gain nothing, and may be names of other things. */
const SHORTEST = 8;
/** Words of the public surface, and what objects of the language have: they are names of other things, too. */
const COMMON = [...readdirSync(`${root}etc`).flatMap((report) => readFileSync(`${root}etc/${report}`, "utf8").match(/\w+/g)), "available"];
/** What spark/ calls by its name. */
const SPARK = ["gramProductSparse", "tableOpen", "tableCountChunk", "tableCounted", "tablePlaceChunk", "tableFinish", "tableErrors", "factorStride"];
const KEPT = new Set([...COMMON, ...SPARK]);

const read = (name) => readFileSync(`${root}build/${name}.wasm`);

/** Short names by long ones, of all these modules. */
export function shortNames() {
  const long = Object.keys(SHIPPED).flatMap((name) => WebAssembly.Module.exports(new WebAssembly.Module(read(name))).map((entry) => entry.name));
  const names = [...new Set(long)].filter((name) => name.length >= SHORTEST && !KEPT.has(name)).sort();
  const letter = (n) => String.fromCharCode(97 + n);
  return new Map(names.map((name, n) => [name, letter(n % 26) + letter(Math.floor(n / 26))]));
}

/** A module whose exports have other names; all else stays. */
export function renameExports(bytes, names) {
  const out = [...bytes.subarray(0, 8)];
  const EXPORTS = 7;
  const reader = new WasmReader(bytes);
  const digits = (value) => (value < 128 ? [value] : [(value % 128) + 128, ...digits(Math.floor(value / 128))]);
  while (!reader.ended) {
    const section = reader.byte();
    const size = reader.number();
    if (section !== EXPORTS) {
      out.push(section, ...digits(size), ...reader.take(size));
      continue;
    }
    const count = reader.number();
    const body = digits(count);
    for (let e = 0; e < count; e++) {
      const name = Buffer.from(reader.take(reader.number())).toString();
      const short = names.get(name) ?? name;
      body.push(short.length, ...Buffer.from(short), reader.byte(), ...digits(reader.number()));
    }
    out.push(section, ...digits(body.length), ...body);
  }
  return Uint8Array.from(out);
}

/** For esbuild: the short names in the text of the modules, and wherever they are called. */
export const shortExports = {
  name: "short names of exports",
  setup(build) {
    const names = shortNames();
    build.initialOptions.mangleProps = new RegExp(`^(${[...names.keys()].join("|")})$`);
    build.initialOptions.mangleCache = Object.fromEntries(names);
    build.onLoad({ filter: /[\\/]wasm[\\/]binary-\w+\.ts$/ }, ({ path }) => ({
      contents: `export const binary = "${encodeWasm(renameExports(read(/-(\w+)\.ts$/.exec(path)[1]), names))}";`,
    }));
  },
};
