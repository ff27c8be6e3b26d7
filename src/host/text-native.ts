/** UTF-8 to text by the machine's own decoder, for the store, which reads many short texts. */

/** Returns the text of UTF-8 bytes between two places. */
export function textOfBytes(bytes: Uint8Array, from = 0, to = bytes.length): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
}
