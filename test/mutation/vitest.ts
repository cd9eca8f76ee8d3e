/**
 * What the tests use of Vitest, for one thread that stops at the first failure: it starts in a tenth of a second, where Vitest takes
 * some, and makes no report of a failure, whose differences of long arrays take longer than the test.
 */
import { ASYMMETRIC_MATCHERS_OBJECT, addCustomEqualityTesters, chai, ChaiStyleAssertions, customMatchers, getState, GLOBAL_EXPECT, JestAsymmetricMatchers, JestChaiExpect, JestExtend, setState } from "@vitest/expect";

for (const plugin of [JestExtend, JestChaiExpect, ChaiStyleAssertions, JestAsymmetricMatchers]) chai.use(plugin);

type Call = (value: unknown, message?: string) => unknown;
const base: Call = (value, message) => chai.expect(value, message);
export const expect = Object.assign(base, chai.expect, (globalThis as never)[ASYMMETRIC_MATCHERS_OBJECT] as object, {
  getState: () => getState(expect as never),
  setState: (state: object) => setState(state, expect as never),
  extend: (matchers: object) => (chai.expect as unknown as { extend(expect: unknown, matchers: object): void }).extend(expect, matchers),
  addEqualityTesters: addCustomEqualityTesters,
});
setState({ assertionCalls: 0, isExpectingAssertions: false, isExpectingAssertionsError: null, expectedAssertionsNumber: null, expectedAssertionsNumberErrorGen: null }, expect as never);
Object.defineProperty(globalThis, GLOBAL_EXPECT, { value: expect, writable: true, configurable: true });
expect.extend(customMatchers);

type Body = (...args: never[]) => unknown;
type Hook = () => unknown;

interface Suite {
  readonly name: string;
  readonly items: (Suite | Test)[];
  readonly before: Hook[];
  readonly after: Hook[];
  readonly beforeEach: Hook[];
  readonly afterEach: Hook[];
}

interface Test { readonly name: string; readonly run: () => unknown }

const suiteNamed = (name: string): Suite => ({ name, items: [], before: [], after: [], beforeEach: [], afterEach: [] });

let current = suiteNamed("");
let waiting: Promise<void>[] = [];

export const beforeAll = (hook: Hook): void => void current.before.push(hook);
export const afterAll = (hook: Hook): void => void current.after.push(hook);
export const beforeEach = (hook: Hook): void => void current.beforeEach.push(hook);
export const afterEach = (hook: Hook): void => void current.afterEach.push(hook);

function addSuite(name: string, body: () => unknown): void {
  const suite = suiteNamed(name);
  current.items.push(suite);
  const outer = current;
  current = suite;
  const result = body();
  current = outer;
  if (result instanceof Promise) waiting.push(result as Promise<void>);
}

function addTest(name: string, run: () => unknown): void {
  current.items.push({ name, run });
}

/** `it` and `describe`, with `each`, `runIf`, `skipIf` and `skip`. Options and time limits are left out. */
function declaring(add: (name: string, body: () => unknown) => void) {
  const one = (name: string | { name: string }, ...rest: unknown[]): void => {
    const body = rest.find((item) => typeof item === "function") as Body | undefined;
    if (body !== undefined) add(typeof name === "string" ? name : name.name, () => body());
  };
  const each = (table: readonly unknown[], ...values: readonly unknown[]) => {
    if (values.length > 0) throw new Error("tables as templates are not known here");
    return (name: string, ...rest: unknown[]): void => {
      const body = rest.find((item) => typeof item === "function") as (...args: unknown[]) => unknown;
      table.forEach((row, p) => {
        const args = Array.isArray(row) ? (row as unknown[]) : [row];
        add(`${name} #${p}`, () => body(...args));
      });
    };
  };
  const nothing = Object.assign(() => {}, { each: () => () => {} });
  return Object.assign(one, {
    each, skip: nothing, todo: nothing,
    for: (table: readonly unknown[]) => (name: string, ...rest: unknown[]) => {
      const body = rest.find((item) => typeof item === "function") as (row: unknown) => unknown;
      table.forEach((row, p) => add(`${name} #${p}`, () => body(row)));
    },
    runIf: (condition: unknown) => (condition ? Object.assign(one, { each }) : nothing),
    skipIf: (condition: unknown) => (condition ? nothing : Object.assign(one, { each })),
  });
}

export const describe = declaring(addSuite);
export const it = declaring(addTest);

/** Runs what a test file declares. `failed` is told the name of each test that fails; false from it ends the run. */
export async function runFile(load: () => Promise<unknown>, failed: (name: string, error: unknown) => boolean): Promise<void> {
  const root = suiteNamed("");
  current = root;
  waiting = [];
  try {
    await load();
    await Promise.all(waiting);
  } catch (error) {
    failed("", error);
    return;
  }
  await runSuite(root, [], [], failed);
}

async function runSuite(suite: Suite, outer: readonly Suite[], path: readonly string[], failed: (name: string, error: unknown) => boolean): Promise<boolean> {
  const chain = [...outer, suite];
  const attempt = async (name: string, action: () => unknown): Promise<boolean | undefined> => {
    try {
      await action();
      return true;
    } catch (error) {
      return failed([...path, name].join(" > "), error) ? undefined : false;
    }
  };
  for (const hook of suite.before) if ((await attempt("beforeAll", hook)) !== true) return false;
  for (const item of suite.items) {
    if ("items" in item) {
      if (!(await runSuite(item, chain, [...path, item.name], failed))) return false;
      continue;
    }
    const went = await attempt(item.name, async () => {
      for (const { beforeEach: hooks } of chain) for (const hook of hooks) await hook();
      try {
        await item.run();
      } finally {
        for (const { afterEach: hooks } of [...chain].reverse()) for (const hook of hooks) await hook();
      }
    });
    if (went === false) return false;
  }
  for (const hook of suite.after) if ((await attempt("afterAll", hook)) === false) return false;
  return true;
}

const unknown = (name: string) => (): never => { throw new Error(`${name} is not known here`); };
export const inject = unknown("inject");
export const onTestFinished = unknown("onTestFinished");
export const expectTypeOf = unknown("expectTypeOf");
export const vi = new Proxy({}, { get: (_, name) => unknown(`vi.${String(name)}`) });
