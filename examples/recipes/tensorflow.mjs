// Weights of a layer of TensorFlow.js as two thin ones: y = x W becomes y = (x U) (diag(S) Vᵀ).
import { tensor2d, transpose } from "@tensorflow/tfjs-core";
import { factors, lowRank } from "lowrank";

export function thin(weights, rank) {
  const { Y, Z } = factors(lowRank(weights, rank)); // a tensor is a matrix
  const first = tensor2d(Float32Array.from(Y.data), [Y.rows, Y.columns]);
  const second = transpose(tensor2d(Float32Array.from(Z.data), [Z.rows, Z.columns]));
  return [first, second];
}
