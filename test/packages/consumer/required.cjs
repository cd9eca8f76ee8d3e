const { svd } = require("lowrank");
const { SVD } = require("lowrank/ml-matrix");
const { createPool } = require("lowrank/pool");

const pool = createPool({ size: 1 });
pool.svd([[3, 0], [0, 4]]).then(({ S }) => {
  console.log(svd([[3, 0], [0, 4]]).S.join(), new SVD([[3, 0], [0, 4]]).norm2, S.join());
  return pool.close();
});
