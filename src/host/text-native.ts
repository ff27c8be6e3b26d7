/** UTF-8 to text and back by the machine's own decoder, for the store, which reads many short texts. */

/** Returns the text of UTF-8 bytes between two places. */
export function textOfBytes(bytes: Uint8Array, from = 0, to = bytes.length): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
}

const encoder = new TextEncoder();

/** Returns the UTF-8 of a well-formed text. */
export function bytesOfText(text: string): Uint8Array {
  return encoder.encode(text);
}
