import { createServer } from "node:net";
import { expect, test } from "vitest";
import { holderIn, listeningInodes, portHolder } from "../../dev/platform/port-holder.ts";
import { ephemeralPort, isPortFree } from "../../dev/platform/ports.ts";
import { nodeProcess } from "../support/node-process.ts";

/** Listens where the test says, on a port of the system's choice. */
const listen = async (host: string): Promise<{ readonly port: number } & AsyncDisposable> => {
  const server = createServer();
  await new Promise<void>((resolve, reject) => void server.once("error", reject).listen({ port: 0, host, ipv6Only: host.includes(":") }, resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error(`no port on ${host}`);
  return { port: address.port, [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())) };
};

test.each(["127.0.0.1", "0.0.0.0", "::1", "::"])("a port is taken when somebody listens on %s only, and free afterwards", async (host) => {
  let port = 0;
  {
    await using somebody = await listen(host);
    port = somebody.port;
    expect(await isPortFree(port)).toBe(false);
  }
  expect(await isPortFree(port)).toBe(true);
});

test("asking leaves nothing behind: the same port is free at every look", async () => {
  const port = await ephemeralPort();
  expect([await isPortFree(port), await isPortFree(port), await isPortFree(port)]).toEqual([true, true, true]);
});

test("a port that no machine has is an error, not an answer", async () => {
  await expect(isPortFree(70_000)).rejects.toThrow(RangeError);
});

test("who listens on a port is found with process id and program, and is nobody afterwards", async () => {
  await using holder = nodeProcess(`
    import { createServer } from "node:net";
    const server = createServer().listen(0, "127.0.0.1", () => console.log(server.address().port));
  `);
  const port = Number(await holder.line());
  expect(await portHolder(port)).toEqual({ pid: holder.pid, program: "node" });
  holder.signal("SIGKILL");
  await holder.ended;
  expect(await portHolder(port)).toBeUndefined();
});

test("of the system's table only listening sockets of just that port count", () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   999        0 41001 1 0000000000000000 100 0 0 10 0
   1: 00000000:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   999        0 41002 1 0000000000000000 100 0 0 10 0
   2: 0100007F:1538 0100007F:D2F0 01 00000000:00000000 00:00000000 00000000   999        0 41003 1 0000000000000000 20 4 30 10 -1
   3: 0100007F:D2F0 0100007F:1538 01 00000000:00000000 00:00000000 00000000  1000        0 41004 1 0000000000000000 20 4 30 10 -1
   4: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41005 1 0000000000000000 100 0 0 10 0
`;
  expect(listeningInodes(table, 5432)).toEqual(["41001", "41002"]);
  expect(listeningInodes(table, 22)).toEqual(["41005"]);
  expect(listeningInodes(table, 54_000)).toEqual([]);
  expect(listeningInodes("", 5432)).toEqual([]);
});

test("the table of IPv6 sockets is read in the same way", () => {
  const table = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:2328 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 51001 1 0000000000000000 100 0 0 10 0
`;
  expect(listeningInodes(table, 9000)).toEqual(["51001"]);
});

test("what lsof answers, where there is no such table, is read in the same way", () => {
  expect(holderIn("p812\ncpostgres\nf7\np813\ncpostgres\nf7\n")).toEqual({ pid: 812, program: "postgres" });
  expect(holderIn("p812\n")).toEqual({ pid: 812, program: "?" });
  expect(holderIn("")).toBeUndefined();
});
