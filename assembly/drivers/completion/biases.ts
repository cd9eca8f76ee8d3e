import { addBack, fitBiases, meanValue, subtractBiases } from "../../completion/biases";
import { squaredErrors } from "../../completion/errors";
import { dot } from "../../kernels/dot";
import { Table } from "../../completion/table";
import { vector } from "../../memory";

export function tableMean(table: usize): f64 {
  const t = changetype<Table>(table);
  return meanValue(t);
}

/**
 * One sweep of damped biases, columns then rows; returns the objective it decreases:
 *
 *   sum (x_ij - c - a_i - b_j)^2 + rowDamping*|a|^2 + columnDamping*|b|^2      [Koren10], baseline
 *
 * rowBias, columnBias: overwritten; zeros to start.
 */
export function biasSweep(
  table: usize, mean: f64, rowDamping: f64, columnDamping: f64, rowBias: usize, columnBias: usize,
): f64 {
  const t = changetype<Table>(table);
  fitBiases(t, 1, columnDamping, mean, vector<f64>(columnBias), vector<f64>(rowBias));
  fitBiases(t, 0, rowDamping, mean, vector<f64>(rowBias), vector<f64>(columnBias));
  const rows = t.rows.count;
  const columns = t.columns.count;
  return subtractBiases(t, mean, vector<f64>(rowBias), vector<f64>(columnBias), vector<f64>(0))
    + rowDamping * dot<f64>(rows, rowBias, rowBias) + columnDamping * dot<f64>(columns, columnBias, columnBias);
}

/** Replaces every value by what mean and biases leave of it; returns the sum of squares of that. */
export function removeBiases(table: usize, mean: f64, rowBias: usize, columnBias: usize, values: usize): f64 {
  const t = changetype<Table>(table);
  return subtractBiases(t, mean, vector<f64>(rowBias), vector<f64>(columnBias), vector<f64>(values));
}

/** The sum of squared errors of factors on the observed entries (completion/errors.ts). */
export function tableErrors(table: usize, rowFactors: usize, columnFactors: usize, k: i32, biased: i32, ld: i32): f64 {
  const t = changetype<Table>(table);
  return squaredErrors(t, rowFactors, columnFactors, k, biased, ld);
}

/** The biases of one side alone (0 rows, 1 columns), the other's as given; see completion/biases.ts. */
export function fitBiasesOf(table: usize, side: i32, damping: f64, mean: f64, bias: usize, other: usize): void {
  const t = changetype<Table>(table);
  fitBiases(t, side, damping, mean, vector<f64>(bias), vector<f64>(other));
}

/** The way back from removeBiases. */
export function restoreBiases(table: usize, mean: f64, rowBias: usize, columnBias: usize): void {
  const t = changetype<Table>(table);
  addBack(t, mean, vector<f64>(rowBias), vector<f64>(columnBias));
}
