import { createConnection } from "node:net";
import type { Verdict } from "../../../dev/model/probe.ts";
import type { Address } from "../../../dev/probes/address.ts";

const METADATA = 3;
const VERSION = 1;

/** A Metadata request (version 1) for no topic: size, key, version, correlation, client's name, an empty list. */
const metadataRequest = (): Buffer => {
  const client = Buffer.from("oracle");
  const body = Buffer.alloc(2 + 2 + 4 + 2 + client.length + 4);
  body.writeInt16BE(METADATA, 0);
  body.writeInt16BE(VERSION, 2);
  body.writeInt32BE(1, 4);
  body.writeInt16BE(client.length, 8);
  client.copy(body, 10);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
};

/** `host:port` of each broker in an answer (without its size): correlation, count, then id, host, port, rack. */
export const advertisedIn = (answer: Buffer): readonly string[] => {
  let at = 4;
  const count = answer.readInt32BE(at);
  at += 4;
  return Array.from({ length: count }, () => {
    const length = answer.readInt16BE(at + 4);
    const host = answer.toString("utf8", at + 6, at + 6 + length);
    at += 6 + length;
    const port = answer.readInt32BE(at);
    const rack = answer.readInt16BE(at + 4);
    at += 6 + Math.max(0, rack);
    return `${host}:${port}`;
  });
};

/** The product's own question to Kafka, in one small packet: a client library at two hundred questions a second would be the load. */
export const askKafka = ({ host, port }: Address, timeoutMs: number): Promise<Verdict> =>
  new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: timeoutMs });
    let answer = Buffer.alloc(0);
    const end = (verdict: Verdict) => {
      socket.destroy();
      resolve(verdict);
    };
    socket.on("connect", () => socket.write(metadataRequest()));
    socket.on("data", (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length < 4 || answer.length < 4 + answer.readInt32BE(0)) return;
      const advertised = advertisedIn(answer.subarray(4));
      end(advertised.includes(`${host}:${port}`) ? { ready: true } : { ready: false, reason: `it advertises ${advertised.join(", ") || "no broker"}` });
    });
    socket.on("timeout", () => end({ ready: false, reason: "no answer" }));
    socket.on("error", ({ message }) => end({ ready: false, reason: message }));
    socket.on("close", () => end({ ready: false, reason: "closed" }));
  });
