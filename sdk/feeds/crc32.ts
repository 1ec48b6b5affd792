/** CRC-32 as in zlib, for browsers. */
const POLYNOMIAL = 0xedb8_8320;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value;
});

/** The checksum, unsigned, of text whose characters are all below 256. */
export function crc32(text: string): number {
  let value = 0xffff_ffff;
  for (let i = 0; i < text.length; i++) value = TABLE[(value ^ text.charCodeAt(i)) & 255]! ^ (value >>> 8);
  return (value ^ 0xffff_ffff) >>> 0;
}
