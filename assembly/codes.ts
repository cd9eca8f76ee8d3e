/** What a call asks for, as numbers. Both languages compile this file, as they do status.ts. */

/** Which singular vectors are wanted. */
export const enum Vectors { None = 0, Thin = 1, Full = 2 }

/** How the bidiagonal matrix is diagonalized; Cholesky: as Auto, and A = Q*R by Gram matrices whatever the shape, where that is possible. */
export const enum Driver { Auto = 0, Qr = 1, Divide = 2, Cholesky = 3 }

/** How a side of a decomposition grows: X := [X E] for given columns E, or X := diag(X, I). */
export const enum Growth { Joined = 0, Stacked = 1 }

/** What an alignment may consist of; any of them together. */
export const enum Motion { Rotation = 1, Scale = 2, Translation = 4 }

/** What a margin m counts as: m, sign(m)*ln(1 + |m|) or sign(m)/2. */
export const enum Margin { Plain = 0, Logarithm = 1, Outcome = 2 }

/** The lines of a table. */
export const enum Axis { Row = 0, Column = 1 }

/** Entries handed over at a time: three lists of so many triplets stay in the second-level cache; coordinates of a table take 1 MB. */
export const enum Chunk { Triplets = 16384, Coordinates = 65536 }

/** What a partial gathers. */
export const enum Kind { Triangle = 1, Directions = 2, Sum = 3, Factors = 4 }

/** Why a partial, rows for one or what was gathered is refused. */
export const enum Refusal {
  None = 0, OutOfMemory = 1, NoConvergence = 2, Magic = 3, Version = 4, Size = 5, Header = 6, Payload = 7, Field = 8, Node = 9, Number = 10, Job = 11, Overlap = 12,
  Hole = 13, Large = 14, Tiny = 15, Incomplete = 16,
}
