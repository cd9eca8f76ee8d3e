import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Options } from "tsup";
import { sbom } from "./sbom";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** Licences that ask for no more than their text and the copyright lines. */
const ALLOWED = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"];
const FILE = "dist/THIRD-PARTY-NOTICES.txt";
const BILL = "dist/sbom.cdx.json";
const HEAD = `The files of this folder contain, beside lowrank, the packages below: cli.js most of them, pool* workerpool, and the WebAssembly
modules parts of AssemblyScript's library. Each is followed by its licence.
`;

/** AssemblyScript's library is compiled into the modules, of which these files hold text or bytes. */
const MODULE = /(^|[\\/])(wasm[\\/]binary-\w+\.ts|build[\\/]lowrank[\w-]*\.wasm)$/;
const COMPILER = "node_modules/assemblyscript";

/** Folders of packages, those of every build in one, with the files of dist that hold parts of them. */
const holders = new Map<string, Set<string>>();

/**
 * Writes what builds bundle into dist: the licences of all packages, with their notices, as their licences ask, and a bill of materials.
 * A package whose licence is not on the list fails the build.
 */
export const notices: Plugin = {
  name: "notices",
  setup(build) {
    build.initialOptions.metafile = true;
    build.onEnd(({ metafile }) => {
      for (const [output, { inputs }] of Object.entries(metafile?.outputs ?? {})) {
        if (!output.startsWith("dist/")) continue; // build/ is not shipped
        for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
          const folder = MODULE.test(path) ? COMPILER : /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
          if (folder !== undefined && bytesInOutput > 0) holders.set(folder, (holders.get(folder) ?? new Set()).add(basename(output)));
        }
      }
      mkdirSync("dist", { recursive: true });
      writeFileSync(BILL, sbom(holders));
      writeFileSync(FILE, [HEAD, ...[...holders.keys()].map(notice).sort()].join(`\n${"=".repeat(100)}\n`));
    });
  },
};

function notice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name: string; version: string; license?: unknown };
  if (typeof license !== "string" || !ALLOWED.includes(license)) {
    throw new Error(`${name} ${version} has the licence ${String(license)}: expected one of ${ALLOWED.join(", ")}`);
  }
  const texts = [folder, join(folder, "licenses")]
    .flatMap((where) => (existsSync(where) ? readdirSync(where, { withFileTypes: true }) : []))
    .filter((entry) => entry.isFile() && /^(licen[cs]e|notice|copying|copyright)/i.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8").replaceAll("\r\n", "\n").trim());
  if (texts.length === 0) throw new Error(`${name} ${version} comes without the text of its licence`);
  return [`\n${name} ${version} (${license})`, ...texts].join("\n\n") + "\n";
}
