// The functions of a module in another order, like beside like: what packs text looks back 32 kB at most, and only near things are cheap to point at. All else stays.
import binaryen from "assemblyscript/binaryen";

/** Words of code compared as one. */
const WORDS = 4;
/** Functions before that a function should be like: the last counts once, the one before it half, and so on. */
const BEFORE = 3;

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

/** The bytes of the module, its functions one after the other that is most like them. Their code is the same, to the last constant. */
export function orderFunctions(bytes) {
  const module = binaryen.readBinary(bytes);
  const items = module.emitText().replace(/\n\)\s*$/, "").split(/\n(?= \()/);
  module.dispose();
  const isFunction = (item) => item.startsWith(" (func ");
  const functions = items.filter(isFunction);
  const runs = functions.map(runsOf);
  const left = new Set(functions.keys());
  const order = [];
  for (let next = 0; left.delete(next);) {
    order.push(next);
    let most = -1;
    for (const f of left) {
      let likeness = 0;
      for (let back = 1; back <= Math.min(BEFORE, order.length); back++) likeness += common(runs[order.at(-back)], runs[f]) / back;
      likeness /= Math.sqrt(functions[f].length);
      if (likeness > most) [most, next] = [likeness, f];
    }
  }
  const ordered = binaryen.parseText([...items.filter((item) => !isFunction(item)), ...order.map((f) => functions[f]), ")"].join("\n"));
  const out = ordered.emitBinary();
  ordered.dispose();
  return Buffer.from(out);
}
