// Embeddings of texts, as a feature-extraction pipeline of transformers.js gives them (a tensor with dims and data), on a map of two directions.
import { pca, pcaTransform } from "lowrank";

const matrixOf = ({ dims: [rows, columns], data }) => ({ rows, columns, data });

export function mapOf(embeddings) {
  const model = pca(matrixOf(embeddings), { components: 2 });
  return { scores: model.scores, place: (more) => pcaTransform(model, matrixOf(more)) };
}
