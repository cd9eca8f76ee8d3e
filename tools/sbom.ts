import { readFileSync } from "node:fs";

/** What package-lock.json says of a package. */
interface Locked { readonly name?: string; readonly version: string; readonly integrity?: string; readonly license?: string }

/**
 * A bill of materials in CycloneDX 1.6: the packages that a build has bundled, with the files that hold them.
 * It names no time and no serial number, so that equal builds give equal bytes.
 *
 * @param holders  of each folder of a package, as "node_modules/tslib", the files of dist with parts of it.
 */
export function sbom(holders: ReadonlyMap<string, ReadonlySet<string>>): string {
  const { name, version, license, description, packages } = { ...json("package.json"), ...json("package-lock.json") } as {
    name: string; version: string; license: string; description: string; packages: Readonly<Record<string, Locked>>;
  };
  const components = [...holders].map(([folder, files]) => {
    const locked = packages[folder];
    if (locked === undefined) throw new Error(`${folder} is bundled, but package-lock.json does not know it: npm install mends that`);
    return component(locked.name ?? folder.replace(/^.*node_modules\//, ""), locked, [...files].sort());
  }).sort((a, b) => (a["bom-ref"] < b["bom-ref"] ? -1 : 1));
  const own = { ...component(name, { version, license: packages[""]?.license ?? license }, []), description };
  return `${JSON.stringify({
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { lifecycles: [{ phase: "build" }], component: own },
    components,
    dependencies: [
      { ref: own["bom-ref"], dependsOn: components.map((part) => part["bom-ref"]) },
      ...components.map((part) => ({ ref: part["bom-ref"], dependsOn: [] })),
    ],
  }, undefined, 2)}\n`;
}

function component(name: string, { version, integrity, license }: Locked, files: readonly string[]) {
  const [group, plain] = name.startsWith("@") ? name.split("/") as [string, string] : [undefined, name];
  const path = group === undefined ? plain : `${encodeURIComponent(group)}/${plain}`;
  const [algorithm, digest] = integrity?.split("-") ?? [];
  return {
    type: "library",
    "bom-ref": `${name}@${version}`,
    ...(group === undefined ? {} : { group }),
    name: plain,
    version,
    scope: "required",
    purl: `pkg:npm/${path}@${version}`,
    ...(algorithm === undefined ? {} : { hashes: [{ alg: algorithm.toUpperCase().replace("SHA", "SHA-"), content: Buffer.from(digest!, "base64").toString("hex") }] }),
    ...(license === undefined ? {} : { licenses: [{ license: { id: license } }] }),
    ...(files.length === 0 ? {} : { properties: files.map((value) => ({ name: "lowrank:file", value })) }),
  };
}

function json(path: string): object {
  return JSON.parse(readFileSync(path, "utf8")) as object;
}
