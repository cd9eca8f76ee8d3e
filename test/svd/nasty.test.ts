// Structured, deficient, graded, clustered and extreme matrices.
import { builds } from "../support/builds";
import { svdContract } from "../support/contracts";
import { nastyMatrices } from "../support/nasty";

for (const build of builds) svdContract(build, nastyMatrices());
