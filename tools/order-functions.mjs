// The functions of a module in another order, like beside like: what packs text looks back 32 kB at most, and only near things are cheap to point at. All else stays.
import { deflateRawSync } from "node:zlib";
import binaryen from "assemblyscript/binaryen";
import { WasmReader } from "./wasm-reader.mjs";

/** Words of code compared as one. */
const WORDS = 4;
/** Functions before that a function should be like: the last counts once, the one before it half, and so on. */
const BEFORE = 3;

/** So many of those most like the ones before are packed with so many bytes of text before them as a dictionary: who gains most by it comes next. */
const CANDIDATES = 20;
const DICTIONARY = 4096;
/** Then single functions are moved so many times, each beside one of so many that it is most like, and stay where the whole packs better. */
const MOVES = 1500;
const LIKELIEST = 10;

/** How often each run of words is in the text of a function, whatever its calls and variables are called. */
function runsOf(text) {
  const words = text.replace(/\$\w+/g, "$").match(/[^\s()]+/g);
  const runs = new Map();
  for (let i = 0; i + WORDS <= words.length; i++) {
    const run = words.slice(i, i + WORDS).join(" ");
    runs.set(run, (runs.get(run) ?? 0) + 1);
  }
  return runs;
}

/** How many runs two functions have in common. */
function common(a, b) {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [run, count] of few) sum += Math.min(count, many.get(run) ?? 0);
  return sum;
}

/** The code of every function, in their order. */
function bodiesOf(bytes) {
  const CODE = 10;
  const reader = new WasmReader(bytes);
  while (reader.byte() !== CODE) reader.take(reader.number());
  reader.number();
  return Array.from({ length: reader.number() }, () => reader.take(reader.number()));
}

const packed = (bytes, dictionary) => deflateRawSync(bytes, { level: 9, dictionary }).length;

/** Moves functions of the order, the same ones in every build. */
function improve(order, bodies, runs) {
  const likeliest = runs.map((a, f) => {
    const likeness = runs.map((b, g) => [g === f ? -1 : common(a, b) / Math.sqrt(bodies[g].length), g]);
    return likeness.sort(([a], [b]) => b - a).slice(0, LIKELIEST).map(([, g]) => g);
  });
  let state = 1;
  const random = (below) => (state = (state * 48_271) % 2_147_483_647) % below; // MINSTD
  const size = (tried) => packed(Buffer.concat(tried.map((f) => bodies[f])));
  let [best, least] = [order, size(order)];
  for (let move = 0; move < MOVES; move++) {
    const f = random(order.length);
    const beside = likeliest[f][random(likeliest[f].length)];
    const tried = best.filter((g) => g !== f);
    tried.splice(tried.indexOf(beside) + random(2), 0, f);
    const now = size(tried);
    if (now <= least) [best, least] = [tried, now];
  }
  return best;
}

/** The bytes of the module, its functions beside those most like them. Their code is the same, to the last constant. */
export function orderFunctions(bytes) {
  const module = binaryen.readBinary(bytes);
  const items = module.emitText().replace(/\n\)\s*$/, "").split(/\n(?= \()/);
  module.dispose();
  const isFunction = (item) => item.startsWith(" (func ");
  const functions = items.filter(isFunction);
  const bodies = bodiesOf(bytes);
  const runs = functions.map(runsOf);
  const likeness = (f, order) => {
    let sum = 0;
    for (let back = 1; back <= Math.min(BEFORE, order.length); back++) sum += common(runs[order.at(-back)], runs[f]) / back;
    return sum / Math.sqrt(functions[f].length);
  };
  const left = new Set(functions.keys());
  const order = [];
  let text = Buffer.alloc(0);
  for (let next = 0; left.delete(next);) {
    order.push(next);
    text = Buffer.concat([text, bodies[next]]).subarray(-DICTIONARY);
    const likely = [...left].map((f) => [likeness(f, order), f]).sort(([a], [b]) => b - a).slice(0, CANDIDATES);
    let least = Infinity;
    for (const [, f] of likely) {
      const share = packed(bodies[f], text) / packed(bodies[f]);
      if (share < least) [least, next] = [share, f];
    }
  }
  const ordered = binaryen.parseText([...items.filter((item) => !isFunction(item)), ...improve(order, bodies, runs).map((f) => functions[f]), ")"].join("\n"));
  const out = ordered.emitBinary();
  ordered.dispose();
  return Buffer.from(out);
}
