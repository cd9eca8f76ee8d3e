import type { Random } from "../../support/random";

/** Values that a field may be given by mistake or malice. */
const NASTY_VALUES: readonly unknown[] = [
  null, true, false, 0, -1, 1, 0.5, 1e308, -1e308, 5e-324, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 64, 1e21, "", "a", "1", "NaN", "__proto__", "constructor", "\0", "a".repeat(100), [], {}, [[]], [null], [1, 2], { a: 1 }, { length: 3 },
];

/** A copy of a JSON value with one to three of its parts replaced, taken away, added, swapped or given twice. */
export function mutateJson(value: unknown, random: Random, nasty: readonly unknown[] = NASTY_VALUES): unknown {
  const holder = { value: structuredClone(value) };
  for (let n = random.pick([1, 1, 1, 2, 3]); n > 0; n--) {
    const places = placesIn(holder);
    const { parent, key } = random.pick(places);
    const other = random.pick(places);
    random.pick([
      () => { parent[key] = structuredClone(random.pick(nasty)); },
      () => { parent[key] = structuredClone(random.pick(nasty)); },
      () => { parent[key] = structuredClone(other.parent[other.key]); },
      () => { parent[key] = nudged(parent[key], random); },
      () => { parent[key] = nudged(parent[key], random); },
      () => { if (parent !== holder) remove(parent, key); },
      () => { parent[random.pick(["extra", key, "0", "weight", "toString"])] = structuredClone(random.pick(nasty)); },
    ])();
  }
  return holder.value;
}

interface Place { readonly parent: Record<string, unknown>; readonly key: string }

function placesIn(parent: object): Place[] {
  return Object.keys(parent).flatMap((key) => {
    const record = parent as Record<string, unknown>;
    const inner = record[key];
    return [{ parent: record, key }, ...(typeof inner === "object" && inner !== null ? placesIn(inner) : [])];
  });
}

function nudged(value: unknown, random: Random): unknown {
  if (typeof value === "number") return random.pick([value + 1, value - 1, -value, value * 2, value + 0.5, value * 2 ** 32, String(value), [value]]);
  if (typeof value === "string") return random.pick([value.toUpperCase(), `${value}x`, value.slice(1), `${value}.${value}`, [value], value.length]);
  if (Array.isArray(value)) return random.pick([[...(value as unknown[]), ...(value as unknown[])], value.slice(1), [...(value as unknown[])].reverse(), value[0]]);
  return value;
}

function remove(parent: Record<string, unknown>, key: string): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
}
