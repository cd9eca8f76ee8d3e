import type { Frame } from "../wasm/frame";
import { fitAuto, usualRank } from "./auto";
import { fitBayesian } from "./bayesian";
import type { Entries } from "./entries";
import { fitFill } from "./fill";
import { fitAls } from "./fit-als";
import { fitImplicit } from "./fit-implicit";
import { fitHardImpute, fitSoftImpute } from "./impute";
import type { Settings } from "./options";
import type { Completion } from "./types";

/** Runs the method that the settings name. */
export function fit(frame: Frame, entries: Entries, settings: Settings): Completion {
  const rank = Math.min(settings.rank ?? usualRank(entries), entries.rows, entries.columns);
  switch (settings.method) {
    case "auto": return fitAuto(frame, entries, settings);
    case "bayesian": return fitBayesian(frame, entries, settings, rank);
    case "als": return fitAls(frame, entries, settings, rank);
    case "soft-impute": return fitSoftImpute(frame, entries, settings);
    case "hard-impute": return fitHardImpute(frame, entries, settings);
    case "fill": return fitFill(frame, entries, settings);
    case "implicit": return fitImplicit(frame, entries, settings, rank);
  }
}
