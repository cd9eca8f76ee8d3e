// The packed package in the realms that other people's tools make: Jest's jsdom, SES, Node with frozen intrinsics.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { runInContext } from "node:vm";
import { build } from "esbuild";
import { JSDOM } from "jsdom";
import { expect, inject, it } from "vitest";
import { node } from "../support/packed";
import { consumer } from "./support/consumer";

const ses = createRequire(import.meta.url).resolve("ses");

/** A script without imports that leaves `answer`, what every consumer runs, with the global object. */
async function script(project: string): Promise<string> {
  const contents = `import { answer } from "./answer.mjs"; globalThis.answer = answer;`;
  const { outputFiles } = await build({ stdin: { contents, resolveDir: project }, bundle: true, format: "iife", target: "es2022", write: false, logLevel: "silent" });
  return outputFiles[0]!.text;
}

it("jsdom, whose window Jest runs tests in: no TextDecoder there", async () => {
  const context = new JSDOM("", { runScripts: "outside-only" }).getInternalVMContext();
  expect(runInContext("[typeof TextDecoder, typeof TextEncoder, typeof structuredClone, typeof document]", context)).toEqual(["undefined", "undefined", "undefined", "object"]);
  runInContext(await script(consumer()), context);
  expect(runInContext("answer()", context)).toBe(inject("expected"));
});

it("jsdom, with numbers from Node's realm", async () => {
  const context = new JSDOM("", { runScripts: "outside-only" }).getInternalVMContext();
  const contents = `import * as lowrank from "lowrank"; globalThis.lowrank = lowrank;`;
  const { outputFiles } = await build({ stdin: { contents, resolveDir: consumer() }, bundle: true, format: "iife", target: "es2022", write: false, logLevel: "silent" });
  runInContext(outputFiles[0]!.text, context);
  const { svd, complete, saveModel, loadModel, predict, sparse, truncatedSvd, ready } = runInContext("lowrank", context) as typeof import("lowrank");
  const { U, S, V } = svd({ rows: 2, columns: 2, data: Float64Array.of(3, 0, 0, 4) });
  expect([...S]).toEqual([4, 3]);
  const model = structuredClone(complete([[1, 2], [2, null]], { method: "als", rank: 1, lambda: 0.1 }));
  const bytes = Buffer.from(saveModel(model));
  expect(predict(loadModel(bytes), 1, 1)).toEqual(predict(model, 1, 1));
  expect(truncatedSvd(structuredClone(sparse(2, 2, [[0, 0, 5]])), 1).S[0]).toBe(5);
  expect(U.rows + V.rows).toBe(4);
  await ready();
});

it("SES after lockdown, and a compartment that is given what SES withholds: WebAssembly and floating-point arrays", async () => {
  const project = consumer();
  writeFileSync(join(project, "script.js"), await script(project));
  writeFileSync(join(project, "ses.mjs"), `
    import ${JSON.stringify(ses)};
    import { readFileSync } from "node:fs";
    lockdown();
    const { answer } = await import("./answer.mjs");
    console.log(answer());
    const compartment = new Compartment({ globals: { WebAssembly, Float32Array, Float64Array }, __options__: true });
    compartment.evaluate(readFileSync("script.js", "utf8"));
    console.log(compartment.evaluate("answer()"));`);
  expect(node(project, "ses.mjs").trim().split("\n")).toEqual([inject("expected"), inject("expected")]);
});

it("Node with frozen intrinsics", () => {
  const project = consumer();
  expect(node(project, "--frozen-intrinsics", "--no-warnings", "node.mjs").trim()).toBe(inject("expected"));
});
