// The bill of materials against the lock file by npm's own, against a bundle made here, and against the notices.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { sbom } from "../tools/sbom";
import { root } from "./support/packed";

interface Component {
  readonly "bom-ref": string;
  readonly purl: string;
  readonly hashes: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses: readonly { readonly license: { readonly id: string } }[];
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}

const read = (path: string) => readFileSync(join(root, path), "utf8");
const bill = JSON.parse(read("dist/sbom.cdx.json")) as { bomFormat: string; specVersion: string; metadata: { component: Component & { version: string } }; components: Component[]; dependencies: { ref: string; dependsOn: string[] }[] };
const holding = (file: string) => bill.components.filter(({ properties }) => properties.some(({ value }) => value === file)).map((part) => part["bom-ref"]).sort();

it("says of each package what npm's bill of the lock file says", { timeout: 60_000 }, () => {
  const { stdout } = spawnSync("npm", ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"], { cwd: root, encoding: "utf8", shell: process.platform === "win32" });
  const whole = (JSON.parse(stdout) as { components: Component[] }).components;
  expect(bill.components.length).toBeGreaterThan(5);
  for (const own of bill.components) {
    const other = whole.find(({ purl }) => purl === own.purl);
    expect(other, own.purl).toBeDefined();
    expect(own.hashes, own.purl).toEqual(other!.hashes);
    expect(own.licenses, own.purl).toEqual(other!.licenses);
  }
  expect([bill.bomFormat, bill.specVersion, bill.metadata.component.purl]).toEqual(["CycloneDX", "1.6", `pkg:npm/lowrank@${(JSON.parse(read("package.json")) as { version: string }).version}`]);
  const refs = [bill.metadata.component["bom-ref"], ...bill.components.map((part) => part["bom-ref"])];
  expect(new Set(refs).size).toBe(refs.length);
  expect(bill.dependencies.map(({ ref }) => ref).sort()).toEqual([...refs].sort());
});

it("names for every file what a bundle of it contains", { timeout: 60_000 }, async () => {
  const bundled = async (entry: string, external: string[] = []) => {
    const { metafile } = await build({ absWorkingDir: root, entryPoints: [entry], bundle: true, write: false, metafile: true, format: "esm", platform: "node", external, outdir: "unwritten", logLevel: "error" });
    const names = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs)).filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .flatMap(([path]) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
    const lock = (JSON.parse(read("package-lock.json")) as { packages: Record<string, { version: string }> }).packages;
    return [...new Set(names)].map((folder) => `${folder.replace(/^.*node_modules\//, "")}@${lock[folder]!.version}`);
  };
  const compiler = bill.components.map((part) => part["bom-ref"]).find((name) => name.startsWith("assemblyscript@"))!;
  expect(holding("cli.js")).toEqual([...await bundled("src/cli/main.ts"), compiler].sort());
  for (const file of ["index.js", "index.cjs", "workerd.js"]) expect([file, holding(file)]).toEqual([file, [compiler]]);
  expect(await bundled("src/index.ts")).toEqual([]);
  for (const file of ["ml-matrix.js", "ml-matrix.cjs"]) expect(holding(file)).toEqual([]);
  for (const file of ["pool.js", "pool.cjs"]) expect(holding(file)).toEqual([expect.stringMatching(/^workerpool@/)]);
  for (const { properties } of bill.components) for (const { value } of properties) expect(existsSync(join(root, "dist", value)), value).toBe(true);
});

it("lists the packages of the notices, no more and no fewer", () => {
  const notices = [...read("dist/THIRD-PARTY-NOTICES.txt").matchAll(/^={100}\n\n(\S+) (\S+) \((.+)\)$/gm)].map(([, name, version, license]) => `${name}@${version} ${license}`);
  expect(bill.components.map((part) => `${part["bom-ref"]} ${part.licenses[0]!.license.id}`).sort()).toEqual(notices.sort());
});

it("refuses a package that the lock file does not know", () => {
  expect(() => sbom(new Map([["node_modules/stowaway", new Set(["cli.js"])]]))).toThrow(/node_modules\/stowaway is bundled, but package-lock\.json does not know it/);
});
