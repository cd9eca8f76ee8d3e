// Ranks the last whole Premier League season, by the command line, and tries half of it on the other half.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const SEASON = "2024-25";

export function season(out) {
  const plot = path("out/.season.svg");
  const args = ["standings", path("examples/football-england/matches.csv"), "--where", "league=en.1", "--where", `season=${SEASON}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, [path("dist/cli.js"), ...args, "--held-out", "50%", "--plot", plot], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  out.print(`\n${stdout.replace(/\nwritten: .*\n$/, "")}`);
  out.write(`premier-league-${SEASON}.svg`, readFileSync(plot));
  rmSync(plot);
}
