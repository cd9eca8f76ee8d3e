import { refuseOthers } from "./checks";

/** What records from elsewhere carry along: it says when and which, and nothing of the value. Anything else may have been meant to count, a weight say. */
const ALONG = ["id", "date", "time", "timestamp"];

/**
 * Refuses an entry or a list of entries with a field that nobody would read: what looks meaningful is not ignored.
 *
 * @param fields    those that are read.
 * @param optional  those that are read where they are there.
 */
export function refuseUnread(name: string, entry: object, fields: readonly string[], optional: readonly string[] = []): void {
  refuseOthers(name, entry, [...fields, ...optional, ...ALONG], () => {
    const read = fields.join(", ");
    return `is not read: expected ${read} alone, or with ${[...optional, ...ALONG].join(", ")} (leave it out: ({ ${read} }) => ({ ${read} }))`;
  });
}
