// The ten tasks of examples/tasks: each does what its name says, in at most ten lines.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { pngOf, workplace } from "./support/command";
import { load, safetensors } from "./support/safetensors";

const root = fileURLToPath(new URL("..", import.meta.url));
const tasks = join(root, "examples/tasks");
const { path, folder } = workplace("tasks");
const task = async (name: string): Promise<Record<string, (...args: never[]) => unknown>> => import(/* @vite-ignore */ pathToFileURL(join(tasks, `${name}.mjs`)).href) as never;

/** Runs a script of one command line, with the built program as `lowrank`. */
function shell(name: string): void {
  const program = `lowrank() { "${process.execPath}" "${join(root, "dist/cli.js")}" "$@"; }\n`;
  execFileSync("sh", ["-e", "-c", program + readFileSync(join(tasks, `${name}.sh`), "utf8")], { cwd: folder, stdio: "pipe" });
}

it("there are ten, none longer than ten lines, and the list names all", () => {
  const files = readdirSync(tasks).filter((name) => name !== "README.md");
  expect(files).toHaveLength(10);
  for (const name of files) {
    const lines = readFileSync(join(tasks, name), "utf8").split("\n").filter((line) => line !== "" && !/^(\/\/|#|import )/.test(line));
    expect(lines.length, name).toBeLessThanOrEqual(10);
    expect(readFileSync(join(tasks, "README.md"), "utf8")).toContain(`[${name}](${name})`);
  }
});

describe("tasks", () => {
  it("compress photographs", () => {
    mkdirSync(path("photographs"));
    for (const name of ["a.png", "b.png"]) writeFileSync(path(`photographs/${name}`), pngOf("colour", 40, 30));
    shell("compress-photographs");
    expect(readdirSync(path("smaller")).sort()).toEqual(["a.png", "b.png"]);
  });

  it("components of a table with names and holes", () => {
    writeFileSync(path("people.csv"), "name,height,weight,age\nann,1.8,75,30\nbob,1.6,,41\ncy,1.7,69,22\ndi,1.75,71,\n");
    shell("table-with-names-and-holes");
    expect(readFileSync(path("components/components.csv"), "utf8").split("\n")[0]).toBe("height,weight,age");
  });

  it("adapter of a sharded model", () => {
    const weights = (seed: number) => Float64Array.from({ length: 240 }, (_, p) => Math.sin(seed + p * p));
    const shifted = (a: Float64Array) => a.map((x, p) => x + 0.5 * Math.cos(Math.floor(p / 12)) * Math.sin(p % 12));
    for (const [name, change] of [["base", (a: Float64Array) => a], ["tuned", shifted]] as const) {
      mkdirSync(path(name));
      const names = ["model.layers.0.self_attn.q_proj.weight", "model.layers.1.self_attn.q_proj.weight"];
      names.forEach((tensor, i) => { writeFileSync(path(`${name}/model-0000${i + 1}-of-00002.safetensors`), safetensors({ [tensor]: { dtype: "F32", shape: [20, 12], values: change(weights(i)) } as never })); });
      writeFileSync(path(`${name}/model.safetensors.index.json`), JSON.stringify({ metadata: {}, weight_map: Object.fromEntries(names.map((tensor, i) => [tensor, `model-0000${i + 1}-of-00002.safetensors`])) }));
    }
    shell("adapter-of-a-sharded-model");
    expect(Object.keys(load(path("adapter/adapter_model.safetensors")))).toHaveLength(4);
  });

  it("recommend", async () => {
    const { best } = await task("recommend");
    const ratings = ["ann", "bob", "cy", "di", "ed", "flo"].flatMap((user, i) => ["Up", "Heat", "Alien", "Coco", "Jaws"].filter((_, j) => (i + j) % 4 !== 0).map((item) => ({ user, item, rating: 1 + ((item.length + i) % 5) })));
    const left = (best as (...args: unknown[]) => string[])(ratings, "ann");
    expect(left.sort()).toEqual(["Jaws", "Up"]); // what she has not rated
  });

  it("sensor table", async () => {
    const { filled } = await task("sensor-table");
    const whole = Array.from({ length: 12 }, (_, i) => Array.from({ length: 8 }, (__, j) => 20 + i + 2 * j));
    const got = (filled as (table: unknown) => number[][])(whole.map((row, i) => row.map((x, j) => ((i * 5 + j) % 7 === 3 ? null : x))));
    got.forEach((row, i) => row.forEach((x, j) => expect(Math.abs(x - whole[i]![j]!)).toBeLessThan(0.5)));
  });

  it("league", async () => {
    const { league } = await task("league");
    const games = [["a", "b", 3, 0], ["b", "c", 2, 1], ["a", "c", 4, 1], ["c", "a", 0, 2], ["b", "a", 1, 1], ["c", "b", 1, 2]].map(([home, away, homeScore, awayScore]) => ({ home, away, homeScore, awayScore }));
    const { ranking, chances } = (league as (...args: unknown[]) => { ranking: string[]; chances: { home: number; away: number } })(games, "a", "c");
    expect(ranking).toEqual(["a", "b", "c"]);
    expect(chances.home).toBeGreaterThan(chances.away);
  });

  it("route with abort", async () => {
    const server = (await task("route-with-abort")).server as unknown as import("node:http").Server;
    server.listen(0);
    await once(server, "listening");
    const ask = (body: unknown) => new Promise<[number, string]>((resolve) => {
      const sent = request({ port: (server.address() as AddressInfo).port, method: "POST" }, (answer) => {
        let text = "";
        answer.on("data", (part) => { text += String(part); }).on("end", () => { resolve([answer.statusCode!, text]); });
      });
      sent.end(JSON.stringify(body));
    });
    expect(await ask([[3, 0], [0, 4]])).toEqual([200, "[4,3]"]);
    expect(await ask([[1, 2], [3]])).toEqual([400, expect.stringMatching(/^matrix\[1\] has length 1/)]);
    server.close();
    server.closeAllConnections();
  });

  it("picture in React compiles, and calls what there is", () => {
    const source = readFileSync(join(tasks, "picture-in-react.jsx"), "utf8");
    const { code, warnings } = transformSync(source, { loader: "jsx", format: "cjs" });
    expect(warnings).toEqual([]);
    const asked: string[] = [];
    const react = { useRef: () => ({ current: null }), useState: (x: number) => [x, () => undefined], useMemo: (f: () => unknown) => f(), useEffect: () => undefined };
    const module = { exports: {} as { Picture: (props: object) => unknown } };
    const compressImage = () => { asked.push("compressImage"); return { data: new Uint8ClampedArray(4), width: 1, height: 1, compression: 2 }; };
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a program of our own, compiled above
    new Function("require", "module", "React", code)((name: string) => (name === "react" ? react : { compressImage }), module, { createElement: (...parts: unknown[]) => parts });
    expect(JSON.stringify(module.exports.Picture({ pixels: {} }))).toContain("2.0");
    expect(asked).toEqual(["compressImage"]);
  });

  it("similar items", async () => {
    const { similar } = await task("similar-items");
    const likes = Array.from({ length: 12 }, (_, user) => (user % 2 === 0 ? [0, 1, 2] : [3, 4]).filter((item) => (user + item) % 5 !== 0).map((item) => [user, item, 1])).flat();
    const order = (similar as (...args: unknown[]) => number[])(12, 5, likes, 0);
    expect(order.slice(0, 2).sort()).toEqual([1, 2]);
  });

  it("a matrix that does not fit", async () => {
    const { components } = await task("does-not-fit");
    const blocks = async function* () { yield [[3, 0]]; yield [[0, 4]]; };
    const { S } = await (components as (...args: unknown[]) => Promise<{ S: Float64Array }>)(blocks(), 2);
    expect([...S].map((s) => Math.round(s * 1e12) / 1e12)).toEqual([4, 3]);
  });
});
