// Compares the public surface, as it is in dist/*.d.ts, with the reports in etc/: `node api.mjs` fails on any difference, `--update` writes them.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";

const root = fileURLToPath(new URL("../..", import.meta.url));
const update = process.argv.includes("--update");
const manifest = join(root, "package.json");
const entries = Object.values(JSON.parse(readFileSync(manifest, "utf8")).exports).flatMap((conditions) => conditions.import?.types ?? []).filter((types) => !types.endsWith("/threads.d.ts")); // all of the package, setThreads and HelperError
const folder = mkdtempSync(join(tmpdir(), "lowrank-api-"));
const silent = { default: { logLevel: "none" } };

mkdirSync(join(root, "etc"), { recursive: true });
for (const types of entries) {
  const name = basename(types, ".d.ts") === "index" ? "lowrank" : basename(types, ".d.ts");
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: manifest,
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, types),
      compiler: { overrideTsconfig: { compilerOptions: { target: "ES2022", module: "ESNext", moduleResolution: "bundler", lib: ["ES2022", "DOM"], types: [], strict: true, skipLibCheck: true }, files: [types] } },
      apiReport: { enabled: true, reportFileName: `${name}.api.md`, reportFolder: join(root, "etc"), reportTempFolder: folder },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      // What an entry forgets to export is worth an error; the rest is style of another house.
      messages: { compilerMessageReporting: { default: { logLevel: "error" } }, extractorMessageReporting: { ...silent, "ae-forgotten-export": { logLevel: "error" } }, tsdocMessageReporting: silent },
      newlineKind: "lf",
    },
  });
  // What an entry imports from the package is exported there.
  const imported = [...readFileSync(join(root, types), "utf8").matchAll(/^import (?:\* as (\w+)|\{([^}]*)\}) from 'lowrank';/gm)].flatMap(([, whole, names]) => whole ?? names.split(",").map((name) => name.trim()));
  const messageCallback = (message) => { if (message.messageId === "ae-forgotten-export" && imported.some((name) => message.text.includes(`"${name}"`))) message.logLevel = "none"; };
  const { apiReportChanged, errorCount, warningCount } = Extractor.invoke(config, { localBuild: update, messageCallback });
  if (errorCount + warningCount > 0 || (apiReportChanged && !update)) process.exitCode = 1;
  if (apiReportChanged && !update) console.error(`etc/${name}.api.md is not what dist/ exports: look at the difference, then npm run api`);
}
rmSync(folder, { recursive: true });
