/**
 * The methods of `complete`, for menus and forms: what each is for, the least rank each takes (0: biases alone are a model), and the options it reads beside those that all
 * do, which are `scaling`, `robust`, `range`, `start`, `seed`, `tolerance`, `maxIterations` and `onProgress`. What a method does not read is ignored.
 */
export const COMPLETION_METHODS = /* @__PURE__ */ Object.freeze({
  "auto": { about: "what does best on held-out entries", leastRank: 1, options: ["objective", "liked", "rank", "damping", "samples", "budget", "features", "weights", "loss", "noise"] },
  "bayesian": { about: "the best predictions of most tables, with a deviation for each", leastRank: 0, options: ["rank", "samples", "features", "weights", "loss", "noise"] },
  "als": { about: "for large tables, or factors at 0 or above", leastRank: 0, options: ["rank", "lambda", "power", "damping", "biases", "nonnegative", "solver", "features", "weights"] },
  "soft-impute": { about: "for pictures and other spectra that fall slowly", leastRank: 1, options: ["rank", "fill", "lambda", "damping"] },
  "hard-impute": { about: "for a known, small rank and little noise", leastRank: 1, options: ["rank", "fill", "damping"] },
  "fill": { about: "the simplest: holes filled, then a truncated decomposition", leastRank: 1, options: ["rank", "fill", "damping"] },
  "implicit": { about: "for counts: what is not listed was not chosen", leastRank: 1, options: ["rank", "lambda", "power", "alpha", "confidence", "unseen", "solver", "features", "weights"] },
  "item": { about: "for lists of what was chosen; above 20,000 columns an approximation", leastRank: 1, options: ["lambda", "neighbours", "minimumSupport"] },
} as const);

/** How `complete` goes about it; the guide on completing a table says which is for what. */
export type CompletionMethod = keyof typeof COMPLETION_METHODS;
