import { Duplex, Readable } from "node:stream";
import { expect, test } from "vitest";
import { feed } from "../../../dev/runtimes/k3d/node-images.ts";

const endless = () => new Readable({ read() { this.push(Buffer.alloc(65_536)); } });

/** A program that takes so many pieces, then says something and ends, or never does. */
const program = (pieces: number, says: string | undefined) => {
  let taken = 0;
  const duplex: Duplex = new Duplex({
    read() {},
    write(_chunk, _encoding, done) {
      taken += 1;
      if (taken < pieces) return done();
      if (says !== undefined) duplex.push(says);
      if (says !== undefined) duplex.push(null); // and never reads on
    },
  });
  return duplex.resume();
};

test("input that a program leaves unread when it ends is let go of", async () => {
  const [input, reader] = [endless(), program(3, "imported")];
  await feed(input, reader, new AbortController().signal);
  expect([input.destroyed, reader.destroyed]).toEqual([true, true]);
});

test("input of a program that is waited for in vain is let go of, too", async () => {
  const [input, reader] = [endless(), program(3, undefined)];
  const over = new AbortController();
  const fed = feed(input, reader, over.signal);
  over.abort(new Error("interrupted"));
  await expect(fed).rejects.toThrow();
  expect([input.destroyed, reader.destroyed]).toEqual([true, true]);
});
