import { readFile } from "node:fs/promises";

const LISTEN = "0A";
const IPV4_DIGITS = 8;
/** Bytes of each 32-bit word are reversed in Linux's tables. */
const IPV6_LOOPBACK = "00000000000000000000000001000000";
const MAPPED_IPV4 = "0000000000000000FFFF0000";

const isLoopback = (address: string): boolean => {
  const ipv4 = address.length === IPV4_DIGITS ? address : address.startsWith(MAPPED_IPV4) ? address.slice(MAPPED_IPV4.length) : undefined;
  return ipv4 === undefined ? address === IPV6_LOOPBACK : ipv4.endsWith("7F");
};

/** From where a port is listened at: `nobody` does, on `loopback` only, or on more of the machine's `addresses`. */
export type Reach = "nobody" | "loopback" | "addresses";

/** @param tables `/proc/net/tcp` and `/proc/net/tcp6` (columns: sl local_address rem_address st …). */
export const reachIn = (tables: readonly string[], port: number): Reach => {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const addresses = tables.flatMap((table) =>
    table.split("\n").slice(1).flatMap((line) => {
      const [, local, , state] = line.trim().split(/\s+/);
      return local?.endsWith(suffix) && state === LISTEN ? [local.slice(0, -suffix.length)] : [];
    }),
  );
  return addresses.length === 0 ? "nobody" : addresses.every(isLoopback) ? "loopback" : "addresses";
};

/** Linux only: elsewhere there are no such tables, and `nobody` is the answer. */
export const reachOf = async (port: number): Promise<Reach> =>
  reachIn(await Promise.all(["tcp", "tcp6"].map((name) => readFile(`/proc/net/${name}`, "utf8").catch(() => ""))), port);
