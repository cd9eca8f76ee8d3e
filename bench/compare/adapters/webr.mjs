import { WebR } from "webr";

/** R's svd (LAPACK's dgesdd) in WebAssembly. It runs in a worker, so repetitions are a loop in R. */
export default {
  name: "webr",
  oneMatrixOnly: true,
  async prepare(rows, columns, data, want) {
    const r = new WebR({ interactive: false });
    await r.init();
    await r.objs.globalEnv.bind("x", await new r.RDouble(Array.from(data)));
    await r.evalRVoid(`a <- matrix(x, ${rows}, ${columns}, byrow = TRUE)`);
    const call = want === "vectors" ? "svd(a)" : "svd(a, nu = 0, nv = 0)";
    const numbers = async (code) => Float64Array.from(await (await r.evalR(code)).toTypedArray());
    return {
      repeat: (times) => r.evalRVoid(`for (i in 1:${times}) s <- ${call}`),
      async read() {
        const S = await numbers("s$d");
        return want === "vectors" ? { U: await numbers("t(s$u)"), S, V: await numbers("t(s$v)") } : { S };
      },
    };
  },
};
