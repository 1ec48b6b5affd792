/** What a server's text message is on a WebSocket: made once, the same bytes go to every reader. */

const FINAL_TEXT = 0x81;
const SHORT = 126;
const LONG = 127;
const U16_LIMIT = 0x1_0000;

/** `text` as one unmasked, unfragmented frame (RFC 6455, section 5.2). */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < SHORT ? 2 : length < U16_LIMIT ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = FINAL_TEXT;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = SHORT;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LONG;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, head, "utf8");
  return frame;
}
