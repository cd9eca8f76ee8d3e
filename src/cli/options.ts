import { type Command, InvalidArgumentError, Option } from "commander";
import type { RankCriterion } from "../index";

/** A whole number from `least` up. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number, ${least} or more.`);
  };
}

/** A whole number from 1 up, or a share above 0 and below 1. */
export function countOrShare(text: string): number {
  const isPercent = text.trim().endsWith("%");
  const value = Number(isPercent ? text.trim().slice(0, -1) || NaN : text.trim() || NaN) / (isPercent ? 100 : 1);
  if ((value > 0 && value < 1) || (!isPercent && Number.isSafeInteger(value) && value >= 1)) return value;
  throw new InvalidArgumentError("Expected a whole number, 1 or more, or a share above 0 and below 1, as 0.95 or 95%.");
}

/** A number above 0, up to `most` (included). A percent sign divides by 100. */
export function positiveNumber(most = Infinity): (text: string) => number {
  return (text) => {
    const [, digits = "", percent] = /^(.*?)(%?)$/s.exec(text.trim())!;
    const value = digits === "" ? NaN : Number(digits) / (percent === "%" ? 100 : 1);
    if (value > 0 && value <= most && value < Infinity) return value;
    throw new InvalidArgumentError(`Expected a number above 0${most === Infinity ? "" : ` and at most ${most}`}.`);
  };
}

/** A number, `least` or more. */
export function numberFrom(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= least && value < Infinity) return value;
    throw new InvalidArgumentError(`Expected a number, ${least} or more.`);
  };
}

/** Adds the format of the output, where its name does not tell it. */
export function addFormatOption(command: Command, formats: readonly string[]): Command {
  return command.addOption(new Option("--format <format>", "format of an output whose name does not tell it, as - (standard output)").choices(formats));
}

interface CriterionOptions {
  readonly rank?: number;
  readonly energy?: number;
  readonly relativeError?: number;
  readonly ratio?: number;
  readonly gap?: boolean;
  readonly optimal?: boolean;
}

const CRITERIA = ["rank", "energy", "relativeError", "ratio", "gap", "optimal"] as const;

/** Adds the ways to choose a rank to a command; each excludes the others. */
export function addCriterionOptions(command: Command): Command {
  const options = [
    new Option("-k, --rank <rank>", "keep this many singular values").argParser(wholeNumber(1)),
    new Option("-e, --energy <share>", "keep this share of the sum of squares, as 0.99 or 99%").argParser(positiveNumber(1)),
    new Option("-r, --relative-error <share>", "allow this error in the Frobenius norm, as 0.05 or 5%").argParser(positiveNumber(1)),
    new Option("--ratio <c>", "keep singular values whose sum is c times the sum of the rest").argParser(positiveNumber()),
    new Option("--gap", "cut at the widest gap between singular values"),
    new Option("--optimal", "cut noise at the threshold of Gavish and Donoho"),
  ];
  for (const option of options) {
    command.addOption(option.conflicts(CRITERIA.filter((name) => name !== option.attributeName())));
  }
  return command;
}

/** The criterion that the options name, or `otherwise`. */
export function criterionOf(options: CriterionOptions, otherwise: RankCriterion): RankCriterion {
  if (options.rank !== undefined) return options.rank;
  if (options.energy !== undefined) return { energy: options.energy };
  if (options.relativeError !== undefined) return { relativeError: options.relativeError };
  if (options.ratio !== undefined) return { ratio: options.ratio };
  if (options.gap) return "gap";
  return options.optimal ? "optimal-threshold" : otherwise;
}
