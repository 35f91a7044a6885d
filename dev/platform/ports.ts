import { createServer } from "node:net";
import { errnoOf } from "./files.ts";

/**
 * The addresses that must all be free. Clients resolve "localhost" to ::1 first on some machines, so a stranger on
 * ::1 would answer in our place; macOS lets 127.0.0.1 be bound beside somebody's 0.0.0.0, so that is asked too.
 */
const ADDRESSES = ["127.0.0.1", "0.0.0.0", "::1", "::"] as const;

const canListen = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) => {
      const code = errnoOf(error);
      if (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT") resolve(true); // a machine without IPv6
      else if (code === "EADDRINUSE" || code === "EACCES") resolve(false);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true, ipv6Only: host.includes(":") }, () => server.close(() => resolve(true)));
  });

/** Whether nobody listens on this TCP port, on IPv4 or IPv6, loopback or any address. Opens and closes a socket per address. */
export const isPortFree = async (port: number): Promise<boolean> => {
  // One after the other: our own 0.0.0.0 would be in the way of our own 127.0.0.1.
  for (const host of ADDRESSES) if (!(await canListen(port, host))) return false;
  return true;
};

/** On which loopback address or family somebody listens on this TCP port: `127.0.0.1`, `::1`, `0.0.0.0`, `::`. Empty: it is free. */
export const busyAddresses = async (port: number): Promise<readonly string[]> => {
  const busy: string[] = [];
  for (const host of ADDRESSES) if (!(await canListen(port, host))) busy.push(host);
  return busy;
};

/** Any free port of the machine's ephemeral range. */
export const ephemeralPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no address"))));
    });
  });
