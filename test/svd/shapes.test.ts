// Every small shape, every panel edge, and the long and the flat ones.
import { debug, simd } from "../support/builds";
import { svdContract } from "../support/contracts";
import { type Case, gaussian, uniform } from "../support/matrices";

const random = (m: number, n: number): Case => ({ name: `${m}x${n}`, matrix: () => uniform(m, n, 31 * m + n) });

const small = Array.from({ length: 49 }, (_, i) => random(Math.floor(i / 7), i % 7));

const EDGES = [7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129];
const edges = EDGES.flatMap((e) => [
  random(e, e), random(e, e + 1), random(e + 1, e), random(e, 2 * e), random(2 * e, e), random(e, 3), random(3, e),
  random(e + 5, e), random(Math.ceil(1.6 * e), e), random(e, Math.ceil(1.6 * e) + 1),
]);
const large = [random(200, 200), random(255, 150), random(150, 255), random(256, 256), random(257, 90), random(300, 299)];
const longs: Case[] = [
  [1, 1000], [1000, 1], [2, 1000], [1000, 2], [1000, 7], [500, 16], [17, 700],
].map(([m, n]) => ({ name: `${m}x${n}`, matrix: () => gaussian(m!, n!, 5) }));

svdContract(simd, [...small, ...edges, ...large]);
svdContract(simd, longs, { skipFull: true });
svdContract(simd, [[1, 200], [200, 1], [2, 200], [200, 3]].map(([m, n]) => random(m!, n!)));
svdContract(debug, [...small, ...edges.slice(0, 90), ...longs.slice(2)], { skipFull: true });
