/** The first 32 bits of the fractions of the roots (square, cubic) of the first primes: the constants of FIPS 180-4. */
const fractions = (count: number, root: number): readonly number[] => {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate += 1) if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  return primes.map((prime) => (prime ** (1 / root) * 2 ** 32) | 0);
};

const BLOCK = 64;
const ROUNDS = 64;

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** One bit, zeros, and the length in bits: whole blocks. */
const padded = (bytes: Uint8Array): DataView => {
  const message = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  message.set(bytes);
  message[bytes.length] = 0x80;
  const view = new DataView(message.buffer);
  view.setBigUint64(message.length - 8, BigInt(bytes.length) * 8n);
  return view;
};

/**
 * SHA-256 of a short text, in hexadecimal digits. For names, never for secrets: Node's own is the one to use where it
 * matters, but to load it takes a fifth of the start of a bare Node, and every command names its instance.
 */
export const sha256 = (text: string): string => {
  const constants = fractions(ROUNDS, 3);
  const message = padded(new TextEncoder().encode(text));
  const words = new Int32Array(ROUNDS);
  const hash = Int32Array.from(fractions(8, 2));
  for (let block = 0; block < message.byteLength; block += BLOCK) {
    for (let i = 0; i < 16; i += 1) words[i] = message.getInt32(block + i * 4);
    for (let i = 16; i < ROUNDS; i += 1) {
      const [early = 0, late = 0] = [words[i - 15], words[i - 2]];
      const s0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
      const s1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
      words[i] = (words[i - 16] ?? 0) + s0 + (words[i - 7] ?? 0) + s1;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
    for (let i = 0; i < ROUNDS; i += 1) {
      const one = h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + (constants[i] ?? 0) + (words[i] ?? 0);
      const two = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (hash[i] = (hash[i] ?? 0) + word));
  }
  return [...hash].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
};
