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
