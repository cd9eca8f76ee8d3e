/** Every numeric function of the package on inputs that are the same everywhere: results must be, too. */
import { completionCases } from "./completion";
import { denseCases } from "./dense";
import { hash } from "./hash";
import { standingsCases } from "./standings";
import { truncatedCases } from "./truncated";

export type Package = typeof import("../../src/index");
export type Cases = (name: string, run: (lowrank: Package) => unknown) => void;

/** The hash of each case's result, by its name. */
export function hashes(lowrank: Package): Record<string, string> {
  const found: Record<string, string> = {};
  const add: Cases = (name, run) => {
    if (name in found) throw new Error(`two cases are called ${name}`);
    try {
      found[name] = hash(run(lowrank));
    } catch (error) {
      throw new Error(`${name}: ${String(error)}`, { cause: error });
    }
  };
  denseCases(add);
  truncatedCases(add);
  completionCases(add);
  standingsCases(add);
  return found;
}
