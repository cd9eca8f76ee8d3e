/** Every command that writes files, with all that it writes: for tests of what is left when something fails. */
import type { workplace } from "./command";
import { pngOf } from "./command";
import { change, numbers, safetensors, sum } from "./safetensors";

export interface WritingCommand {
  readonly name: string;
  /** `at`: where an output goes. */
  readonly args: (at: (name: string) => string) => string[];
  readonly outputs: readonly string[];
}

const TABLE = Array.from({ length: 9 }, (_, i) => Array.from({ length: 5 }, (_, j) => (Math.sin(3 * i + j * j) * 4 + i * j).toFixed(3)).join(",")).join("\n");
const RATINGS = Array.from({ length: 60 }, (_, p) => `u${p % 9},i${(p * 7) % 11},${1 + ((p * 5) % 9) / 2}`).join("\n");
const GAMES = `home,away,home score,away score\n${Array.from({ length: 30 }, (_, p) => `T${p % 6},T${(p * 5 + 1 + (p % 2)) % 6 === p % 6 ? 6 : (p * 5 + 1 + (p % 2)) % 6},${p % 4},${(p * 3) % 5}`).join("\n")}\n`;
const WEIGHT = "model.layers.0.mlp.down_proj.weight";

/** The commands, on inputs that are written first. */
export function writingCommands({ path, file }: Pick<ReturnType<typeof workplace>, "path" | "file">): readonly WritingCommand[] {
  file("in.png", pngOf("grey", 9, 8));
  file("table.csv", `${TABLE}\n`);
  file("vectors.csv", "1,0\n0,1\n0,0\n0,0\n0,0\n");
  file("ratings.csv", `user,item,rating\n${RATINGS}\n`);
  file("games.csv", GAMES);
  const weights = numbers(12 * 10, 1);
  file("base.safetensors", safetensors({ [WEIGHT]: { shape: [12, 10], values: weights } }));
  file("tuned.safetensors", safetensors({ [WEIGHT]: { shape: [12, 10], values: sum(weights, change(12, 10, 2, 0.1, 3)) } }));
  const fill = ["complete", path("ratings.csv"), "--method", "fill", "--rank", "1"];
  return [
    { name: "compress", args: (at) => ["compress", path("in.png"), "-k", "2", "-o", at("out.png")], outputs: ["out.png"] },
    { name: "svd", args: (at) => ["svd", path("table.csv"), "-o", at("f.npy")], outputs: ["f-S.npy", "f-U.npy", "f-V.npy"] },
    { name: "svd into a new folder", args: (at) => ["svd", path("table.csv"), "-o", `${at("new/deep")}/`], outputs: ["new/deep/S.csv", "new/deep/U.csv", "new/deep/V.csv"] },
    { name: "pca", args: (at) => ["pca", path("table.csv"), "-k", "2", "-o", at("p.csv")], outputs: [] },
    { name: "denoise", args: (at) => ["denoise", path("table.csv"), "--noise", "0.1", "-o", at("out.csv")], outputs: ["out.csv"] },
    { name: "complete", args: (at) => ["complete", path("ratings.csv"), "--method", "als", "--rank", "1", "-o", at("predicted.csv"), "--model", at("m.model")], outputs: ["predicted.csv", "m.model"] },
    { name: "standings", args: (at) => ["standings", path("games.csv"), "-o", at("table.csv")], outputs: ["table.csv"] },
    { name: "lora", args: (at) => ["lora", path("base.safetensors"), path("tuned.safetensors"), "-k", "1", "-o", `${at("adapter")}/`], outputs: ["adapter/adapter_model.safetensors", "adapter/adapter_config.json"] },
    { name: "compress with a plot", args: (at) => ["compress", path("in.png"), "-k", "2", "-o", at("out.jpg"), "--scree", at("s.svg")], outputs: ["out.jpg", "s.svg"] },
    { name: "svd of few triplets, compressed", args: (at) => ["svd", path("table.csv"), "-k", "2", "-o", at("g.csv.gz")], outputs: [] },
    { name: "complete with plots in a new folder", args: (at) => [...fill, "--plot", `${at("plots")}/`], outputs: [] },
    { name: "svd in pieces", args: (at) => ["svd", path("table.csv"), "--stream", "-o", at("s.npy")], outputs: ["s-S.npy", "s-U.npy", "s-V.npy"] },
    { name: "pca in pieces", args: (at) => ["pca", path("table.csv"), "--stream", "-k", "2", "-o", `${at("deep")}/`], outputs: [] },
    { name: "partial", args: (at) => ["partial", path("table.csv"), "-o", at("x.lrp")], outputs: ["x.lrp"] },
    { name: "project", args: (at) => ["project", path("table.csv"), "--vectors", path("vectors.csv"), "-o", at("u.npy")], outputs: ["u.npy"] },
    { name: "standings with a plot", args: (at) => ["standings", path("games.csv"), "-o", at("table.tsv"), "--plot", at("p.svg")], outputs: ["table.tsv", "p.svg"] },
  ];
}
