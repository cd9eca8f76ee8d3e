/** Characters of a message. */
export const LONGEST_MESSAGE = 2000;

/** What engines and Node say when a program is at fault, not a file. */
const RAW = /cannot (read|set|convert|destructure|perform|mix)|is not (a function|iterable|a constructor|defined)|\bundefined\b|\[object |invalid (\w+ )*length|call stack|allocation failed|not valid JSON|in JSON at|of JSON input|offset is out|out of (range|bounds)|outside the bounds|ERR_\w|node:|\bat \S+:\d+/i;

/** What is wrong with a message for people: other than one short line of words that are ours. What it quotes is the file's. */
export function faultOfMessage(text: string): string | undefined {
  if (text.length > LONGEST_MESSAGE) return "the message is longer than a line";
  if (/\p{Cc}/u.test(text)) return "the message holds control characters";
  const unquoted = text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  return RAW.test(unquoted) ? "the message is the engine's" : undefined;
}
