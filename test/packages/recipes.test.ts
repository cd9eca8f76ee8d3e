// The programs of examples/recipes, each with the service or package it is for; docs/recipes.md shows them as they are.
import { once } from "node:events";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { tableFromArrays } from "apache-arrow";
import { table as arqueroTable } from "arquero";
import { build, transformSync } from "esbuild";
import { parquetWriteBuffer } from "hyparquet-writer";
import { JSDOM } from "jsdom";
import { matrix as mathMatrix, multiply } from "mathjs";
import { Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { consumer } from "./support/consumer";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const RECIPES = join(HERE, "../../examples/recipes");
const files = readdirSync(RECIPES).filter((name) => /\.(mjs|jsx)$/.test(name));
/** The packages of the recipes, as they are installed for these tests. */
const PACKAGES = ["fastify", "express", "react", "react-dom", "apache-arrow", "arquero", "hyparquet", "mathjs", "@tensorflow/tfjs-core", "@duckdb/node-api"];

type Recipe = Record<string, (...args: never[]) => unknown>;
let folder: string;
let lowrank: typeof import("../../src/index");

/** Where a user of all these packages has his programs; under node_modules, as the test runner leaves alone what is there. */
beforeAll(async () => {
  const project = consumer();
  const modules = join(project, "node_modules");
  for (const name of PACKAGES) {
    if (name.includes("/")) mkdirSync(join(modules, name, ".."), { recursive: true });
    symlinkSync(join(HERE, "node_modules", name), join(modules, name), "junction");
  }
  folder = join(modules, "recipes");
  cpSync(RECIPES, folder, { recursive: true });
  lowrank = (await import(pathToFileURL(join(modules, "lowrank/dist/index.js")).href)) as typeof lowrank;
});

const recipe = async <T = Recipe>(name: string): Promise<T> => (await import(pathToFileURL(join(folder, name)).href)) as T;
/** A package that has no types of its own. */
const installed = async (name: string): Promise<any> => import(/* @vite-ignore */ name); // eslint-disable-line @typescript-eslint/no-explicit-any
const close = (got: ArrayLike<number>, expected: ArrayLike<number>, digits = 10) => {
  expect(got).toHaveLength(expected.length);
  Array.from(expected).forEach((value, i) => expect(got[i]).toBeCloseTo(value, digits));
};
const ROWS = [[1.8, 75, 30], [1.6, 62, 41], [1.7, 69, 22], [1.75, 71, 35], [1.9, 90, 50]];
const PEOPLE = ROWS.map(([height, weight, age]) => ({ height: height!, weight: weight!, age: age! }));

it("docs/recipes.md shows every one as it is", () => {
  const page = readFileSync(join(HERE, "../../docs/recipes.md"), "utf8");
  for (const name of files) expect(page, name).toContain(readFileSync(join(RECIPES, name), "utf8"));
});

interface Counts {
  readonly running: number;
  close(): Promise<void>;
}

describe("services", () => {
  /** What the service answers: rows, what is no matrix, a client that leaves, more than wait. */
  async function asked(url: string, pool: Counts) {
    const post = (rows: unknown, signal?: AbortSignal) => fetch(`${url}/singular-values`, { method: "POST", body: JSON.stringify(rows), headers: { "content-type": "application/json" }, ...(signal ? { signal } : {}) });
    const found = await post([[3, 0], [0, 4]]);
    expect([found.status, await found.json()]).toEqual([200, [4, 3]]);
    const wrong = await post([[1, 2], [3, null]]);
    expect([wrong.status, await wrong.json()]).toEqual([400, { error: expect.stringMatching(/^matrix\[1\]\[1\] is null/) }]);

    const large = Array.from({ length: 900 }, (_, i) => Array.from({ length: 900 }, (__, j) => Math.sin(i * j + i)));
    const leaves = new AbortController();
    const left = post(large, leaves.signal).catch((error: unknown) => (error as Error).name);
    await expect.poll(() => pool.running, { timeout: 20_000 }).toBe(1);
    leaves.abort();
    expect(await left).toBe("AbortError");
    await expect.poll(() => pool.running, { timeout: 5000 }).toBe(0);

    const all = await Promise.all(Array.from({ length: 140 }, () => post([[3, 0], [0, 4]])));
    const statuses = new Set(all.map(({ status }) => status));
    expect([...statuses].every((status) => status === 200 || status === 503)).toBe(true);
    expect(statuses.has(200)).toBe(true);
  }

  it("Fastify", async () => {
    const { service, pool } = await recipe<{ service: import("fastify").FastifyInstance; pool: Counts }>("fastify.mjs");
    const url = await service.listen({ port: 0, host: "127.0.0.1" });
    onTestFinished(() => service.close());
    await asked(url, pool);
  });

  it("Express", async () => {
    const { service, pool } = await recipe<{ service: { listen: (port: number, host: string) => Server }; pool: Counts }>("express.mjs");
    const server = service.listen(0, "127.0.0.1");
    onTestFinished(async () => {
      server.close();
      await pool.close();
    });
    await once(server, "listening");
    await asked(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, pool);
  });

  it("a Worker of Cloudflare", async () => {
    const { outputFiles } = await build({ entryPoints: [join(folder, "cloudflare-worker.mjs")], bundle: true, format: "esm", target: "es2024", conditions: ["workerd", "worker", "browser"], loader: { ".wasm": "copy" }, write: false, outdir: join(folder, "out"), logLevel: "silent" });
    mkdirSync(join(folder, "out"));
    for (const { path, contents } of outputFiles) writeFileSync(path.replace(/\.js$/, ".mjs"), contents);
    const server = new Miniflare({
      modules: true, modulesRoot: join(folder, "out"), scriptPath: join(folder, "out/cloudflare-worker.mjs"), compatibilityDate: "2025-10-01",
      modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
    });
    onTestFinished(() => server.dispose());
    const url = await server.ready;
    const answer = async (body: string) => (await fetch(url, { method: "POST", body })).json() as Promise<{ rank: number; error: string }>;
    expect((await answer("[[3, 0], [0, 4], [0, 0]]")).rank).toBe(2);
    expect((await answer('[["a"]]')).error).toMatch(/^matrix\[0\]\[0\] is "a"/);
  });
});

describe("pages", () => {
  afterAll(() => vi.unstubAllGlobals());

  it("a hook of React: what is outdated is given up, errors arrive", async () => {
    const { window } = new JSDOM("<div id=root></div>");
    for (const [name, value] of Object.entries({ window, document: window.document, navigator: window.navigator, IS_REACT_ACT_ENVIRONMENT: true })) vi.stubGlobal(name, value);
    const file = join(folder, "use-completed.mjs");
    writeFileSync(file, transformSync(readFileSync(join(folder, "use-completed.jsx"), "utf8"), { loader: "jsx" }).code);
    const { useCompleted } = await recipe<{ useCompleted: (pool: unknown, table: unknown, rank: number) => { values?: { data: Float64Array }; error?: Error } }>("use-completed.mjs");
    const { createElement, act } = await installed("react");
    const { createRoot } = await installed("react-dom/client");
    const signals: AbortSignal[] = [];
    const pool = {
      complete: (table: number[][], options: { signal: AbortSignal; rank: number }) => {
        signals.push(options.signal);
        return new Promise((resolve) => setTimeout(resolve, 30)).then(() => {
          options.signal.throwIfAborted();
          return lowrank.complete(table, { rank: options.rank });
        });
      },
      predictMatrix: (model: never) => Promise.resolve().then(() => lowrank.predictMatrix(model)),
    };
    const Shown = ({ table }: { readonly table: unknown }) => {
      const { values, error } = useCompleted(pool, table, 1);
      return createElement("p", null, error?.message ?? (values ? Array.from(values.data, (x) => x.toFixed(1)).join(" ") : "…"));
    };
    const place = window.document.getElementById("root")!;
    const root = createRoot(place);
    const show = (table: unknown) => act(async () => { root.render(createElement(Shown, { table })); await Promise.resolve(); });
    await show([[2, 4], [1, null]]);
    expect(place.textContent).toBe("…");
    await show([[2, 6], [1, null]]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    await act(() => new Promise((resolve) => setTimeout(resolve, 100)));
    expect(place.textContent).toMatch(/^2\.0 6\.0 1\.0 /);
    await show([["many"]]);
    await act(() => new Promise((resolve) => setTimeout(resolve, 100)));
    expect(place.textContent).toMatch(/"many"/);
    act(() => root.unmount());
  });
});

describe("data", () => {
  it("DuckDB", async () => {
    const { componentsOf } = await recipe<{ componentsOf: (connection: unknown, query: string) => Promise<ReturnType<typeof lowrank.pca>> }>("duckdb.mjs");
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    onTestFinished(() => { connection.closeSync(); });
    await connection.run(`create table people as select * from (values ${ROWS.map((row) => `(${row.map((x) => `${x}::double`).join(", ")})`).join(", ")}) as t(height, weight, age)`);
    const found = await componentsOf(connection, "select height, weight, age from people order by rowid");
    expect(found.names).toEqual(["height", "weight", "age"]);
    expect(found.scores).toEqual(lowrank.pca(ROWS, { scale: true, components: 2 }).scores);
  });

  it("Apache Arrow", async () => {
    const { withComponents } = await recipe<{ withComponents: (table: unknown) => import("apache-arrow").Table }>("arrow.mjs");
    const columns = Object.fromEntries(["height", "weight", "age"].map((name, j) => [name, Float64Array.from(ROWS, (row) => row[j]!)]));
    const result = withComponents(tableFromArrays(columns));
    expect(result.schema.fields.map(({ name }) => name)).toEqual(["height", "weight", "age", "component1", "component2"]);
    const { scores } = lowrank.pca(ROWS, { components: 2 });
    expect(result.getChild("component2")!.toArray()).toEqual(lowrank.column(scores!, 1));
  });

  it("Parquet", async () => {
    const { completed } = await recipe<{ completed: (file: ArrayBuffer, columns: string[]) => Promise<{ data: Float64Array }> }>("parquet.mjs");
    const file = parquetWriteBuffer({ columnData: [{ name: "a", data: [1, 2, 3, 4], type: "DOUBLE" }, { name: "b", data: [2, 4, null, 8], type: "DOUBLE", nullable: true }] });
    const rows = [[1, 2], [2, 4], [3, null], [4, 8]];
    expect(await completed(file, ["a", "b"])).toEqual(lowrank.predictMatrix(lowrank.complete(rows)));
  });

  it("Arquero", async () => {
    const { withComponents } = await recipe<{ withComponents: (...args: unknown[]) => ReturnType<typeof arqueroTable> }>("arquero.mjs");
    const data = arqueroTable({ name: ["a", "b", "c", "d", "e"], ...Object.fromEntries(["height", "weight", "age"].map((name, j) => [name, ROWS.map((row) => row[j]!)])) });
    const result = withComponents(data, "height", "weight", "age");
    expect(result.columnNames()).toEqual(["name", "height", "weight", "age", "component1", "component2"]);
    close(result.array("component1") as number[], lowrank.column(lowrank.pca(PEOPLE, { components: 2, scale: true }).scores!, 0));
  });

  it("TensorFlow.js", async () => {
    await tf.setBackend("cpu");
    const { thin } = await recipe<{ thin: (weights: tf.Tensor2D, rank: number) => [tf.Tensor2D, tf.Tensor2D] }>("tensorflow.mjs");
    const weights = tf.tensor2d(ROWS.map(([x, y]) => [x!, y!, x! + y!, x! - y!])); // rank 2
    const [first, second] = thin(weights, 2);
    expect([first.shape, second.shape]).toEqual([[5, 2], [2, 4]]);
    close(tf.matMul(first, second).dataSync(), weights.dataSync(), 4);
  });

  it("math.js", async () => {
    const { decompose } = await recipe<{ decompose: (a: unknown) => Record<"U" | "S" | "V", import("mathjs").Matrix> }>("mathjs.mjs");
    const { U, S, V } = decompose(mathMatrix([[3, 0], [4, 5]]));
    close(S.toArray() as number[], [Math.sqrt(45), Math.sqrt(5)]);
    const [u, v] = [U.toArray(), V.toArray()] as [number[][], number[][]];
    const scaled = u.map((row) => row.map((x, k) => x * (S.toArray() as number[])[k]!));
    const product: unknown = multiply(scaled, v[0]!.map((_, j) => v.map((row) => row[j]!)));
    close((product as number[][]).flat(), [3, 0, 4, 5]);
  });

  it("embeddings, as transformers.js gives them", async () => {
    const { mapOf } = await recipe<{ mapOf: (tensor: unknown) => { scores: { data: Float64Array }; place: (more: unknown) => { data: Float64Array } } }>("text-embeddings.mjs");
    /** Its Tensor, in form: the package itself brings 470 MB of runtimes. */
    const tensor = { dims: [5, 3], type: "float32", data: Float32Array.from(ROWS.flat()), size: 15 };
    const { scores, place } = mapOf(tensor);
    close(place({ ...tensor, dims: [1, 3], data: tensor.data.slice(0, 3) }).data, scores.data.slice(0, 2));
  });
});
